/**
 * The tag by which a hybrid extension's file says which interpreter it is for: `name.hpy0-cp314.wasm`, or with the
 * platform behind it, `name.hpy0-cp314-wasm32-emscripten.wasm`. Upstream HPy writes the first form, and checks neither.
 */

import { InterpreterTagError } from "./errors.ts";

/** Python's version, for instance `[3, 14]`. */
export type PythonVersion = readonly [major: number, minor: number];

/** The platform of all Pyodides, as in the names of CPython's own extension modules. */
export const pyodidePlatform = "wasm32-emscripten";

/** The tag of an interpreter: `cp314`. */
export function interpreterTag([major, minor]: PythonVersion): string {
  return `cp${major}${minor}`;
}

/** What a hybrid extension's file is called: `name.hpy0-cp314-wasm32-emscripten.wasm`. */
export function hybridFileName(name: string, python: PythonVersion): string {
  return `${name}.hpy0-${interpreterTag(python)}-${pyodidePlatform}.wasm`;
}

/** A tag, taken apart. */
interface Tag {
  /** The interpreter and its version, `cp314`. */
  readonly interpreter: string;
  /** The platform, or `null` when it is not said. */
  readonly platform: string | null;
}

function tagIn(path: string): Tag | null {
  const file = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const [, interpreter, platform = null] = /\.hpy\d+-([^.-]+)(?:-([^.]+))?\.[^.]+$/.exec(file) ?? [];
  return interpreter === undefined ? null : { interpreter, platform };
}

/** Whether a file's name says that it holds an extension of the hybrid ABI. */
export function isHybridFile(path: string): boolean {
  return tagIn(path) !== null;
}

/** An interpreter by its tag, in words: `CPython 3.14 (cp314)`. */
function inWords(tag: string): string {
  const [, major, minor] = /^cp(\d)(\d+)$/.exec(tag) ?? [];
  return major === undefined ? `'${tag}'` : `CPython ${major}.${minor} (${tag})`;
}

/**
 * Refuses a file that is for another interpreter.
 * @throws InterpreterTagError that says which one it is for.
 */
export function checkInterpreterTag(path: string, python: PythonVersion): void {
  const tag = tagIn(path);
  const own = interpreterTag(python);
  function refuse(said: string, then: string): never {
    const message = `The HPy extension at path '${path}' ${said}, and this is ${inWords(own)}. ${then}`;
    throw new InterpreterTagError(path, message, tag?.interpreter ?? null, own);
  }
  if (tag === null) {
    refuse(
      "does not say in its name which interpreter it is for, as one of the hybrid ABI must",
      `For this interpreter it is called '${hybridFileName("name", python)}'.`,
    );
  }
  if (tag.interpreter !== own) {
    refuse(
      `was built for ${inWords(tag.interpreter)}`,
      "Build it for this version too, or for the universal ABI, which all versions can load.",
    );
  }
  if (tag.platform !== null && tag.platform !== pyodidePlatform) {
    refuse(`was built for the platform '${tag.platform}'`, `The platform here is '${pyodidePlatform}'.`);
  }
}
