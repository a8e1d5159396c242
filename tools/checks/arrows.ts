/**
 * The arrows between packages: data flows one way, so imports do too. Type imports count like all others.
 *
 * - A package imports only the workspace packages that its row of the table lists, in sources, tests and manifest.
 * - A relative import stays inside its package, and a source never imports a test.
 * - The core imports nothing at all; Node's own modules are for the packages whose row says so, and for tests.
 * - Nothing outside the folder of a host imports from it, tests excepted: they run on one.
 */

import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { type Import, importsOf } from "./imports.ts";
import { type Arrows, packageIn, table, workspacePackage } from "./packages.ts";
import { type Finding, isTest, type SourceFile } from "./source-files.ts";

/** The part of a package.json that names other packages. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Checks the imports of files under `packages`, `examples` or any other two levels of folders. */
export function checkArrows(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const rules = rulesOf(file.path);
    return importsOf(file).flatMap((found) => {
      const wrong = rules(found);
      return wrong === undefined ? [] : [`${found.at}: imports "${found.specifier}": ${wrong}`];
    });
  });
}

/** Checks the dependencies that the package.json of a folder of `packages` declares for its users. */
export function checkManifest(folder: string, manifest: Manifest): readonly Finding[] {
  const name = packageIn(folder);
  const arrows = table[name];
  const at = `packages/${folder}/package.json`;
  if (arrows === undefined) return [`${at}: ${name} is not in the table of tools/checks/packages.ts`];
  // What a folder of the sources may import is shipped, too; what tests and tools import is not.
  const within = Object.entries(arrows.within ?? {}).filter(([inside]) => inside.startsWith("src/"));
  const allowed = [...arrows.imports, ...within.flatMap(([, names]) => names)];
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((other) => workspacePackage(other) !== undefined && !allowed.includes(other))
    .map((other) => `${at}: depends on ${other}: ${name} may import ${list(allowed)}`);
}

type Rule = (found: Import) => string | undefined;

function rulesOf(path: string): Rule {
  const [group = "", folder = "", ...rest] = path.split("/");
  const home = `${group}/${folder}`;
  const arrows = group === "packages" ? table[packageIn(folder)] : undefined;
  const inside = rest.join("/");
  return ({ specifier }) => {
    if (specifier.startsWith(".")) {
      return relativeRule(path, home, arrows, posix.join(posix.dirname(path), specifier));
    }
    return group === "packages"
      ? nameRule(packageIn(folder), arrows, inside, isTest(path), specifier)
      : undefined;
  };
}

function relativeRule(
  path: string,
  home: string,
  arrows: Arrows | undefined,
  target: string,
): string | undefined {
  if (!target.startsWith(`${home}/`)) return "a relative import stays inside its package";
  if (isTest(target) && !isTest(path)) return "a source does not import a test";
  const host = arrows?.hosts?.find((name) => target.startsWith(`${home}/src/${name}/`));
  if (host !== undefined && !isTest(path) && !path.startsWith(`${home}/src/${host}/`)) {
    return `nothing outside src/${host} imports from it: the host comes in through a port, as an argument`;
  }
  return undefined;
}

function nameRule(
  name: string,
  arrows: Arrows | undefined,
  inside: string,
  test: boolean,
  specifier: string,
): string | undefined {
  if (arrows === undefined) return `${name} is not in the table of tools/checks/packages.ts`;
  const other = workspacePackage(specifier);
  if (other !== undefined) {
    const allowed = [...arrows.imports, ...within(arrows, inside)];
    return allowed.includes(other) ? undefined : `${name} may import ${list(allowed)} here`;
  }
  if (test) return undefined;
  if (isBuiltin(specifier)) {
    return arrows.node === true ? undefined : `${name} also runs in the browser, which has no Node modules`;
  }
  return arrows.imports.length === 0 ? `${name} imports nothing` : undefined;
}

function within(arrows: Arrows, inside: string): readonly string[] {
  return Object.entries(arrows.within ?? {}).flatMap(([folder, names]) =>
    inside.startsWith(`${folder}/`) ? names : [],
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no other package" : names.join(", ");
}
