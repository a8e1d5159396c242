/** What building does with clang: sources into objects, objects into archives. Anything that fails ends the build. */

import type { Clang, ClangRun, FileMap } from "../clang/clang.ts";
import { runTool } from "../clang/yowasp.ts";
import { driverOf, languageOf } from "../compiler/language.ts";

/** The file that a run wrote. @throws Error when it failed; clang's words are on stderr then. */
export function must(what: string, { ok, stderr, output }: ClangRun): Uint8Array {
  if (stderr !== "") process.stderr.write(stderr);
  if (ok && output !== null) return output;
  throw new Error(`cannot build @hpyjs/devel: ${what} failed; see above what clang says`);
}

/** Compiles the sources in C and C++ among some files. Objects are named after them. */
export function compileAll(
  clang: Clang,
  args: readonly string[],
  files: FileMap,
): Record<string, Uint8Array> {
  const sources = Object.keys(files).filter((path) => /\.(c|cpp)$/.test(path));
  const compiled = sources.map((file) => {
    const object = `${file.slice(0, file.lastIndexOf(".")).replaceAll("/", "-")}.o`;
    const run = clang.run(
      driverOf(languageOf(file)),
      [...args, "-Wall", "-Wextra", "-c", file, "-o", object],
      files,
      object,
    );
    return [object, must(file, run)] as const;
  });
  return Object.fromEntries(compiled);
}

/** Makes an archive of objects, or of the members of archives; the same bytes for the same input. */
export function archive(objects: FileMap | string): Uint8Array {
  const files = typeof objects === "string" ? {} : objects;
  const members = typeof objects === "string" ? [objects] : Object.keys(objects);
  return must("an archive", runTool(["ar", "qcsDL", "out.a", ...members], files, "out.a"));
}
