/** Strings and bytes. */

import { NULL } from "@hpyjs/core";
import type { Family } from "./workplace.ts";

/** `HPyBytes_*`. */
export const bytes: Family = (place) => {
  const { api, closing, plain, word } = place;
  const object = place.python("b'some bytes'");
  return [
    closing("Bytes_FromString", () => api.Bytes_FromString(word)),
    closing("Bytes_FromStringAndSize", () => api.Bytes_FromStringAndSize(word, 4)),
    plain("Bytes_Check", () => api.Bytes_Check(object)),
    plain("Bytes_Size", () => api.Bytes_Size(object)),
    plain("Bytes_GET_SIZE", () => api.Bytes_GET_SIZE(object)),
    plain("Bytes_AsString", () => api.Bytes_AsString(object)),
    plain("Bytes_AS_STRING", () => api.Bytes_AS_STRING(object)),
  ];
};

/** `HPyUnicode_*`. */
export const unicode: Family = (place) => {
  const { api, closing, plain, str, word } = place;
  const encoded = place.python("b'some bytes'");
  const utf8 = place.text("utf-8");
  const wide = place.array(...([..."real"].map((letter) => letter.charCodeAt(0)) as never[]));
  return [
    closing("Unicode_FromString", () => api.Unicode_FromString(word)),
    closing("Unicode_FromWideChar", () => api.Unicode_FromWideChar(wide, 4)),
    closing("Unicode_DecodeFSDefault", () => api.Unicode_DecodeFSDefault(word)),
    closing("Unicode_DecodeFSDefaultAndSize", () => api.Unicode_DecodeFSDefaultAndSize(word, 4)),
    closing("Unicode_DecodeASCII", () => api.Unicode_DecodeASCII(word, 4, NULL)),
    closing("Unicode_DecodeLatin1", () => api.Unicode_DecodeLatin1(word, 4, NULL)),
    closing("Unicode_FromEncodedObject", () => api.Unicode_FromEncodedObject(encoded, utf8, NULL)),
    closing("Unicode_AsASCIIString", () => api.Unicode_AsASCIIString(str)),
    closing("Unicode_AsLatin1String", () => api.Unicode_AsLatin1String(str)),
    closing("Unicode_AsUTF8String", () => api.Unicode_AsUTF8String(str)),
    closing("Unicode_EncodeFSDefault", () => api.Unicode_EncodeFSDefault(str)),
    closing("Unicode_Substring", () => api.Unicode_Substring(str, 2, 6)),
    plain("Unicode_AsUTF8AndSize", () => api.Unicode_AsUTF8AndSize(str, NULL)),
    plain("Unicode_Check", () => api.Unicode_Check(str)),
    plain("Unicode_ReadChar", () => api.Unicode_ReadChar(str, 2)),
  ];
};
