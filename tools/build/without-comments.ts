/** Takes comments out of JavaScript. */

import ts from "typescript";

/** A source without its comments, and otherwise as it was; a first line `#!` stays. */
export function withoutComments(source: string): string {
  const compilerOptions = {
    allowJs: true,
    module: ts.ModuleKind.ESNext,
    removeComments: true,
    target: ts.ScriptTarget.ESNext,
  };
  return ts.transpileModule(source, { compilerOptions, fileName: "module.js" }).outputText;
}
