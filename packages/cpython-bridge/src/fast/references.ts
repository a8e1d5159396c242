/** Handles without a call: duplicating, closing, and loading what globals and fields refer to. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Heap } from "./heap.ts";

/** The functions that do no more than count a reference. */
export function references({ release, retain }: Heap, api: Api): Partial<Api> {
  const { Field_Load, Global_Load } = api;
  return {
    Dup: (h) => {
      if (h !== HPy_NULL) retain(h);
      return h;
    },
    Close: release,
    Global_Load: (global) => {
      const h = global as number as Handle;
      if (h === HPy_NULL) return Global_Load(global);
      retain(h);
      return h;
    },
    Field_Load: (owner, field) => {
      const h = field as number as Handle;
      if (h === HPy_NULL) return Field_Load(owner, field);
      retain(h);
      return h;
    },
  };
}
