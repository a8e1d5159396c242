/** The bridge to CPython's own objects: `HPy_FromPyObject`, `HPy_AsPyObject`. A handle is the `PyObject*` itself. */

import type { Api, Handle, Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type LegacyApi = Pick<Api, "FromPyObject" | "AsPyObject">;

/** Makes the family for one interpreter. Each result is a reference of its own; null becomes null. */
export function legacyContext({ capi }: Interpreter): LegacyApi {
  return {
    FromPyObject: capi.Py_XNewRef as (obj: number) => Handle,
    AsPyObject: capi.Py_XNewRef as (h: Handle) => number as (h: Handle) => Pointer,
  };
}
