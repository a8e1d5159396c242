/** The bridge to CPython's own objects. It works in the ABIs that have CPython's C API beside HPy's: cpython and hybrid. */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Between handles and `PyObject *`. */
export interface LegacyContext {
  /** A handle to the object at `object`, whose reference stays the caller's; `NULL` gives `null` (`HPy_FromPyObject`). */
  FromPyObject(object: Pointer): HPy | null;
  /** A new reference to the object of `h`, which the caller drops; `null` gives `NULL` (`HPy_AsPyObject`). */
  AsPyObject(h: HPy | null): Pointer;
}

/** The family over one kernel. */
export function legacyContext({ api, openOrNull, unwrapOrNull }: Kernel): LegacyContext {
  return {
    FromPyObject: (object) => openOrNull(api.FromPyObject(object)),
    AsPyObject: (h) => api.AsPyObject(unwrapOrNull(h)),
  };
}
