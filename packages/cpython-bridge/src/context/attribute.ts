/** Attributes. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The attribute functions of the context. */
export type AttributeApi = Pick<
  Api,
  "GetAttr" | "GetAttr_s" | "HasAttr" | "HasAttr_s" | "SetAttr" | "SetAttr_s"
>;

/**
 * Attributes by Python string and by C string; a null value deletes. An error that is not an AttributeError makes
 * `HasAttr` answer 0, and Python 3.13 and later report it to `sys.unraisablehook`.
 */
export function attributeContext({ capi }: Interpreter): AttributeApi {
  return {
    GetAttr: capi.PyObject_GetAttr,
    GetAttr_s: capi.PyObject_GetAttrString,
    HasAttr: capi.PyObject_HasAttr,
    HasAttr_s: capi.PyObject_HasAttrString,
    SetAttr: capi.PyObject_SetAttr,
    SetAttr_s: capi.PyObject_SetAttrString,
  };
}
