/** Leaving Python: telling the interpreter that this thread will not use it for a while. */

import type { ThreadState } from "@hpyjs/core";
import type { Kernel } from "../kernel.ts";

/** Leaving and re-entering. In between, no other function of the context may be called. */
export interface ExecutionContext {
  /** Runs `body` outside of Python; other threads may run Python meanwhile (`HPy_BEGIN_LEAVE_PYTHON`). */
  LeavePython<T>(body: () => T): T;
  /** Leaves Python until `ReenterPythonExecution` (`HPy_LeavePythonExecution`). */
  LeavePythonExecution(): ThreadState;
  /** Comes back, with what `LeavePythonExecution` returned (`HPy_ReenterPythonExecution`). */
  ReenterPythonExecution(state: ThreadState): void;
}

/** The family over one kernel. */
export function executionContext({ api }: Kernel): ExecutionContext {
  return {
    LeavePython: (body) => {
      const state = api.LeavePythonExecution();
      try {
        return body();
      } finally {
        api.ReenterPythonExecution(state);
      }
    },
    LeavePythonExecution: () => api.LeavePythonExecution(),
    ReenterPythonExecution: (state) => api.ReenterPythonExecution(state),
  };
}
