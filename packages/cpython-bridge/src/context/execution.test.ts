import { HPy_NULL } from "@hpyjs/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type Opened, openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import { type ExecutionApi, executionContext } from "./execution.ts";

describe("leaving Python", () => {
  let opened: Opened;
  let python: Python;
  let api: ExecutionApi;

  beforeAll(async () => {
    opened = await openInterpreter("pyodide-314");
    python = new Python(opened);
    api = executionContext(opened.interpreter);
  });

  const leaveAndThrow = (): never => {
    api.LeavePythonExecution();
    throw new Error("in between");
  };

  test("HPy_ReenterPythonExecution() brings Python back", () => {
    opened.interpreter.edge.enter(() => {
      api.ReenterPythonExecution(api.LeavePythonExecution());
      expect(python.take(python.get("6 * 7"))).toBe("42");
    });
  });

  test("what a method throws in between becomes a Python exception, and Python goes on", () => {
    const { edge } = opened.interpreter;
    edge.enter(() => {
      expect(edge.call(leaveAndThrow, -1, HPy_NULL)).toBe(-1);
      expect(python.takeError()).toBe("RuntimeError('Error: in between')");
      expect(python.take(python.get("6 * 7"))).toBe("42");
    });
  });

  test("what the application throws in between reaches it, and Python goes on", () => {
    const { edge } = opened.interpreter;
    expect(() => edge.enter(leaveAndThrow)).toThrow("in between");
    expect(edge.enter(() => python.take(python.get("6 * 7")))).toBe("42");
  });
});
