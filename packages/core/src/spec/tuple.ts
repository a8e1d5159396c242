import { type FunctionRow, fn } from "./row.ts";

/** Tuples: `HPyTuple_*`. */
export const tuple: readonly FunctionRow[] = [
  fn(203, "HPyTuple_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(
    204,
    "HPyTuple_FromArray",
    "HPy",
    { items: "const HPy *", n: "HPy_ssize_t" },
    { fails: "null", debug: "manual" },
  ),
];
