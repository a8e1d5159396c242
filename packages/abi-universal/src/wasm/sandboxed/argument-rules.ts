/**
 * What the boundary demands of arguments beyond their C types, as data.
 *
 * CPython's C functions take much for granted: that a handle is not null, that an object is of the right type. What
 * they do not check themselves is listed here, so that a wrong argument is a Python exception and never a wrong access.
 */

import type { ApiFunctionName, ObjectKind } from "@hpyjs/core";

/** The handle parameters that may be null, by function. Everywhere else a null handle is a SystemError. */
export const nullable: Readonly<Partial<Record<ApiFunctionName, readonly string[]>>> = {
  ASCII: ["obj"],
  Bytes: ["obj"],
  CallTupleDict: ["args", "kw"],
  Callable_Check: ["h"],
  Close: ["h"],
  ContextVar_Get: ["default_value"],
  ContextVar_New: ["default_value"],
  Dump: ["h"],
  Dup: ["h"],
  Err_NewException: ["base", "dict"],
  Err_NewExceptionWithDoc: ["base", "dict"],
  Err_SetFromErrnoWithFilenameObjects: ["filename1", "filename2"],
  Err_SetObject: ["h_value"],
  Err_WarnEx: ["category"],
  Err_WriteUnraisable: ["obj"],
  EvalCode: ["locals"],
  Float_AsDouble: ["h"],
  Is: ["obj", "other"],
  ListBuilder_Set: ["h_item"],
  Number_Check: ["h"],
  Repr: ["obj"],
  SetAttr: ["value"],
  SetAttr_s: ["value"],
  Slice_New: ["start", "stop", "step"],
  Str: ["obj"],
  TupleBuilder_Set: ["h_item"],
  Type_GetBuiltinShape: ["h_type"],
};

/** The kinds that CPython takes for granted, by function and parameter. A null that may be null is let through. */
export const kinds: Readonly<Partial<Record<ApiFunctionName, Readonly<Record<string, ObjectKind>>>>> = {
  Bytes_AS_STRING: { h: "bytes" },
  Bytes_GET_SIZE: { h: "bytes" },
  Err_NewException: { dict: "dict" },
  Err_NewExceptionWithDoc: { dict: "dict" },
  EvalCode: { code: "code", globals: "dict" },
  Iter_Next: { obj: "iterator" },
  Slice_Unpack: { slice: "slice" },
  TypeCheck: { type: "type" },
  Type_GetName: { type: "type" },
  Type_IsSubtype: { sub: "type", type: "type" },
  Unicode_Substring: { str: "str" },
};

/** The functions whose kinds a layer with `checks` looks at itself. */
export const checkedBelow: ReadonlySet<ApiFunctionName> = new Set([
  "TypeCheck",
  "Type_IsSubtype",
  "Unicode_Substring",
]);

/** The parameters that are a comparison operator: 0 to 5. */
export const comparisons: ReadonlySet<string> = new Set(["RichCompare", "RichCompareBool"]);
