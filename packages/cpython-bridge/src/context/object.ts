/** Representation, comparison and hashing of any object. */

import { type Api, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The functions of the context for any object. */
export type ObjectApi = Pick<
  Api,
  "Repr" | "Str" | "ASCII" | "Bytes" | "RichCompare" | "RichCompareBool" | "Hash"
>;

/**
 * What every object can do. Two checks come before the call: CPython aborts on a comparison that it does not know, and
 * to hash `NULL` it would complete the type at address 0, which makes sense of every later null handle.
 */
export function objectContext({ capi, raise }: Interpreter): ObjectApi {
  const isComparison = (op: number): boolean => {
    if (op >= 0 && op <= 5) return true;
    raise.error("PyExc_SystemError", `${op} is not an HPy_RichCmpOp`);
    return false;
  };
  return {
    Repr: capi.PyObject_Repr,
    Str: capi.PyObject_Str,
    ASCII: capi.PyObject_ASCII,
    Bytes: capi.PyObject_Bytes,
    RichCompare: (v, w, op) => (isComparison(op) ? capi.PyObject_RichCompare(v, w, op) : HPy_NULL),
    RichCompareBool: (v, w, op) => (isComparison(op) ? capi.PyObject_RichCompareBool(v, w, op) : -1),
    Hash: (obj) => {
      if (obj !== HPy_NULL) return capi.PyObject_Hash(obj);
      raise.error("PyExc_SystemError", "HPy_Hash: the object is a null handle");
      return -1;
    },
  };
}
