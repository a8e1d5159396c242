import { type FunctionRow, fn } from "./row.ts";

/** Fields: `HPyField_*`. Storing lets go of what the field held; loading a null field is undefined. */
export const field: readonly FunctionRow[] = [
  fn(
    221,
    "HPyField_Store",
    "void",
    { target_object: "HPy", target_field: "HPyField *", h: "HPy" },
    { fails: "never", reenters: true },
  ),
  fn(222, "HPyField_Load", "HPy", { source_object: "HPy", source_field: "HPyField" }, { fails: "never" }),
];
