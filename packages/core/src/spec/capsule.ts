import { type FunctionRow, fn } from "./row.ts";

/**
 * Capsules: `HPyCapsule_*`. Pointer, name, context and destructor are reached through two functions and a key. Name
 * and context may be null pointers, so a null from `HPyCapsule_Get` is a failure only if an error is set.
 */
export const capsule: readonly FunctionRow[] = [
  fn(
    244,
    "HPyCapsule_New",
    "HPy",
    { pointer: "void *", utf8_name: "const char *", destructor: "HPyCapsule_Destructor *" },
    { fails: "null" },
  ),
  fn(
    245,
    "HPyCapsule_Get",
    "void *",
    { capsule: "HPy", key: "_HPyCapsule_key", utf8_name: "const char *" },
    { fails: "error", failValue: 0, owner: "extension" },
  ),
  fn(246, "HPyCapsule_IsValid", "int", { capsule: "HPy", utf8_name: "const char *" }, { fails: "never" }),
  fn(
    247,
    "HPyCapsule_Set",
    "int",
    { capsule: "HPy", key: "_HPyCapsule_key", value: "void *" },
    { fails: -1 },
  ),
];
