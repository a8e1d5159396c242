import { type FunctionRow, fn } from "./row.ts";

/** Trackers: `HPyTracker_*`. A tracker closes the handles that were added to it, even if the adding failed. */
export const tracker: readonly FunctionRow[] = [
  fn(217, "HPyTracker_New", "HPyTracker", { size: "HPy_ssize_t" }, { fails: "null", debug: "manual" }),
  fn(218, "HPyTracker_Add", "int", { ht: "HPyTracker", h: "HPy" }, { fails: -1, debug: "manual" }),
  fn(219, "HPyTracker_ForgetAll", "void", { ht: "HPyTracker" }, { fails: "never", debug: "manual" }),
  fn(
    220,
    "HPyTracker_Close",
    "void",
    { ht: "HPyTracker" },
    { fails: "never", consumes: "ht", debug: "manual", reenters: true },
  ),
];
