import { type FunctionRow, fn } from "./row.ts";

/** Globals: `HPyGlobal_*`. Storing lets go of what the global held; loading a null global is undefined. */
export const global: readonly FunctionRow[] = [
  fn(
    225,
    "HPyGlobal_Store",
    "void",
    { global: "HPyGlobal *", h: "HPy" },
    { fails: "never", debug: "manual", reenters: true },
  ),
  fn(226, "HPyGlobal_Load", "HPy", { global: "HPyGlobal" }, { fails: "never", debug: "manual" }),
];
