/** Lists. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";

/** The list functions of the context. */
export type ListApi = Pick<Api, "List_Check" | "List_New" | "List_Append" | "List_Insert">;

/** Lists. As in C, the items of a new list are to be set before anything looks at them. */
export function listContext(interpreter: Interpreter): ListApi {
  const { capi } = interpreter;
  return {
    List_Check: subclassCheck(interpreter, "List"),
    List_New: capi.PyList_New,
    List_Append: capi.PyList_Append,
    List_Insert: capi.PyList_Insert,
  };
}
