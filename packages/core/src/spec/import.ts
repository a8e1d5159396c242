import { type FunctionRow, fn } from "./row.ts";

/** Importing: `HPyImport_ImportModule`. */
export const imports: readonly FunctionRow[] = [
  fn(205, "HPyImport_ImportModule", "HPy", { utf8_name: "const char *" }, { fails: "null", reenters: true }),
];
