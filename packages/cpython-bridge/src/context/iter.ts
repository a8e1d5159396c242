/** Iteration. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The iteration functions of the context. */
export type IterApi = Pick<Api, "GetIter" | "Iter_Next" | "Iter_Check">;

/** Iterators and their items. What is not an iterator has no function to call, hence the check before the call. */
export function iterContext({ capi, raise }: Interpreter): IterApi {
  return {
    GetIter: capi.PyObject_GetIter,
    Iter_Next: (obj) =>
      capi.PyIter_Check(obj) === 0
        ? raise.error("PyExc_TypeError", "HPyIter_Next requires an iterator")
        : capi.PyIter_Next(obj),
    Iter_Check: capi.PyIter_Check,
  };
}
