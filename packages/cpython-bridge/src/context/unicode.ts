/** Strings: `HPyUnicode_*`. A `wchar_t` has four bytes on Emscripten: one code point each. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";
import { address } from "../unsigned.ts";

/** The entries of this family. */
export type UnicodeApi = Pick<
  Api,
  | "Unicode_FromString"
  | "Unicode_Check"
  | "Unicode_AsASCIIString"
  | "Unicode_AsLatin1String"
  | "Unicode_AsUTF8String"
  | "Unicode_AsUTF8AndSize"
  | "Unicode_FromWideChar"
  | "Unicode_DecodeFSDefault"
  | "Unicode_DecodeFSDefaultAndSize"
  | "Unicode_EncodeFSDefault"
  | "Unicode_ReadChar"
  | "Unicode_DecodeASCII"
  | "Unicode_DecodeLatin1"
  | "Unicode_FromEncodedObject"
  | "Unicode_Substring"
>;

/** Makes the family for one interpreter. */
export function unicodeContext(interpreter: Interpreter): UnicodeApi {
  const { capi } = interpreter;
  return {
    Unicode_FromString: capi.PyUnicode_FromString,
    Unicode_Check: subclassCheck(interpreter, "Unicode"),
    Unicode_AsASCIIString: capi.PyUnicode_AsASCIIString,
    Unicode_AsLatin1String: capi.PyUnicode_AsLatin1String,
    Unicode_AsUTF8String: capi.PyUnicode_AsUTF8String,
    Unicode_AsUTF8AndSize: (h, size) => address(capi.PyUnicode_AsUTF8AndSize(h, size)),
    Unicode_FromWideChar: capi.PyUnicode_FromWideChar,
    Unicode_DecodeFSDefault: capi.PyUnicode_DecodeFSDefault,
    Unicode_DecodeFSDefaultAndSize: capi.PyUnicode_DecodeFSDefaultAndSize,
    Unicode_EncodeFSDefault: capi.PyUnicode_EncodeFSDefault,
    Unicode_ReadChar: (h, index) => capi.PyUnicode_ReadChar(h, index) >>> 0,
    Unicode_DecodeASCII: capi.PyUnicode_DecodeASCII,
    Unicode_DecodeLatin1: capi.PyUnicode_DecodeLatin1,
    Unicode_FromEncodedObject: capi.PyUnicode_FromEncodedObject,
    Unicode_Substring: capi.PyUnicode_Substring,
  };
}
