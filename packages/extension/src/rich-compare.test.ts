import { expect, it } from "vitest";
import { HPy_EQ, HPy_GE, HPy_GT, HPy_LE, HPy_LT, HPy_NE, richCompare } from "./rich-compare.ts";

it("richCompare() does what the operator says", () => {
  const operators = [HPy_LT, HPy_LE, HPy_EQ, HPy_NE, HPy_GT, HPy_GE];
  expect(operators.map((op) => richCompare(1, 2, op))).toEqual([true, true, false, true, false, false]);
  expect(operators.map((op) => richCompare("a", "a", op))).toEqual([false, true, true, false, false, true]);
  expect(operators.map((op) => richCompare(2n, 1n, op))).toEqual([false, false, false, true, true, true]);
  expect(() => richCompare(1, 2, 6)).toThrow("no comparison operator 6");
});
