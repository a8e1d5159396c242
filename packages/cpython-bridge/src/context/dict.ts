/** Dicts. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";

/** The dict functions of the context. */
export type DictApi = Pick<Api, "Dict_Check" | "Dict_New" | "Dict_Keys" | "Dict_Copy">;

/** Dicts. `Dict_Keys` makes a list, and does not ask a subclass for its own `keys()`. */
export function dictContext(interpreter: Interpreter): DictApi {
  const { capi } = interpreter;
  return {
    Dict_Check: subclassCheck(interpreter, "Dict"),
    Dict_New: capi.PyDict_New,
    Dict_Keys: capi.PyDict_Keys,
    Dict_Copy: capi.PyDict_Copy,
  };
}
