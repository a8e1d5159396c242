/** Items, slices, membership and length. `_i` takes the key as an integer, `_s` as a string. */

import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** Sequences and mappings. @throws PythonError what the object's method raised. */
export interface ItemContext {
  /** `len(h)` (`HPy_Length`). */
  Length(h: HPy): number;
  /** `obj[key]` (`HPy_GetItem`). */
  GetItem(obj: HPy, key: HPy): HPy;
  /** `obj[index]`; on a sequence a negative index counts from the end (`HPy_GetItem_i`). */
  GetItem_i(obj: HPy, index: number): HPy;
  /** `obj[key]` (`HPy_GetItem_s`). */
  GetItem_s(obj: HPy, key: string): HPy;
  /** `key in container` (`HPy_Contains`). */
  Contains(container: HPy, key: HPy): boolean;
  /** `obj[key] = value` (`HPy_SetItem`). */
  SetItem(obj: HPy, key: HPy, value: HPy): void;
  /** `obj[index] = value` (`HPy_SetItem_i`). */
  SetItem_i(obj: HPy, index: number, value: HPy): void;
  /** `obj[key] = value` (`HPy_SetItem_s`). */
  SetItem_s(obj: HPy, key: string, value: HPy): void;
  /** `del obj[key]` (`HPy_DelItem`). */
  DelItem(obj: HPy, key: HPy): void;
  /** `del obj[index]` (`HPy_DelItem_i`). */
  DelItem_i(obj: HPy, index: number): void;
  /** `del obj[key]` (`HPy_DelItem_s`). */
  DelItem_s(obj: HPy, key: string): void;
  /** `obj[start:end]` (`HPy_GetSlice`). */
  GetSlice(obj: HPy, start: number, end: number): HPy;
  /** `obj[start:end] = value` (`HPy_SetSlice`). */
  SetSlice(obj: HPy, start: number, end: number, value: HPy): void;
  /** `del obj[start:end]` (`HPy_DelSlice`). */
  DelSlice(obj: HPy, start: number, end: number): void;
}

/** The family over one kernel. */
export function itemContext(kernel: Kernel): ItemContext {
  const { api, check, open, release, text, unwrap } = kernel;
  const { GetItem, GetItem_i, GetItem_s, Length, SetItem, SetItem_i, SetItem_s } = api;
  const { ssize } = integers(kernel);
  return {
    Length: (h) => check(Length(unwrap(h))),
    GetItem: (obj, key) => open(GetItem(unwrap(obj), unwrap(key))),
    GetItem_i: (obj, index) => open(GetItem_i(unwrap(obj), ssize(index))),
    GetItem_s: (obj, key) => {
      const raw = unwrap(obj);
      const utf8 = text(key);
      const result = GetItem_s(raw, utf8);
      release(utf8);
      return open(result);
    },
    Contains: (container, key) => check(api.Contains(unwrap(container), unwrap(key))) !== 0,
    SetItem: (obj, key, value) => {
      check(SetItem(unwrap(obj), unwrap(key), unwrap(value)));
    },
    SetItem_i: (obj, index, value) => {
      check(SetItem_i(unwrap(obj), ssize(index), unwrap(value)));
    },
    SetItem_s: (obj, key, value) => {
      const rawObject = unwrap(obj);
      const rawValue = unwrap(value);
      const utf8 = text(key);
      const status = SetItem_s(rawObject, utf8, rawValue);
      release(utf8);
      check(status);
    },
    DelItem: (obj, key) => {
      check(api.DelItem(unwrap(obj), unwrap(key)));
    },
    DelItem_i: (obj, index) => {
      check(api.DelItem_i(unwrap(obj), ssize(index)));
    },
    DelItem_s: (obj, key) => {
      const raw = unwrap(obj);
      const utf8 = text(key);
      const status = api.DelItem_s(raw, utf8);
      release(utf8);
      check(status);
    },
    GetSlice: (obj, start, end) => open(api.GetSlice(unwrap(obj), ssize(start), ssize(end))),
    SetSlice: (obj, start, end, value) => {
      check(api.SetSlice(unwrap(obj), ssize(start), ssize(end), unwrap(value)));
    },
    DelSlice: (obj, start, end) => {
      check(api.DelSlice(unwrap(obj), ssize(start), ssize(end)));
    },
  };
}
