/**
 * How an extension in a wheel starts HPy.js where nobody else has: a Python file beside it, of its name.
 *
 * Where HPy.js runs, `import counter` finds `counter.hpy0.wasm` before `counter.py`. Where it does not, Python knows only the
 * latter, which imports the package `hpyjs` and has it import the extension. No file of a wheel runs by itself in Pyodide:
 * `.pth` files are read when Python starts, which was before the wheel was installed.
 */

import { ownVersion, pythonVersion } from "./own-version.ts";

const extension = /^(.*\/)?(?<name>[^/]+)\.hpy\d+(-[\w-]+)?\.(wasm|js)$/;

/** The starters for extensions among the files of a wheel, by their paths; what is there already stays. */
export function startersFor(paths: readonly string[]): ReadonlyMap<string, string> {
  const starters = new Map<string, string>();
  for (const path of paths) {
    const [, folder = "", name] = extension.exec(path) ?? [];
    const file = `${folder}${name}.py`;
    if (name === undefined || paths.includes(file) || paths.includes(`${folder}${name}/__init__.py`))
      continue;
    starters.set(file, starter(name));
  }
  return starters;
}

function starter(name: string): string {
  return `# Starts HPy.js where no application has, and imports the extension ${name} in the place of this file.
import hpyjs

hpyjs.take_over(__name__)
`;
}

/** What a wheel with starters requires. */
export function runtimeRequirement(): string {
  return `hpyjs>=${pythonVersion(ownVersion())}`;
}
