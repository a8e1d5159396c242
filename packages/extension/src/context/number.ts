/**
 * The number protocol: one function for each operator.
 *
 * All run the operands' operator methods and throw what those raise; operands that do not know each other raise
 * TypeError. The in-place functions give the object that the assignment would store, which need not be `left` itself.
 */

import type { Handle } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Python's operators. @throws PythonError what the operator method raised. */
export interface NumberContext {
  /** Whether `h` is a number: has `__int__`, `__index__` or `__float__`, or is complex (`HPyNumber_Check`). */
  Number_Check(h: HPy): boolean;
  /** `-h` (`HPy_Negative`). */
  Negative(h: HPy): HPy;
  /** `+h` (`HPy_Positive`). */
  Positive(h: HPy): HPy;
  /** `abs(h)` (`HPy_Absolute`). */
  Absolute(h: HPy): HPy;
  /** `~h` (`HPy_Invert`). */
  Invert(h: HPy): HPy;
  /** `operator.index(h)` (`HPy_Index`). */
  Index(h: HPy): HPy;
  /** `int(h)` (`HPy_Long`). */
  Long(h: HPy): HPy;
  /** `float(h)` (`HPy_Float`). */
  Float(h: HPy): HPy;
  /** `left + right` (`HPy_Add`). */
  Add(left: HPy, right: HPy): HPy;
  /** `left - right` (`HPy_Subtract`). */
  Subtract(left: HPy, right: HPy): HPy;
  /** `left * right` (`HPy_Multiply`). */
  Multiply(left: HPy, right: HPy): HPy;
  /** `left @ right` (`HPy_MatrixMultiply`). */
  MatrixMultiply(left: HPy, right: HPy): HPy;
  /** `left // right` (`HPy_FloorDivide`). */
  FloorDivide(left: HPy, right: HPy): HPy;
  /** `left / right` (`HPy_TrueDivide`). */
  TrueDivide(left: HPy, right: HPy): HPy;
  /** `left % right` (`HPy_Remainder`). */
  Remainder(left: HPy, right: HPy): HPy;
  /** `divmod(left, right)` (`HPy_Divmod`). */
  Divmod(left: HPy, right: HPy): HPy;
  /** `left << right` (`HPy_Lshift`). */
  Lshift(left: HPy, right: HPy): HPy;
  /** `left >> right` (`HPy_Rshift`). */
  Rshift(left: HPy, right: HPy): HPy;
  /** `left & right` (`HPy_And`). */
  And(left: HPy, right: HPy): HPy;
  /** `left ^ right` (`HPy_Xor`). */
  Xor(left: HPy, right: HPy): HPy;
  /** `left | right` (`HPy_Or`). */
  Or(left: HPy, right: HPy): HPy;
  /** The result of `left += right` (`HPy_InPlaceAdd`). */
  InPlaceAdd(left: HPy, right: HPy): HPy;
  /** The result of `left -= right` (`HPy_InPlaceSubtract`). */
  InPlaceSubtract(left: HPy, right: HPy): HPy;
  /** The result of `left *= right` (`HPy_InPlaceMultiply`). */
  InPlaceMultiply(left: HPy, right: HPy): HPy;
  /** The result of `left @= right` (`HPy_InPlaceMatrixMultiply`). */
  InPlaceMatrixMultiply(left: HPy, right: HPy): HPy;
  /** The result of `left //= right` (`HPy_InPlaceFloorDivide`). */
  InPlaceFloorDivide(left: HPy, right: HPy): HPy;
  /** The result of `left /= right` (`HPy_InPlaceTrueDivide`). */
  InPlaceTrueDivide(left: HPy, right: HPy): HPy;
  /** The result of `left %= right` (`HPy_InPlaceRemainder`). */
  InPlaceRemainder(left: HPy, right: HPy): HPy;
  /** The result of `left <<= right` (`HPy_InPlaceLshift`). */
  InPlaceLshift(left: HPy, right: HPy): HPy;
  /** The result of `left >>= right` (`HPy_InPlaceRshift`). */
  InPlaceRshift(left: HPy, right: HPy): HPy;
  /** The result of `left &= right` (`HPy_InPlaceAnd`). */
  InPlaceAnd(left: HPy, right: HPy): HPy;
  /** The result of `left ^= right` (`HPy_InPlaceXor`). */
  InPlaceXor(left: HPy, right: HPy): HPy;
  /** The result of `left |= right` (`HPy_InPlaceOr`). */
  InPlaceOr(left: HPy, right: HPy): HPy;
  /** `pow(base, exponent, modulus)`; without a modulus, or with `None`, `base ** exponent` (`HPy_Power`). */
  Power(base: HPy, exponent: HPy, modulus?: HPy): HPy;
  /** The result of `base **= exponent`, with a modulus if one is given (`HPy_InPlacePower`). */
  InPlacePower(base: HPy, exponent: HPy, modulus?: HPy): HPy;
}

/** The family over one kernel. */
export function numberContext({ api, open, unwrap }: Kernel): NumberContext {
  const unary = (operator: (h: Handle) => Handle) => (h: HPy) => open(operator(unwrap(h)));
  const binary = (operator: (left: Handle, right: Handle) => Handle) => (left: HPy, right: HPy) =>
    open(operator(unwrap(left), unwrap(right)));
  const power =
    (operator: (base: Handle, exponent: Handle, modulus: Handle) => Handle) =>
    (base: HPy, exponent: HPy, modulus?: HPy) =>
      open(operator(unwrap(base), unwrap(exponent), modulus === undefined ? api.h_None : unwrap(modulus)));
  return {
    Number_Check: (h) => api.Number_Check(unwrap(h)) !== 0,
    Negative: unary(api.Negative),
    Positive: unary(api.Positive),
    Absolute: unary(api.Absolute),
    Invert: unary(api.Invert),
    Index: unary(api.Index),
    Long: unary(api.Long),
    Float: unary(api.Float),
    Add: binary(api.Add),
    Subtract: binary(api.Subtract),
    Multiply: binary(api.Multiply),
    MatrixMultiply: binary(api.MatrixMultiply),
    FloorDivide: binary(api.FloorDivide),
    TrueDivide: binary(api.TrueDivide),
    Remainder: binary(api.Remainder),
    Divmod: binary(api.Divmod),
    Lshift: binary(api.Lshift),
    Rshift: binary(api.Rshift),
    And: binary(api.And),
    Xor: binary(api.Xor),
    Or: binary(api.Or),
    InPlaceAdd: binary(api.InPlaceAdd),
    InPlaceSubtract: binary(api.InPlaceSubtract),
    InPlaceMultiply: binary(api.InPlaceMultiply),
    InPlaceMatrixMultiply: binary(api.InPlaceMatrixMultiply),
    InPlaceFloorDivide: binary(api.InPlaceFloorDivide),
    InPlaceTrueDivide: binary(api.InPlaceTrueDivide),
    InPlaceRemainder: binary(api.InPlaceRemainder),
    InPlaceLshift: binary(api.InPlaceLshift),
    InPlaceRshift: binary(api.InPlaceRshift),
    InPlaceAnd: binary(api.InPlaceAnd),
    InPlaceXor: binary(api.InPlaceXor),
    InPlaceOr: binary(api.InPlaceOr),
    Power: power(api.Power),
    InPlacePower: power(api.InPlacePower),
  };
}
