/** Iteration: `HPy_GetIter`, `HPyIter_*`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Python iterators; `ctx.iterate` runs through one. */
export interface IterContext {
  /** An iterator over `obj`, as `iter(obj)` (`HPy_GetIter`). @throws PythonError TypeError when it is not iterable. */
  GetIter(obj: HPy): HPy;
  /** The next item, or `null` at the end (`HPyIter_Next`). @throws PythonError what `__next__` raised. */
  Iter_Next(iterator: HPy): HPy | null;
  /** Whether `obj` is an iterator: has `__next__` (`HPyIter_Check`). */
  Iter_Check(obj: HPy): boolean;
}

/** The family over one kernel. */
export function iterContext({ api, open, openOrNull, unwrap }: Kernel): IterContext {
  const { GetIter, Iter_Check, Iter_Next } = api;
  return {
    GetIter: (obj) => open(GetIter(unwrap(obj))),
    Iter_Next: (iterator) => openOrNull(Iter_Next(unwrap(iterator))),
    Iter_Check: (obj) => Iter_Check(unwrap(obj)) !== 0,
  };
}
