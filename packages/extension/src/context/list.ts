/** Lists: `HPyList_*`. Items are read and written as those of any sequence, see `item.ts`. */

import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** Making and growing `list` objects. @throws PythonError SystemError when the object is not a list. */
export interface ListContext {
  /** Whether `h` is a `list`, subclasses included (`HPyList_Check`). */
  List_Check(h: HPy): boolean;
  /**
   * A list of `length` times `None` (`HPyList_New`). C leaves the items empty, which is no state for an object to be
   * seen in. @throws PythonError SystemError for a negative length, MemoryError for an immense one.
   */
  List_New(length?: number): HPy;
  /** `list.append(item)` (`HPyList_Append`). */
  List_Append(list: HPy, item: HPy): void;
  /** `list.insert(index, item)` (`HPyList_Insert`). */
  List_Insert(list: HPy, index: number, item: HPy): void;
}

/** The family over one kernel. */
export function listContext(kernel: Kernel): ListContext {
  const { api, check, open, unwrap } = kernel;
  const { List_Append, List_New } = api;
  const { ssize } = integers(kernel);
  return {
    List_Check: (h) => api.List_Check(unwrap(h)) !== 0,
    List_New: (length = 0) => {
      const raw = List_New(ssize(length));
      const list = open(raw);
      for (let i = 0; i < length; i++) check(api.SetItem_i(raw, i, api.h_None));
      return list;
    },
    List_Append: (list, item) => {
      check(List_Append(unwrap(list), unwrap(item)));
    },
    List_Insert: (list, index, item) => {
      check(api.List_Insert(unwrap(list), ssize(index), unwrap(item)));
    },
  };
}
