/**
 * Extensions in TypeScript as files, which wheels can carry: `name.hpy0.js`.
 *
 * Python's `import` cannot wait, so such a file is no ES module but a script in CommonJS's form, with all that it needs
 * bundled into it. It runs as a function of `module`, `exports` and `require`, anew for each load; what it exports is
 * the extension.
 */

import { tagProblem } from "@hpyjs/abi-universal";
import type { ExtensionModule } from "@hpyjs/core";
import { ScriptLoadError } from "./errors.ts";
import { makeFunction } from "./evaluate.ts";
import { isExtension } from "./extension-like.ts";
import type { WasmOptions } from "./wasm-policy.ts";

/** Whether a file is a script, by its path. */
export function isScript(path: string): boolean {
  return path.endsWith(".js");
}

/**
 * Runs a script.
 * @param name the module's name in Python; of several extensions in a script, its last part tells which is meant.
 * @param options what the application says about files. A script has all of JavaScript's authority, so where files
 * are to be sandboxed, it is not run.
 * @throws ScriptLoadError when it cannot be run, or exports no such extension.
 */
export function openScript(
  name: string,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  { flavour }: Pick<WasmOptions, "flavour">,
): ExtensionModule {
  if (flavour === "sandboxed") {
    throw new ScriptLoadError(
      path,
      "this application sandboxes extensions, and a script cannot be sandboxed.",
    );
  }
  const extensions = scriptExtensions(path, new TextDecoder().decode(bytes));
  const named = extensions.find((extension) => lastPart(extension.name) === lastPart(name));
  const [only, second] = extensions;
  const found = named ?? (second === undefined ? only : undefined);
  if (found === undefined) {
    const names = extensions.map((extension) => `"${extension.name}"`).join(", ");
    throw new ScriptLoadError(
      path,
      `it exports ${names === "" ? "no extension" : `${names}, but no "${name}"`}.`,
    );
  }
  const problem = tagProblem(lastPart(name), path, found.requires);
  if (problem !== null) throw new ScriptLoadError(path, problem);
  return { name, requires: found.requires, bind: (layer) => found.bind(layer) };
}

/** The extensions that a script exports. @throws ScriptLoadError when it cannot be run. */
export function scriptExtensions(path: string, source: string): readonly ExtensionModule[] {
  const exported = run(path, source);
  return [...new Set([exported, ...Object.values(exported ?? {})].filter(isExtension))];
}

type CommonJsScript = (module: object, exports: object | null, require: (needed: string) => never) => void;

function run(path: string, source: string): object | null {
  const module = { exports: {} as object | null };
  try {
    const script = makeFunction(
      ["module", "exports", "require"],
      `${source}\n//# sourceURL=${path}`,
    ) as CommonJsScript;
    script(module, module.exports, (needed: string) => {
      throw new Error(`it needs "${needed}", which is not bundled into it`);
    });
  } catch (thrown) {
    throw new ScriptLoadError(path, String(thrown), { cause: thrown });
  }
  return module.exports;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
