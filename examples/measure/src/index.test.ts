import { loadPyodide } from "pyodide";
import { expect, test } from "vitest";
import { duration, measure } from "./index.ts";

test("measure() gives nanoseconds per run of each statement", async () => {
  const pyodide = await loadPyodide();
  pyodide.runPython("def work(count):\n  for _ in range(count): pass");
  const times = measure(pyodide, { short: "work(10)", long: "work(1000)" }, 50, 5);
  expect(times.short).toBeGreaterThan(10);
  expect(times.long).toBeGreaterThan(times.short);
});

test("duration() is readable", () => {
  expect([12.345, 1234.5, 12_345_678].map(duration)).toEqual(["12.3 ns", "1.23 µs", "12.3 ms"]);
});
