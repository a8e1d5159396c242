import { type FunctionRow, fn } from "./row.ts";

/** Context variables: `HPyContextVar_*`. `Get` writes a handle that is the caller's to close, or null. */
export const contextvar: readonly FunctionRow[] = [
  fn(250, "HPyContextVar_New", "HPy", { name: "const char *", default_value: "HPy" }, { fails: "null" }),
  fn(
    251,
    "HPyContextVar_Get",
    "int32_t",
    { context_var: "HPy", default_value: "HPy", result: "HPy *" },
    { fails: -1, debug: "manual" },
  ),
  fn(252, "HPyContextVar_Set", "HPy", { context_var: "HPy", value: "HPy" }, { fails: "null" }),
];
