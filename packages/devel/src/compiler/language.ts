/** What language a source is in, and what that asks of the compiler. */

import type { ClangDriver } from "../clang/clang.ts";
import { CompileOptionsError } from "../errors.ts";

/** The language of a source. */
export type Language = "c" | "c++";

const languages: Readonly<Record<string, Language>> = {
  c: "c",
  cc: "c++",
  cpp: "c++",
  cxx: "c++",
  "c++": "c++",
  C: "c++",
};

/** The language of a source by its file's extension. @throws CompileOptionsError for an unknown one. */
export function languageOf(file: string): Language {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot < 0 ? "" : name.slice(dot + 1);
  const language = Object.hasOwn(languages, extension) ? languages[extension] : undefined;
  if (language !== undefined) return language;
  const which = extension === "" ? "has no extension" : `has the extension '.${extension}'`;
  throw new CompileOptionsError(
    "sources",
    `cannot compile '${file}': it ${which}; C sources end in .c, C++ sources in .cc, .cpp, .cxx or .c++`,
  );
}

/** The compiler driver of a language. */
export function driverOf(language: Language): ClangDriver {
  return language === "c" ? "clang" : "clang++";
}
