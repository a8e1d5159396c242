/** Bytes: `HPyBytes_*`. */

import { type Api, NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";
import { address } from "../unsigned.ts";

/** The entries of this family. */
export type BytesApi = Pick<
  Api,
  | "Bytes_Check"
  | "Bytes_Size"
  | "Bytes_GET_SIZE"
  | "Bytes_AsString"
  | "Bytes_AS_STRING"
  | "Bytes_FromString"
  | "Bytes_FromStringAndSize"
>;

/**
 * Makes the family for one interpreter.
 *
 * The spellings in capitals may skip the type check in C; here they are the checked functions, whose check costs
 * less than a look at the object's memory from JavaScript.
 */
export function bytesContext(interpreter: Interpreter): BytesApi {
  const { capi, raise } = interpreter;
  const asString: BytesApi["Bytes_AsString"] = (h) => address(capi.PyBytes_AsString(h));
  return {
    Bytes_Check: subclassCheck(interpreter, "Bytes"),
    Bytes_Size: capi.PyBytes_Size,
    Bytes_GET_SIZE: capi.PyBytes_Size,
    Bytes_AsString: asString,
    Bytes_AS_STRING: asString,
    Bytes_FromString: capi.PyBytes_FromString,
    // The C API makes uninitialised bytes of NULL; a handle offers no way to fill them.
    Bytes_FromStringAndSize: (bytes, len) =>
      bytes === NULL
        ? raise.error("PyExc_ValueError", "NULL char * passed to HPyBytes_FromStringAndSize")
        : capi.PyBytes_FromStringAndSize(bytes, len),
  };
}
