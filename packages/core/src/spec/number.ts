import type { CType } from "./ctypes.ts";
import { type FunctionRow, fn } from "./row.ts";

const one: Readonly<Record<string, CType>> = { h: "HPy" };
const two: Readonly<Record<string, CType>> = { left: "HPy", right: "HPy" };
const power: Readonly<Record<string, CType>> = { base: "HPy", exponent: "HPy", modulus: "HPy" };

/** The operation runs an operator method, which may be Python code. */
function operator(index: number, name: string, params: Readonly<Record<string, CType>>): FunctionRow {
  return fn(index, name, "HPy", params, { fails: "null", reenters: true });
}

/** The number protocol: Python's arithmetic operators, in place too, and conversions to int and float. */
export const number: readonly FunctionRow[] = [
  fn(99, "HPyNumber_Check", "int", one, { fails: "never" }),
  operator(100, "HPy_Add", two),
  operator(101, "HPy_Subtract", two),
  operator(102, "HPy_Multiply", two),
  operator(103, "HPy_MatrixMultiply", two),
  operator(104, "HPy_FloorDivide", two),
  operator(105, "HPy_TrueDivide", two),
  operator(106, "HPy_Remainder", two),
  operator(107, "HPy_Divmod", two),
  operator(108, "HPy_Power", power),
  operator(109, "HPy_Negative", one),
  operator(110, "HPy_Positive", one),
  operator(111, "HPy_Absolute", one),
  operator(112, "HPy_Invert", one),
  operator(113, "HPy_Lshift", two),
  operator(114, "HPy_Rshift", two),
  operator(115, "HPy_And", two),
  operator(116, "HPy_Xor", two),
  operator(117, "HPy_Or", two),
  operator(118, "HPy_Index", one),
  operator(119, "HPy_Long", one),
  operator(120, "HPy_Float", one),
  operator(121, "HPy_InPlaceAdd", two),
  operator(122, "HPy_InPlaceSubtract", two),
  operator(123, "HPy_InPlaceMultiply", two),
  operator(124, "HPy_InPlaceMatrixMultiply", two),
  operator(125, "HPy_InPlaceFloorDivide", two),
  operator(126, "HPy_InPlaceTrueDivide", two),
  operator(127, "HPy_InPlaceRemainder", two),
  operator(128, "HPy_InPlacePower", power),
  operator(129, "HPy_InPlaceLshift", two),
  operator(130, "HPy_InPlaceRshift", two),
  operator(131, "HPy_InPlaceAnd", two),
  operator(132, "HPy_InPlaceXor", two),
  operator(133, "HPy_InPlaceOr", two),
];
