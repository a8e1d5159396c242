import { type FunctionRow, fn } from "./row.ts";

/** Attributes. `HPy_HasAttr` and `HPy_HasAttr_s` answer 0 to every error; a null value deletes. */
export const attribute: readonly FunctionRow[] = [
  fn(152, "HPy_GetAttr", "HPy", { obj: "HPy", name: "HPy" }, { fails: "null", reenters: true }),
  fn(
    153,
    "HPy_GetAttr_s",
    "HPy",
    { obj: "HPy", utf8_name: "const char *" },
    { fails: "null", reenters: true },
  ),
  fn(154, "HPy_HasAttr", "int", { obj: "HPy", name: "HPy" }, { fails: "never", reenters: true }),
  fn(
    155,
    "HPy_HasAttr_s",
    "int",
    { obj: "HPy", utf8_name: "const char *" },
    { fails: "never", reenters: true },
  ),
  fn(156, "HPy_SetAttr", "int", { obj: "HPy", name: "HPy", value: "HPy" }, { fails: -1, reenters: true }),
  fn(
    157,
    "HPy_SetAttr_s",
    "int",
    { obj: "HPy", utf8_name: "const char *", value: "HPy" },
    { fails: -1, reenters: true },
  ),
];
