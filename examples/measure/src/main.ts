/** What one call from Python costs: a C builtin, a method in TypeScript, and the same function as a JsProxy. */

import { HPyModule } from "@hpyjs/extension";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import { measure, printTable } from "./index.ts";

const identity = HPyModule("identity", {
  methods: { same: { O: (_ctx, _self, value) => value, doc: "same(value, /)\n--\n\nReturns its argument." } },
});

const pyodide = await loadPyodide();
loadHPy(pyodide).load(identity);
pyodide.globals.set("proxied", (value: unknown) => value);
pyodide.runPython("from identity import same; from operator import index");

const times = measure(
  pyodide,
  { builtin: "index(5)", typescript: "same(5)", proxy: "proxied(5)" },
  200_000,
  15,
  10,
);

console.log("One call from Python of a function that returns its argument");
printTable([
  ["operator.index(5), a C builtin", times.builtin],
  [
    "method in TypeScript",
    times.typescript,
    `${(times.typescript / times.builtin).toFixed(2)} × the builtin`,
  ],
  [
    "same function through JsProxy",
    times.proxy,
    `${(times.proxy / times.typescript).toFixed(1)} × TypeScript`,
  ],
]);
console.log();
