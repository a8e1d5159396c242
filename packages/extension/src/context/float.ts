/** Floats and booleans: `HPyFloat_*`, `HPyBool_*`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Making and reading `float` and `bool` objects. */
export interface FloatContext {
  /** A `float` (`HPyFloat_FromDouble`). */
  Float_FromDouble(value: number): HPy;
  /** The value of a `float`, or of an object with `__float__` or `__index__` (`HPyFloat_AsDouble`). @throws PythonError TypeError. */
  Float_AsDouble(h: HPy): number;
  /** `True` or `False` (`HPyBool_FromBool`). */
  Bool_FromBool(value: boolean): HPy;
  /** `False` for 0, else `True` (`HPyBool_FromLong`). */
  Bool_FromLong(value: number): HPy;
}

/** The family over one kernel. */
export function floatContext({ api, checkError, open, unwrap }: Kernel): FloatContext {
  const { Float_AsDouble, Float_FromDouble, Bool_FromBool } = api;
  return {
    Float_FromDouble: (value) => open(Float_FromDouble(value)),
    Float_AsDouble: (h) => {
      const value = Float_AsDouble(unwrap(h));
      if (value === -1) checkError();
      return value;
    },
    Bool_FromBool: (value) => open(Bool_FromBool(value ? 1 : 0)),
    Bool_FromLong: (value) => open(Bool_FromBool(value === 0 ? 0 : 1)),
  };
}
