import { type FunctionRow, fn } from "./row.ts";

/** Items, slices, membership and length. */
export const item: readonly FunctionRow[] = [
  fn(98, "HPy_Length", "HPy_ssize_t", { h: "HPy" }, { fails: -1, reenters: true }),
  fn(158, "HPy_GetItem", "HPy", { obj: "HPy", key: "HPy" }, { fails: "null", reenters: true }),
  fn(159, "HPy_GetItem_i", "HPy", { obj: "HPy", idx: "HPy_ssize_t" }, { fails: "null", reenters: true }),
  fn(
    160,
    "HPy_GetItem_s",
    "HPy",
    { obj: "HPy", utf8_key: "const char *" },
    { fails: "null", reenters: true },
  ),
  fn(161, "HPy_Contains", "int", { container: "HPy", key: "HPy" }, { fails: -1, reenters: true }),
  fn(162, "HPy_SetItem", "int", { obj: "HPy", key: "HPy", value: "HPy" }, { fails: -1, reenters: true }),
  fn(
    163,
    "HPy_SetItem_i",
    "int",
    { obj: "HPy", idx: "HPy_ssize_t", value: "HPy" },
    { fails: -1, reenters: true },
  ),
  fn(
    164,
    "HPy_SetItem_s",
    "int",
    { obj: "HPy", utf8_key: "const char *", value: "HPy" },
    { fails: -1, reenters: true },
  ),
  fn(235, "HPy_DelItem", "int", { obj: "HPy", key: "HPy" }, { fails: -1, reenters: true }),
  fn(236, "HPy_DelItem_i", "int", { obj: "HPy", idx: "HPy_ssize_t" }, { fails: -1, reenters: true }),
  fn(237, "HPy_DelItem_s", "int", { obj: "HPy", utf8_key: "const char *" }, { fails: -1, reenters: true }),
  fn(
    266,
    "HPy_GetSlice",
    "HPy",
    { obj: "HPy", start: "HPy_ssize_t", end: "HPy_ssize_t" },
    { fails: "null", reenters: true },
  ),
  fn(
    267,
    "HPy_SetSlice",
    "int",
    { obj: "HPy", start: "HPy_ssize_t", end: "HPy_ssize_t", value: "HPy" },
    { fails: -1, reenters: true },
  ),
  fn(
    268,
    "HPy_DelSlice",
    "int",
    { obj: "HPy", start: "HPy_ssize_t", end: "HPy_ssize_t" },
    { fails: -1, reenters: true },
  ),
];
