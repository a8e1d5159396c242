import { type FunctionRow, fn } from "./row.ts";

/** Handle lifetime: `HPy_Dup`, `HPy_Close`. Both take the null handle and then do nothing. */
export const lifetime: readonly FunctionRow[] = [
  fn(77, "HPy_Dup", "HPy", { h: "HPy" }, { fails: "never" }),
  fn(
    78,
    "HPy_Close",
    "void",
    { h: "HPy" },
    { fails: "never", consumes: "h", debug: "manual", reenters: true },
  ),
];
