import { spec } from "@hpyjs/core";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { loadHPy } from "hpyjs";
import { expect, it } from "vitest";
import { measureContextCalls } from "../context-calls.ts";
import { startPyodide } from "../interpreter.ts";
import { unmeasured } from "./index.ts";

it("every function of the context is measured, or it is said why not", async () => {
  let time = 0;
  // A window that ends at once: each operation runs a hundred times in each context.
  const clock = { measures: "turns", now: () => time++ };
  const pyodide = await startPyodide("3.14");
  const { functions } = measureContextCalls(
    loadHPy(pyodide, { modes: { debug: createDebug().mode, trace: createTrace().mode } }),
    clock,
    { rounds: 1, window: 1 },
  );
  const subjects = Object.keys(functions).map((name) => name.split(", ")[0]);
  expect([...subjects, ...Object.keys(unmeasured)].sort()).toEqual(
    spec.functions.map(({ member }) => member).sort(),
  );
});
