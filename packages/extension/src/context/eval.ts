/** Compiling and evaluating Python source. */

import { sourceKinds } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** What the source is: an expression, a file's content, or one interactive statement (`HPy_SourceKind`). */
export type SourceKind = keyof typeof sourceKinds;

/** Compiling and evaluating. */
export interface EvalContext {
  /**
   * Compiles source text to a code object (`HPy_Compile_s`).
   *
   * @param filename what tracebacks call the source.
   * @param kind the name of an `HPy_SourceKind`, or its number.
   * @throws PythonError SyntaxError; SystemError `invalid source kind`.
   */
  Compile_s(source: string, filename: string, kind: SourceKind | number): HPy;
  /**
   * Evaluates a code object (`HPy_EvalCode`).
   *
   * @param globals a dict.
   * @param locals a mapping; `globals` by default.
   * @returns the value of an expression; `None` for other kinds.
   * @throws PythonError what the code raised.
   */
  EvalCode(code: HPy, globals: HPy, locals?: HPy): HPy;
}

/** The family over one kernel. */
export function evalContext({ api, open, release, text, unwrap }: Kernel): EvalContext {
  return {
    Compile_s: (source, filename, kind) => {
      const utf8Source = text(source);
      const utf8Filename = text(filename);
      const number = typeof kind === "number" ? kind : sourceKinds[kind];
      const code = api.Compile_s(utf8Source, utf8Filename, number);
      release(utf8Filename);
      release(utf8Source);
      return open(code);
    },
    EvalCode: (code, globals, locals = globals) =>
      open(api.EvalCode(unwrap(code), unwrap(globals), unwrap(locals))),
  };
}
