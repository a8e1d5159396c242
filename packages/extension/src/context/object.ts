/** What every object can do: representation, comparison, hash. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Representation, comparison and hashing. `op` is one of `HPy_LT`, `HPy_LE` and so on. @throws PythonError what the object's method raised. */
export interface ObjectContext {
  /** `repr(obj)` (`HPy_Repr`). */
  Repr(obj: HPy): HPy;
  /** `str(obj)` (`HPy_Str`). */
  Str(obj: HPy): HPy;
  /** `ascii(obj)` (`HPy_ASCII`). */
  ASCII(obj: HPy): HPy;
  /** `bytes(obj)` (`HPy_Bytes`). */
  Bytes(obj: HPy): HPy;
  /** The result of a comparison, any object (`HPy_RichCompare`). */
  RichCompare(left: HPy, right: HPy, op: number): HPy;
  /** Whether a comparison holds; an object equals itself without being asked (`HPy_RichCompareBool`). */
  RichCompareBool(left: HPy, right: HPy, op: number): boolean;
  /** `hash(obj)` (`HPy_Hash`). */
  Hash(obj: HPy): number;
}

/** The family over one kernel. */
export function objectContext({ api, check, open, unwrap }: Kernel): ObjectContext {
  const { ASCII, Bytes, Hash, Repr, RichCompare, RichCompareBool, Str } = api;
  return {
    Repr: (obj) => open(Repr(unwrap(obj))),
    Str: (obj) => open(Str(unwrap(obj))),
    ASCII: (obj) => open(ASCII(unwrap(obj))),
    Bytes: (obj) => open(Bytes(unwrap(obj))),
    RichCompare: (left, right, op) => open(RichCompare(unwrap(left), unwrap(right), op)),
    RichCompareBool: (left, right, op) => check(RichCompareBool(unwrap(left), unwrap(right), op)) !== 0,
    Hash: (obj) => check(Hash(unwrap(obj))),
  };
}
