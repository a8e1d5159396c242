/** Items, slices, membership and length. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The item functions of the context. */
export type ItemApi = Pick<
  Api,
  | "Length"
  | "GetItem"
  | "GetItem_i"
  | "GetItem_s"
  | "Contains"
  | "SetItem"
  | "SetItem_i"
  | "SetItem_s"
  | "DelItem"
  | "DelItem_i"
  | "DelItem_s"
  | "GetSlice"
  | "SetSlice"
  | "DelSlice"
>;

/** Items by any key, by index and by C string. Only reading by index prefers the sequence protocol, as upstream. */
export function itemContext({ capi }: Interpreter): ItemApi {
  /** Uses a new key, which is let go afterwards; `failure` when there is no key. */
  function withKey<R extends number>(key: Handle, failure: R, use: (key: Handle) => R): R {
    if (key === HPy_NULL) return failure;
    const result = use(key);
    capi.Py_DecRef(key);
    return result;
  }
  const get = (obj: Handle, key: Handle): Handle =>
    withKey(key, HPy_NULL, (owned) => capi.PyObject_GetItem(obj, owned));
  const set = (obj: Handle, key: Handle, value: Handle): number =>
    withKey<number>(key, -1, (owned) => capi.PyObject_SetItem(obj, owned, value));
  const del = (obj: Handle, key: Handle): number =>
    withKey<number>(key, -1, (owned) => capi.PyObject_DelItem(obj, owned));
  return {
    Length: capi.PyObject_Size,
    GetItem: capi.PyObject_GetItem,
    GetItem_i: (obj, idx) =>
      capi.PySequence_Check(obj) === 0
        ? get(obj, capi.PyLong_FromSsize_t(idx))
        : capi.PySequence_GetItem(obj, idx),
    GetItem_s: (obj, utf8) => get(obj, capi.PyUnicode_FromString(utf8)),
    Contains: capi.PySequence_Contains,
    SetItem: capi.PyObject_SetItem,
    SetItem_i: (obj, idx, value) => set(obj, capi.PyLong_FromSsize_t(idx), value),
    SetItem_s: (obj, utf8, value) => set(obj, capi.PyUnicode_FromString(utf8), value),
    DelItem: capi.PyObject_DelItem,
    DelItem_i: (obj, idx) => del(obj, capi.PyLong_FromSsize_t(idx)),
    DelItem_s: (obj, utf8) => del(obj, capi.PyUnicode_FromString(utf8)),
    GetSlice: capi.PySequence_GetSlice,
    SetSlice: capi.PySequence_SetSlice,
    DelSlice: capi.PySequence_DelSlice,
  };
}
