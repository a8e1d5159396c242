/** The operators of rich comparison. */

import { richCompareOps } from "@hpyjs/core";

/** `HPy_RichCmpOp`: 0 `<`, 1 `<=`, 2 `==`, 3 `!=`, 4 `>`, 5 `>=`. */
export type RichCmpOp = (typeof richCompareOps)[keyof typeof richCompareOps];

/** `<` */
export const HPy_LT: 0 = richCompareOps.LT;
/** `<=` */
export const HPy_LE: 1 = richCompareOps.LE;
/** `==` */
export const HPy_EQ: 2 = richCompareOps.EQ;
/** `!=` */
export const HPy_NE: 3 = richCompareOps.NE;
/** `>` */
export const HPy_GT: 4 = richCompareOps.GT;
/** `>=` */
export const HPy_GE: 5 = richCompareOps.GE;

/**
 * Compares two JavaScript values as `op` says (`HPy_RETURN_RICHCOMPARE`): the whole of a `tp_richcompare` whose
 * instances stand for a number, a bigint or a string.
 *
 * @param op an `RichCmpOp`, as the slot gets it.
 */
export function richCompare<T extends number | bigint | string>(left: T, right: T, op: number): boolean {
  switch (op) {
    case HPy_LT:
      return left < right;
    case HPy_LE:
      return left <= right;
    case HPy_EQ:
      return left === right;
    case HPy_NE:
      return left !== right;
    case HPy_GT:
      return left > right;
    case HPy_GE:
      return left >= right;
    default:
      throw new RangeError(`There is no comparison operator ${op}.`);
  }
}
