import { type FunctionRow, fn } from "./row.ts";

/** Calling: `HPyCallable_Check`, the three ways to call, and `HPy_SetCallFunction`. */
export const call: readonly FunctionRow[] = [
  fn(134, "HPyCallable_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(
    135,
    "HPy_CallTupleDict",
    "HPy",
    { callable: "HPy", args: "HPy", kw: "HPy" },
    { fails: "null", reenters: true },
  ),
  fn(
    260,
    "HPy_SetCallFunction",
    "int",
    { h: "HPy", func: "HPyCallFunction *" },
    { fails: -1, debug: "manual" },
  ),
  fn(
    261,
    "HPy_Call",
    "HPy",
    { callable: "HPy", args: "const HPy *", nargs: "size_t", kwnames: "HPy" },
    { fails: "null", debug: "manual", reenters: true },
  ),
  fn(
    262,
    "HPy_CallMethod",
    "HPy",
    { name: "HPy", args: "const HPy *", nargs: "size_t", kwnames: "HPy" },
    { fails: "null", debug: "manual", reenters: true },
  ),
];
