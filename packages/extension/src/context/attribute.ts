/** Attributes. The functions that end in `_s` take the name as a string, the others as a `str` object. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Reading, writing and deleting attributes. */
export interface AttributeContext {
  /** `getattr(obj, name)` (`HPy_GetAttr`). @throws PythonError AttributeError. */
  GetAttr(obj: HPy, name: HPy): HPy;
  /** `getattr(obj, name)` (`HPy_GetAttr_s`). @throws PythonError AttributeError. */
  GetAttr_s(obj: HPy, name: string): HPy;
  /** Whether reading the attribute succeeds; no error whatever is thrown (`HPy_HasAttr`). */
  HasAttr(obj: HPy, name: HPy): boolean;
  /** Whether reading the attribute succeeds; no error of Python's is thrown (`HPy_HasAttr_s`). */
  HasAttr_s(obj: HPy, name: string): boolean;
  /** `setattr(obj, name, value)`; `null` deletes (`HPy_SetAttr`). @throws PythonError AttributeError. */
  SetAttr(obj: HPy, name: HPy, value: HPy | null): void;
  /** `setattr(obj, name, value)`; `null` deletes (`HPy_SetAttr_s`). @throws PythonError AttributeError. */
  SetAttr_s(obj: HPy, name: string, value: HPy | null): void;
  /** `delattr(obj, name)` (`HPy_DelAttr`). @throws PythonError AttributeError. */
  DelAttr(obj: HPy, name: HPy): void;
  /** `delattr(obj, name)` (`HPy_DelAttr_s`). @throws PythonError AttributeError. */
  DelAttr_s(obj: HPy, name: string): void;
}

/** The family over one kernel. */
export function attributeContext(kernel: Kernel): AttributeContext {
  const { api, check, open, release, text, unwrap, unwrapOrNull } = kernel;
  const { GetAttr, GetAttr_s, HasAttr, HasAttr_s } = api;

  function SetAttr(obj: HPy, name: HPy, value: HPy | null): void {
    check(api.SetAttr(unwrap(obj), unwrap(name), unwrapOrNull(value)));
  }
  function SetAttr_s(obj: HPy, name: string, value: HPy | null): void {
    const rawObject = unwrap(obj);
    const rawValue = unwrapOrNull(value);
    const utf8 = text(name);
    const status = api.SetAttr_s(rawObject, utf8, rawValue);
    release(utf8);
    check(status);
  }
  return {
    GetAttr: (obj, name) => open(GetAttr(unwrap(obj), unwrap(name))),
    GetAttr_s: (obj, name) => {
      const raw = unwrap(obj);
      const utf8 = text(name);
      const result = GetAttr_s(raw, utf8);
      release(utf8);
      return open(result);
    },
    HasAttr: (obj, name) => HasAttr(unwrap(obj), unwrap(name)) !== 0,
    HasAttr_s: (obj, name) => {
      const raw = unwrap(obj);
      const utf8 = text(name);
      const result = HasAttr_s(raw, utf8);
      release(utf8);
      return result !== 0;
    },
    SetAttr,
    SetAttr_s,
    DelAttr: (obj, name) => SetAttr(obj, name, null),
    DelAttr_s: (obj, name) => SetAttr_s(obj, name, null),
  };
}
