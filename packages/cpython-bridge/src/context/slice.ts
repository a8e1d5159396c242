/** Slices. */

import type { Api, Handle } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The slice functions of the context. */
export type SliceApi = Pick<Api, "Slice_New" | "Slice_Unpack">;

/** Slices. CPython takes any object for a slice when it unpacks one, hence the check; `slice` has no subclasses. */
export function sliceContext({ capi, memory, raise, transport }: Interpreter): SliceApi {
  const sliceType: number = transport.symbol("PySlice_Type");
  const isSlice = (h: Handle): boolean => memory.u32()[(h + transport.layout.type) >>> 2] === sliceType;
  return {
    Slice_New: capi.PySlice_New,
    Slice_Unpack: (slice, start, stop, step) => {
      if (isSlice(slice)) return capi.PySlice_Unpack(slice, start, stop, step);
      raise.error("PyExc_TypeError", "HPySlice_Unpack requires a slice");
      return -1;
    },
  };
}
