import { InterpreterDeadError } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { numbers, openTrace } from "./open-trace.ts";

describe("a trace function that raises is a fatal error", () => {
  test.each([
    ["on_enter", "error when executing on-enter trace function"],
    ["on_exit", "error when executing on-exit trace function"],
  ])("%s", async (parameter, message) => {
    const { plain, run, load } = await openTrace();
    load(numbers, ["trace"]);
    run(`
import numbers_raw, hpy.trace
def fail(name):
    raise ValueError(name)
hpy.trace.set_trace_functions(${parameter}=fail)
`);
    let thrown: unknown;
    try {
      run("numbers_raw.add(1, 2)");
    } catch (error) {
      thrown = error;
    }
    expect(String((thrown as Error).cause)).toContain(message);
    expect(() => plain.boundary.enter(() => 1)).toThrow(InterpreterDeadError);
  });
});
