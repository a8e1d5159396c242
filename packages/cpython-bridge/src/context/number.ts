/** The number protocol: Python's operators, each one call. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The number functions of the context. */
export type NumberApi = Pick<
  Api,
  | "Number_Check"
  | "Add"
  | "Subtract"
  | "Multiply"
  | "MatrixMultiply"
  | "FloorDivide"
  | "TrueDivide"
  | "Remainder"
  | "Divmod"
  | "Power"
  | "Negative"
  | "Positive"
  | "Absolute"
  | "Invert"
  | "Lshift"
  | "Rshift"
  | "And"
  | "Xor"
  | "Or"
  | "Index"
  | "Long"
  | "Float"
  | "InPlaceAdd"
  | "InPlaceSubtract"
  | "InPlaceMultiply"
  | "InPlaceMatrixMultiply"
  | "InPlaceFloorDivide"
  | "InPlaceTrueDivide"
  | "InPlaceRemainder"
  | "InPlacePower"
  | "InPlaceLshift"
  | "InPlaceRshift"
  | "InPlaceAnd"
  | "InPlaceXor"
  | "InPlaceOr"
>;

/** The operators on any objects. `Power` without a modulus takes `None` as its third operand, as in C. */
export function numberContext({ capi }: Interpreter): NumberApi {
  return {
    Number_Check: capi.PyNumber_Check,
    Add: capi.PyNumber_Add,
    Subtract: capi.PyNumber_Subtract,
    Multiply: capi.PyNumber_Multiply,
    MatrixMultiply: capi.PyNumber_MatrixMultiply,
    FloorDivide: capi.PyNumber_FloorDivide,
    TrueDivide: capi.PyNumber_TrueDivide,
    Remainder: capi.PyNumber_Remainder,
    Divmod: capi.PyNumber_Divmod,
    Power: capi.PyNumber_Power,
    Negative: capi.PyNumber_Negative,
    Positive: capi.PyNumber_Positive,
    Absolute: capi.PyNumber_Absolute,
    Invert: capi.PyNumber_Invert,
    Lshift: capi.PyNumber_Lshift,
    Rshift: capi.PyNumber_Rshift,
    And: capi.PyNumber_And,
    Xor: capi.PyNumber_Xor,
    Or: capi.PyNumber_Or,
    Index: capi.PyNumber_Index,
    Long: capi.PyNumber_Long,
    Float: capi.PyNumber_Float,
    InPlaceAdd: capi.PyNumber_InPlaceAdd,
    InPlaceSubtract: capi.PyNumber_InPlaceSubtract,
    InPlaceMultiply: capi.PyNumber_InPlaceMultiply,
    InPlaceMatrixMultiply: capi.PyNumber_InPlaceMatrixMultiply,
    InPlaceFloorDivide: capi.PyNumber_InPlaceFloorDivide,
    InPlaceTrueDivide: capi.PyNumber_InPlaceTrueDivide,
    InPlaceRemainder: capi.PyNumber_InPlaceRemainder,
    InPlacePower: capi.PyNumber_InPlacePower,
    InPlaceLshift: capi.PyNumber_InPlaceLshift,
    InPlaceRshift: capi.PyNumber_InPlaceRshift,
    InPlaceAnd: capi.PyNumber_InPlaceAnd,
    InPlaceXor: capi.PyNumber_InPlaceXor,
    InPlaceOr: capi.PyNumber_InPlaceOr,
  };
}
