import { type FunctionRow, fn } from "./row.ts";

/** Dicts: `HPyDict_*`. Copying a dict may compare keys, or iterate a subclass its own way. */
export const dict: readonly FunctionRow[] = [
  fn(201, "HPyDict_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(202, "HPyDict_New", "HPy", {}, { fails: "null" }),
  fn(257, "HPyDict_Keys", "HPy", { h: "HPy" }, { fails: "null" }),
  fn(258, "HPyDict_Copy", "HPy", { h: "HPy" }, { fails: "null", reenters: true }),
];
