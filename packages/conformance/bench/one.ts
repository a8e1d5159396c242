import { loadHPy } from "hpyjs";
import { startPyodide } from "./interpreter.ts";
import { comfortableExtension } from "./javascript/comfortable.ts";
import { benchExtension } from "./javascript/extension.ts";

const pyodide = await startPyodide(process.env.PYV ?? "3.14");
const hpy = loadHPy(pyodide);
const m = hpy.load((process.argv[2] === "c" ? comfortableExtension : benchExtension)(), { register: false });
pyodide.globals.set("m", m);
const [, , , setup, call, n = "20000"] = process.argv;
pyodide.runPython(`
import time
class Holder:
  pass
def same(x): return x
${setup}
def run(n):
  for i in range(n):
    ${call}
run(3000)
for _ in range(6):
  t=time.perf_counter(); run(${n}); print(round((time.perf_counter()-t)/${n}*1e9,1), 'ns')
`);
