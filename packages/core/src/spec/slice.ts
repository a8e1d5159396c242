import { type FunctionRow, fn } from "./row.ts";

/** Slices: `HPySlice_*`. */
export const slice: readonly FunctionRow[] = [
  fn(
    259,
    "HPySlice_Unpack",
    "int",
    { slice: "HPy", start: "HPy_ssize_t *", stop: "HPy_ssize_t *", step: "HPy_ssize_t *" },
    { fails: -1, reenters: true },
  ),
  fn(272, "HPySlice_New", "HPy", { start: "HPy", stop: "HPy", step: "HPy" }, { fails: "null" }),
];
