/** Tuples: `HPyTuple_*`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Making `tuple` objects. */
export interface TupleContext {
  /** Whether `h` is a `tuple`, subclasses included (`HPyTuple_Check`). */
  Tuple_Check(h: HPy): boolean;
  /** A tuple of `items` (`HPyTuple_FromArray`). */
  Tuple_FromArray(items: readonly HPy[]): HPy;
  /** A tuple of the arguments (`HPyTuple_Pack`). */
  Tuple_Pack(...items: HPy[]): HPy;
}

/** The family over one kernel. */
export function tupleContext({ api, handleArray, open, release, unwrap }: Kernel): TupleContext {
  const { Tuple_FromArray } = api;
  function fromArray(items: readonly HPy[]): HPy {
    const array = handleArray(items);
    const tuple = Tuple_FromArray(array, items.length);
    release(array);
    return open(tuple);
  }
  return {
    Tuple_Check: (h) => api.Tuple_Check(unwrap(h)) !== 0,
    Tuple_FromArray: fromArray,
    Tuple_Pack: (...items) => fromArray(items),
  };
}
