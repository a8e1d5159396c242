import { type FunctionRow, fn } from "./row.ts";

/** Lists: `HPyList_*`. */
export const list: readonly FunctionRow[] = [
  fn(198, "HPyList_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(199, "HPyList_New", "HPy", { len: "HPy_ssize_t" }, { fails: "null" }),
  fn(200, "HPyList_Append", "int", { list: "HPy", item: "HPy" }, { fails: -1 }),
  fn(265, "HPyList_Insert", "int", { list: "HPy", index: "HPy_ssize_t", item: "HPy" }, { fails: -1 }),
];
