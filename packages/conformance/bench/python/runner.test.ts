import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type PyProxy, startPyodide } from "../interpreter.ts";

describe("Case.calibrate()", () => {
  /** How often a turn of 2 ms repeats calls of 100 ns, whose first runs take so much more. */
  let calibrated: (...more: number[]) => number;

  beforeAll(async () => {
    const pyodide = await startPyodide("3.13");
    const globals = pyodide.toPy({}) as PyProxy;
    globals.set("__name__", "bench_runner");
    globals.set("now", () => 0);
    pyodide.runPython(readFileSync(new URL("./runner.py", import.meta.url), "utf8"), { globals });
    calibrated = pyodide.runPython(
      `
def calibrated(*more):
    case = Case.__new__(Case)
    left = list(more)
    case.run = lambda count: max(0, 100 * count + (left.pop(0) if left else 0))
    case.calibrate(2e6)
    return case.count

calibrated
`,
      { globals },
    ) as typeof calibrated;
  }, 60_000);

  it("finds how often a turn repeats the loop", () => {
    expect(calibrated()).toBe(20_000);
  });

  it("is not misled by a pause in the first runs", () => {
    expect(calibrated(5e6)).toBe(20_000);
    expect(calibrated(0, 0, 3e6)).toBe(20_000);
  });

  it("is not misled by a clock that has read too little", () => {
    expect(calibrated(0, -1e6)).toBe(20_000);
  });
});
