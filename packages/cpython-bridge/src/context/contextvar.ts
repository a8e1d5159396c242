/** Context variables: `HPyContextVar_*`. */

import { type Api, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type ContextvarApi = Pick<Api, "ContextVar_New" | "ContextVar_Get" | "ContextVar_Set">;

/** Makes the family for one interpreter. */
export function contextvarContext({ capi, memory }: Interpreter): ContextvarApi {
  return {
    ContextVar_New: capi.PyContextVar_New,
    ContextVar_Get(context_var, default_value, result) {
      // The C function does not write its result when the object is no context variable.
      memory.u32()[result >>> 2] = HPy_NULL;
      return capi.PyContextVar_Get(context_var, default_value, result);
    },
    ContextVar_Set: capi.PyContextVar_Set,
  };
}
