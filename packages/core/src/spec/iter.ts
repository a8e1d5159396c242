import { type FunctionRow, fn } from "./row.ts";

/** Iteration. `HPyIter_Next` returns null without an error at the end. */
export const iter: readonly FunctionRow[] = [
  fn(269, "HPy_GetIter", "HPy", { obj: "HPy" }, { fails: "null", reenters: true }),
  fn(270, "HPyIter_Next", "HPy", { obj: "HPy" }, { fails: "error", failValue: 0, reenters: true }),
  fn(271, "HPyIter_Check", "int", { obj: "HPy" }, { fails: "never" }),
];
