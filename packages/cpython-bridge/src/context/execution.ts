/**
 * Leaving Python and coming back: `HPy_LeavePythonExecution`, `HPy_ReenterPythonExecution`.
 *
 * In between, this thread must not use Python; what is thrown in between comes back to Python at the edge.
 */

import type { Api, ThreadState } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The entries of this family. */
export type ExecutionApi = Pick<Api, "LeavePythonExecution" | "ReenterPythonExecution">;

/** Makes the family for one interpreter. The thread state is CPython's own. */
export function executionContext({ capi }: Interpreter): ExecutionApi {
  return {
    LeavePythonExecution: capi.PyEval_SaveThread as () => number as () => ThreadState,
    ReenterPythonExecution: capi.PyEval_RestoreThread as (state: number) => void,
  };
}
