import { type FunctionRow, fn } from "./row.ts";

/** Compiling and evaluating source code. A warning of the compiler can run Python code. */
export const evaluation: readonly FunctionRow[] = [
  fn(
    248,
    "HPy_Compile_s",
    "HPy",
    { utf8_source: "const char *", utf8_filename: "const char *", kind: "HPy_SourceKind" },
    { fails: "null", reenters: true },
  ),
  fn(
    249,
    "HPy_EvalCode",
    "HPy",
    { code: "HPy", globals: "HPy", locals: "HPy" },
    { fails: "null", reenters: true },
  ),
];
