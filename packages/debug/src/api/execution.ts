/** Leaving Python and coming back. */

import type { Api, ThreadState } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";

/** Makes these functions. */
export function executionFunctions(
  context: DebugContext,
  api: Api,
): Pick<Api, "LeavePythonExecution" | "ReenterPythonExecution"> {
  const { left } = context;
  const report = (where: string, problem: string): void =>
    context.report({ kind: "execution", upstream: null, problem, where });
  return {
    LeavePythonExecution: () => {
      const where = "HPy_LeavePythonExecution";
      const state = left.at(-1);
      if (state !== undefined) {
        report(where, "Python was left already");
        return state;
      }
      context.check(where);
      const fresh = api.LeavePythonExecution();
      left.push(fresh);
      context.usable = false;
      context.ban = "left";
      return fresh;
    },
    ReenterPythonExecution: (state) => {
      const where = "HPy_ReenterPythonExecution";
      const expected: ThreadState | undefined = left.at(-1);
      if (expected === undefined) {
        report(where, "Python was not left before");
        return;
      }
      context.reenterAll();
      if (state !== expected) {
        report(where, "the thread state is not the one that HPy_LeavePythonExecution returned");
      }
    },
  };
}
