/** Slices: `HPySlice_*`. */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";
import { readSize } from "../words.ts";

/** Making `slice` objects, and what a `mp_subscript` needs to work with one. */
export interface SliceContext {
  /** `slice(start, stop, step)`; `null` is `None` (`HPySlice_New`). */
  Slice_New(start: HPy | null, stop: HPy | null, step?: HPy | null): HPy;
  /**
   * `[start, stop, step]` of a slice; what is `None` becomes the default for the step's direction, what is out of
   * range is clamped (`HPySlice_Unpack`). Make the indices fit a length with `Slice_AdjustIndices`.
   * @throws PythonError ValueError when the step is 0, TypeError when a part is no integer or `slice` no slice.
   */
  Slice_Unpack(slice: HPy): [start: number, stop: number, step: number];
  /**
   * Clips indices to a sequence of the given length, as slicing does (`HPySlice_AdjustIndices`).
   * @returns how many items the slice has, and the clipped start and stop.
   * @throws RangeError when the step is 0.
   */
  Slice_AdjustIndices(
    length: number,
    start: number,
    stop: number,
    step: number,
  ): [count: number, start: number, stop: number];
}

/** The family over one kernel. */
export function sliceContext(kernel: Kernel): SliceContext {
  const { api, check, error, memory, open, scratch, unwrap, unwrapOrNull } = kernel;
  const { ssize } = integers(kernel);
  const size = memory.pointerSize;
  const stopOut = (scratch + size) as Pointer;
  const stepOut = (scratch + 2 * size) as Pointer;
  return {
    Slice_New: (start, stop, step = null) =>
      open(api.Slice_New(unwrapOrNull(start), unwrapOrNull(stop), unwrapOrNull(step))),
    Slice_Unpack: (slice) => {
      const raw = unwrap(slice);
      if (api.TypeCheck(raw, api.h_SliceType) === 0) throw error(api.h_TypeError, "a slice is required");
      check(api.Slice_Unpack(raw, scratch, stopOut, stepOut));
      return [readSize(memory, scratch), readSize(memory, stopOut), readSize(memory, stepOut)];
    },
    Slice_AdjustIndices: (length, start, stop, step) =>
      adjustIndices(ssize(length), ssize(start), ssize(stop), ssize(step)),
  };
}

/** The pure part of `HPySlice_AdjustIndices`. */
export function adjustIndices(
  length: number,
  start: number,
  stop: number,
  step: number,
): [count: number, start: number, stop: number] {
  if (step === 0) throw new RangeError("The step of a slice cannot be 0.");
  const lowest = step < 0 ? -1 : 0;
  const highest = step < 0 ? length - 1 : length;
  const clip = (index: number): number =>
    index < 0 ? Math.max(index + length, lowest) : Math.min(index, highest);
  const from = clip(start);
  const to = clip(stop);
  const distance = step < 0 ? from - to : to - from;
  return [distance > 0 ? Math.floor((distance - 1) / Math.abs(step)) + 1 : 0, from, to];
}
