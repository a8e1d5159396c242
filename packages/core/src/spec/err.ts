import { type FunctionRow, fn } from "./row.ts";

/**
 * Errors: `HPy_FatalError`, `HPyErr_*`. The setters end with an exception set, be it the one that was asked for; four
 * of them return void in the context and `HPy` in C. `HPyErr_SetFromErrnoWithFilename` always returns null.
 */
export const err: readonly FunctionRow[] = [
  fn(136, "HPy_FatalError", "void", { message: "const char *" }, { fails: "never", reenters: true }),
  fn(
    137,
    "HPyErr_SetString",
    "void",
    { h_type: "HPy", utf8_message: "const char *" },
    { fails: "never", trampoline: "HPy", reenters: true },
  ),
  fn(
    138,
    "HPyErr_SetObject",
    "void",
    { h_type: "HPy", h_value: "HPy" },
    { fails: "never", trampoline: "HPy", reenters: true },
  ),
  fn(
    139,
    "HPyErr_SetFromErrnoWithFilename",
    "HPy",
    { h_type: "HPy", filename_fsencoded: "const char *" },
    { fails: "null", reenters: true },
  ),
  fn(
    140,
    "HPyErr_SetFromErrnoWithFilenameObjects",
    "void",
    { h_type: "HPy", filename1: "HPy", filename2: "HPy" },
    { fails: "never", trampoline: "HPy", reenters: true },
  ),
  fn(141, "HPyErr_Occurred", "int", {}, { fails: "never" }),
  fn(142, "HPyErr_ExceptionMatches", "int", { exc: "HPy" }, { fails: "never" }),
  fn(143, "HPyErr_NoMemory", "void", {}, { fails: "never", trampoline: "HPy" }),
  fn(144, "HPyErr_Clear", "void", {}, { fails: "never", reenters: true }),
  fn(
    145,
    "HPyErr_NewException",
    "HPy",
    { utf8_name: "const char *", base: "HPy", dict: "HPy" },
    { fails: "null", reenters: true },
  ),
  fn(
    146,
    "HPyErr_NewExceptionWithDoc",
    "HPy",
    { utf8_name: "const char *", utf8_doc: "const char *", base: "HPy", dict: "HPy" },
    { fails: "null", reenters: true },
  ),
  fn(
    147,
    "HPyErr_WarnEx",
    "int",
    { category: "HPy", utf8_message: "const char *", stack_level: "HPy_ssize_t" },
    { fails: -1, reenters: true },
  ),
  fn(148, "HPyErr_WriteUnraisable", "void", { obj: "HPy" }, { fails: "never", reenters: true }),
];
