/** What upstream keeps for itself: `_HPy_CallRealFunctionFromTrampoline`, `_HPy_Dump`. */

import type { Api } from "@hpyjs/core";
import { fatalError } from "../fatal.ts";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type InternalApi = Pick<Api, "CallRealFunctionFromTrampoline" | "Dump">;

/**
 * Makes the family for one interpreter.
 *
 * The trampolines that C modules bring along are not used here: definitions are installed with the bridge's own
 * function pointers. Whoever calls one nevertheless is in no state to go on.
 */
export function internalContext(interpreter: Interpreter): InternalApi {
  const { capi, strings } = interpreter;
  const fatal = fatalError(interpreter, "_HPy_CallRealFunctionFromTrampoline");
  const message = strings.constant(
    "Something is very wrong! _HPy_CallRealFunctionFromTrampoline() " +
      "should be used only by the CPython version of hpy.universal",
  );
  return {
    CallRealFunctionFromTrampoline: () => fatal(message),
    Dump: capi.PyObject_Dump,
  };
}
