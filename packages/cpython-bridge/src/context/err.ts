/** Errors: `HPy_FatalError`, `HPyErr_*`. `errno` is that of the interpreter's libc. */

import type { Api } from "@hpyjs/core";
import { fatalError } from "../fatal.ts";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type ErrApi = Pick<
  Api,
  | "FatalError"
  | "Err_SetString"
  | "Err_SetObject"
  | "Err_SetFromErrnoWithFilename"
  | "Err_SetFromErrnoWithFilenameObjects"
  | "Err_Occurred"
  | "Err_ExceptionMatches"
  | "Err_NoMemory"
  | "Err_Clear"
  | "Err_NewException"
  | "Err_NewExceptionWithDoc"
  | "Err_WarnEx"
  | "Err_WriteUnraisable"
>;

/** Makes the family for one interpreter. */
export function errContext(interpreter: Interpreter): ErrApi {
  const { capi } = interpreter;
  return {
    FatalError: fatalError(interpreter, "HPy_FatalError"),
    Err_SetString: capi.PyErr_SetString,
    Err_SetObject: capi.PyErr_SetObject,
    Err_SetFromErrnoWithFilename: capi.PyErr_SetFromErrnoWithFilename,
    Err_SetFromErrnoWithFilenameObjects: capi.PyErr_SetFromErrnoWithFilenameObjects,
    Err_Occurred: () => (capi.PyErr_Occurred() === 0 ? 0 : 1),
    Err_ExceptionMatches: capi.PyErr_ExceptionMatches,
    Err_NoMemory: capi.PyErr_NoMemory,
    Err_Clear: capi.PyErr_Clear,
    Err_NewException: capi.PyErr_NewException,
    Err_NewExceptionWithDoc: capi.PyErr_NewExceptionWithDoc,
    Err_WarnEx: capi.PyErr_WarnEx,
    Err_WriteUnraisable: capi.PyErr_WriteUnraisable,
  };
}
