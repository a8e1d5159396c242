/** Compiling and evaluating source code: `HPy_Compile_s`, `HPy_EvalCode`. */

import { type Api, type Handle, HPy_NULL, sourceKinds } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type EvalApi = Pick<Api, "Compile_s" | "EvalCode">;

/** CPython's start symbols of its grammar, by `HPy_SourceKind`. */
const startSymbols: ReadonlyMap<number, number> = new Map([
  [sourceKinds.Expr, 258],
  [sourceKinds.File, 257],
  [sourceKinds.Single, 256],
]);

/** Makes the family for one interpreter. */
export function evalContext({ capi, memory, raise, transport }: Interpreter): EvalApi {
  const codeType = transport.symbol("PyCode_Type");
  const typeOf = (object: Handle): number => memory.u32()[(object + transport.layout.type) >>> 2] as number;

  return {
    Compile_s(utf8_source, utf8_filename, kind) {
      const start = startSymbols.get(kind);
      if (start === undefined) return raise.error("PyExc_SystemError", "invalid source kind");
      return capi.Py_CompileString(utf8_source, utf8_filename, start);
    },
    EvalCode(code, globals, locals) {
      if (code === HPy_NULL || globals === HPy_NULL) {
        return raise.error(
          "PyExc_SystemError",
          "HPy_EvalCode needs code and globals, but one of them is null",
        );
      }
      // CPython takes the word for it, and would read any other object's memory as code.
      if (typeOf(code) !== codeType) {
        return raise.error("PyExc_TypeError", "HPy_EvalCode arg 1 must be a code object");
      }
      return capi.PyEval_EvalCode(code, globals, locals);
    },
  };
}
