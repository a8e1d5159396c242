/**
 * Globals: `HPyGlobal_*`.
 *
 * An `HPyGlobal` lies in its interpreter's own memory and holds the `PyObject*` itself. Two interpreters have two
 * memories, so they share no global, and storing needs no table.
 */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type GlobalApi = Pick<Api, "Global_Store" | "Global_Load">;

/** Makes the family for one interpreter. */
export function globalContext({ capi, memory, raise }: Interpreter): GlobalApi {
  return {
    Global_Store(global, h) {
      const words = memory.u32();
      const earlier = words[global >>> 2] as Handle;
      capi.Py_IncRef(h);
      words[global >>> 2] = h;
      // Last, because it can run Python code, which may look at the global.
      capi.Py_DecRef(earlier);
    },
    Global_Load(global) {
      const h = global as number as Handle;
      if (h === HPy_NULL) {
        return raise.error(
          "PyExc_SystemError",
          "HPyGlobal_Load: the global is empty; store an object in it before it is loaded",
        );
      }
      return capi.Py_XNewRef(h);
    },
  };
}
