/** Handle lifetime: a handle is a reference to its object, so duplicating and closing are reference counting. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The lifetime functions of the context. */
export type LifetimeApi = Pick<Api, "Dup" | "Close">;

/** Duplicating and closing handles. Both let the null handle pass. */
export function lifetimeContext({ capi }: Interpreter): LifetimeApi {
  return { Dup: capi.Py_XNewRef, Close: capi.Py_DecRef };
}
