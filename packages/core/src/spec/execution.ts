import { type FunctionRow, fn } from "./row.ts";

/** Leaving Python and coming back. Other threads may run Python in between; this one may not. */
export const execution: readonly FunctionRow[] = [
  fn(
    223,
    "HPy_ReenterPythonExecution",
    "void",
    { state: "HPyThreadState" },
    { fails: "never", consumes: "state", debug: "manual" },
  ),
  fn(224, "HPy_LeavePythonExecution", "HPyThreadState", {}, { fails: "never", debug: "manual" }),
];
