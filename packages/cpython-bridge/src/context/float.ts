/** Floats and booleans. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The float and bool functions of the context. */
export type FloatApi = Pick<Api, "Float_FromDouble" | "Float_AsDouble" | "Bool_FromBool">;

/** Floats to and from numbers, and booleans from 0 and 1. */
export function floatContext({ capi }: Interpreter): FloatApi {
  return {
    Float_FromDouble: capi.PyFloat_FromDouble,
    Float_AsDouble: capi.PyFloat_AsDouble,
    Bool_FromBool: capi.PyBool_FromLong,
  };
}
