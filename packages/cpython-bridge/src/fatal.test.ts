import { HPy_NULL, InterpreterDeadError, type Pointer } from "@hpyjs/core";
import { loadPyodide } from "pyodide-314";
import { describe, expect, test } from "vitest";
import { errContext } from "./context/err.ts";
import { internalContext } from "./context/internal.ts";
import { createInterpreter, type Interpreter } from "./interpreter.ts";
import { openTransport } from "./pyodide/transport.ts";

async function openWithStderr(): Promise<{ interpreter: Interpreter; stderr: string[] }> {
  const stderr: string[] = [];
  const pyodide = await loadPyodide({ stderr: (line) => stderr.push(line) });
  return { interpreter: createInterpreter(openTransport(pyodide)), stderr };
}

function thrownBy(body: () => unknown): unknown {
  try {
    body();
  } catch (thrown) {
    return thrown;
  }
  return expect.unreachable();
}

describe("a fatal error", () => {
  test("HPy_FatalError() prints the message, and every later way in says that the interpreter is dead", async () => {
    const { interpreter, stderr } = await openWithStderr();
    const { edge, strings } = interpreter;
    const message = strings.alloc("boom!");
    const thrown = thrownBy(() => edge.call(() => errContext(interpreter).FatalError(message), 0, HPy_NULL));
    expect(stderr[0]).toBe("Fatal Python error: HPy_FatalError: boom!");
    expect(thrown).toBeInstanceOf(InterpreterDeadError);
    expect(thrown).toHaveProperty("cause.message", "Fatal Python error: HPy_FatalError: boom!");
    const [entry] = interpreter.transport.addFunctions([edge.entry("i:", () => expect.unreachable(), -1)]);
    const laterWays = [
      () => edge.assertAlive(),
      () => edge.enter(() => expect.unreachable()),
      () => interpreter.transport.functionAt(entry as Pointer)(),
      edge.unraisable(() => expect.unreachable()),
    ];
    for (const way of laterWays) expect(thrownBy(() => way())).toBe(thrown);
  });

  test("_HPy_CallRealFunctionFromTrampoline() is one", async () => {
    const { interpreter, stderr } = await openWithStderr();
    const { CallRealFunctionFromTrampoline } = internalContext(interpreter);
    const thrown = thrownBy(() => CallRealFunctionFromTrampoline(1, 0 as never, 0 as never));
    expect(thrown).toBeInstanceOf(InterpreterDeadError);
    expect(stderr[0]).toBe(
      "Fatal Python error: _HPy_CallRealFunctionFromTrampoline: Something is very wrong! " +
        "_HPy_CallRealFunctionFromTrampoline() should be used only by the CPython version of hpy.universal",
    );
  });
});
