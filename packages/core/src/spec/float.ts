import { type FunctionRow, fn } from "./row.ts";

/** Floats and booleans: `HPyFloat_*`, `HPyBool_FromBool`. */
export const float: readonly FunctionRow[] = [
  fn(95, "HPyFloat_FromDouble", "HPy", { value: "double" }, { fails: "null" }),
  fn(96, "HPyFloat_AsDouble", "double", { h: "HPy" }, { fails: "error", failValue: -1, reenters: true }),
  fn(97, "HPyBool_FromBool", "HPy", { value: "bool" }, { fails: "never" }),
];
