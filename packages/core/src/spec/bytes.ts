import { type FunctionRow, fn } from "./row.ts";

/** Bytes: `HPyBytes_*`. The spelling in capitals skips the type check. */
export const bytes: readonly FunctionRow[] = [
  fn(178, "HPyBytes_Check", "int", { h: "HPy" }, { fails: "never" }),
  fn(179, "HPyBytes_Size", "HPy_ssize_t", { h: "HPy" }, { fails: -1 }),
  fn(180, "HPyBytes_GET_SIZE", "HPy_ssize_t", { h: "HPy" }, { fails: "never" }),
  fn(
    181,
    "HPyBytes_AsString",
    "const char *",
    { h: "HPy" },
    { fails: "null", owner: "handle", debug: "manual" },
  ),
  fn(
    182,
    "HPyBytes_AS_STRING",
    "const char *",
    { h: "HPy" },
    { fails: "never", owner: "handle", debug: "manual" },
  ),
  fn(183, "HPyBytes_FromString", "HPy", { bytes: "const char *" }, { fails: "null" }),
  fn(
    184,
    "HPyBytes_FromStringAndSize",
    "HPy",
    { bytes: "const char *", len: "HPy_ssize_t" },
    { fails: "null" },
  ),
];
