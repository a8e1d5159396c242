import { type FunctionRow, fn } from "./row.ts";

/** Representation, comparison and hashing of any object. */
export const object: readonly FunctionRow[] = [
  fn(171, "HPy_Repr", "HPy", { obj: "HPy" }, { fails: "null", reenters: true }),
  fn(172, "HPy_Str", "HPy", { obj: "HPy" }, { fails: "null", reenters: true }),
  fn(173, "HPy_ASCII", "HPy", { obj: "HPy" }, { fails: "null", reenters: true }),
  fn(174, "HPy_Bytes", "HPy", { obj: "HPy" }, { fails: "null", reenters: true }),
  fn(175, "HPy_RichCompare", "HPy", { v: "HPy", w: "HPy", op: "int" }, { fails: "null", reenters: true }),
  fn(176, "HPy_RichCompareBool", "int", { v: "HPy", w: "HPy", op: "int" }, { fails: -1, reenters: true }),
  fn(177, "HPy_Hash", "HPy_hash_t", { obj: "HPy" }, { fails: -1, reenters: true }),
];
