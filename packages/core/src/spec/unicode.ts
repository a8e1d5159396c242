import { type FunctionRow, fn } from "./row.ts";

/** Strings: `HPyUnicode_*`. A codec or an error handler can be Python code. */
export const unicode: readonly FunctionRow[] = [
  fn(185, "HPyUnicode_FromString", "HPy", { utf8: "const char *" }, { fails: "null" }),
  fn(186, "HPyUnicode_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(187, "HPyUnicode_AsASCIIString", "HPy", { h: "HPy" }, { fails: "null" }),
  fn(188, "HPyUnicode_AsLatin1String", "HPy", { h: "HPy" }, { fails: "null" }),
  fn(189, "HPyUnicode_AsUTF8String", "HPy", { h: "HPy" }, { fails: "null" }),
  fn(
    190,
    "HPyUnicode_AsUTF8AndSize",
    "const char *",
    { h: "HPy", size: "HPy_ssize_t *" },
    { fails: "null", owner: "handle", debug: "manual" },
  ),
  fn(191, "HPyUnicode_FromWideChar", "HPy", { w: "const wchar_t *", size: "HPy_ssize_t" }, { fails: "null" }),
  fn(192, "HPyUnicode_DecodeFSDefault", "HPy", { v: "const char *" }, { fails: "null", reenters: true }),
  fn(
    193,
    "HPyUnicode_DecodeFSDefaultAndSize",
    "HPy",
    { v: "const char *", size: "HPy_ssize_t" },
    { fails: "null", reenters: true },
  ),
  fn(194, "HPyUnicode_EncodeFSDefault", "HPy", { h: "HPy" }, { fails: "null", reenters: true }),
  fn(
    195,
    "HPyUnicode_ReadChar",
    "HPy_UCS4",
    { h: "HPy", index: "HPy_ssize_t" },
    { fails: "error", failValue: -1 },
  ),
  fn(
    196,
    "HPyUnicode_DecodeASCII",
    "HPy",
    { ascii: "const char *", size: "HPy_ssize_t", errors: "const char *" },
    { fails: "null", reenters: true },
  ),
  fn(
    197,
    "HPyUnicode_DecodeLatin1",
    "HPy",
    { latin1: "const char *", size: "HPy_ssize_t", errors: "const char *" },
    { fails: "null" },
  ),
  fn(
    255,
    "HPyUnicode_FromEncodedObject",
    "HPy",
    { obj: "HPy", encoding: "const char *", errors: "const char *" },
    { fails: "null", reenters: true },
  ),
  fn(
    256,
    "HPyUnicode_Substring",
    "HPy",
    { str: "HPy", start: "HPy_ssize_t", end: "HPy_ssize_t" },
    { fails: "null", debug: "manual" },
  ),
];
