/** A module that Python reaches through JsProxy, moved to HPy in two steps. Each passes the same tests. */

import { readFileSync } from "node:fs";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import * as jsproxy from "./0-jsproxy.ts";
import { hybrid } from "./1-hybrid.ts";
import { universal } from "./2-universal.ts";

const tests = readFileSync(new URL("tests.py", import.meta.url), "utf8");

for (const [name, install] of [
  ["0-jsproxy.ts", (pyodide) => pyodide.registerJsModule("segments", { ...jsproxy })],
  ["1-hybrid.ts", (pyodide) => loadHPy(pyodide).load(hybrid)],
  ["2-universal.ts", (pyodide) => loadHPy(pyodide).load(universal)],
] as readonly [string, (pyodide: Awaited<ReturnType<typeof loadPyodide>>) => void][]) {
  const pyodide = await loadPyodide();
  install(pyodide);
  const times = pyodide.runPython(tests);
  const [contains, collate] = times.toJs() as [number, number];
  times.destroy();
  const micros = `contains ${contains.toFixed(1)} µs, collate ${collate.toFixed(1)} µs`;
  console.log(`${name.padEnd(16)} all tests pass; ${micros}`);
}
