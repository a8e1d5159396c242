/** Tuples. */

import { type Api, type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";

/** The tuple functions of the context. */
export type TupleApi = Pick<Api, "Tuple_Check" | "Tuple_FromArray">;

/** Tuples. A null handle among the items is a SystemError. */
export function tupleContext(interpreter: Interpreter): TupleApi {
  const { capi, memory, raise } = interpreter;

  function Tuple_FromArray(items: Pointer, n: number): Handle {
    const tuple = capi.PyTuple_New(n);
    if (tuple === HPy_NULL) return HPy_NULL;
    const first = items >>> 2;
    for (let index = 0; index < n; index++) {
      const item = memory.i32()[first + index] as Handle;
      if (item === HPy_NULL) {
        capi.Py_DecRef(tuple);
        return raise.error("PyExc_SystemError", `HPyTuple_FromArray: item ${index} is a null handle`);
      }
      capi.PyTuple_SetItem(tuple, index, capi.Py_XNewRef(item));
    }
    return tuple;
  }

  return { Tuple_Check: subclassCheck(interpreter, "Tuple"), Tuple_FromArray };
}
