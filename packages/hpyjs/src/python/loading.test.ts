import { describe, expect, test } from "vitest";
import { startPython } from "../../test/python.ts";

const { run } = await startPython("pyodide-314");

/** The modes for the module `package.name`, the innermost first, or the error. */
function modes(value: string): unknown {
  const call = `str(_hpyjs_loading.modes_from_environment("package.name", {"HPY": ${JSON.stringify(value)}}))`;
  return run(`import _hpyjs_loading; ${call}`);
}

describe("HPY", () => {
  test.each([
    ["", "()"],
    ["  ", "()"],
    ["universal", "()"],
    ["debug", "('debug',)"],
    ["trace", "('trace',)"],
    ["DEBUG", "('debug',)"],
    ["Trace", "('trace',)"],
    [" debug ", "('debug',)"],
    ["debug+trace", "('trace', 'debug')"],
    ["trace+debug", "('debug', 'trace')"],
    ["name:debug", "('debug',)"],
    ["package.name:debug", "('debug',)"],
    ["name:Debug", "('debug',)"],
    ["other:debug", "()"],
    ["nam:debug", "()"],
    ["name2:debug", "()"],
    ["package:debug", "()"],
    ["other:debug,name:trace", "('trace',)"],
    ["name:debug,other:trace", "('debug',)"],
    ["name:universal,other:trace", "()"],
    ["name:universal,name:debug", "()"],
    ["name:trace, other:debug", "('trace',)"],
    ["name:debug+trace", "('trace', 'debug')"],
    ["name:debug,", "('debug',)"],
  ])("%j means %s", (value, expected) => {
    expect(modes(value)).toBe(expected);
  });

  test.each([
    "d",
    "debugs",
    "debug,trace",
    "universal+debug",
    "debug+debug",
    "debug+",
    "name:",
    ":debug",
    "name:d",
    "name:debug,other",
    "name:debug,other:nonsense",
    "name:debug:trace",
  ])("%j is refused, with what it may be", (value) => {
    expect(() => modes(value)).toThrow(`ValueError: invalid HPy mode: ${value}\n`);
    expect(() => modes(value)).toThrow("HPY=name:debug,other:trace");
  });

  test("only the beginning of a long value is shown", () => {
    expect(() => modes("x".repeat(99))).toThrow(`ValueError: invalid HPy mode: ${"x".repeat(50)}\n`);
  });
});
