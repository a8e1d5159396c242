/** Dicts: `HPyDict_*`. Items are read and written as those of any mapping, see `item.ts`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Making `dict` objects and taking them apart. @throws PythonError SystemError when the object is not a dict. */
export interface DictContext {
  /** Whether `h` is a `dict`, subclasses included (`HPyDict_Check`). */
  Dict_Check(h: HPy): boolean;
  /** An empty dict (`HPyDict_New`). */
  Dict_New(): HPy;
  /** A list of the keys; an overridden `keys` is not asked (`HPyDict_Keys`). */
  Dict_Keys(h: HPy): HPy;
  /** A new dict with the same items (`HPyDict_Copy`). */
  Dict_Copy(h: HPy): HPy;
}

/** The family over one kernel. */
export function dictContext({ api, open, unwrap }: Kernel): DictContext {
  return {
    Dict_Check: (h) => api.Dict_Check(unwrap(h)) !== 0,
    Dict_New: () => open(api.Dict_New()),
    Dict_Keys: (h) => open(api.Dict_Keys(unwrap(h))),
    Dict_Copy: (h) => open(api.Dict_Copy(unwrap(h))),
  };
}
