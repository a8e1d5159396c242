import { HPy_NULL } from "@hpyjs/extension";
import { loadHPy } from "hpyjs";
import { openClock } from "./clock.ts";
import { startPyodide } from "./interpreter.ts";

const pyodide = await startPyodide(process.env.PYV ?? "3.13");
const hpy = loadHPy(pyodide);
const { now } = await openClock();
pyodide.runPython("def _same(x):\n  return x\n");
const run = (small: boolean, n = 2000) =>
  hpy.enter((ctx) => {
    const { raw } = ctx;
    const same = ctx.unwrap(ctx.GetAttr_s(ctx.import("__main__"), "_same"));
    const args = raw.scratch;
    let sum = 0;
    const base = small ? 0 : 1000,
      mask = small ? 127 : 0xfffff;
    for (let i = 0; i < n; i++) {
      const argument = raw.Long_FromInt32_t(base + (i & mask));
      raw.memory.i32()[args >>> 2] = argument;
      const result = raw.Call(same, args, 1, HPy_NULL);
      if (result === HPy_NULL) break;
      sum += raw.Long_AsInt32_t(result);
      raw.Close(result);
      raw.Close(argument);
    }
    return sum;
  });
const alloc = (n = 2000) =>
  hpy.enter((ctx) => {
    const { raw } = ctx;
    for (let i = 0; i < n; i++) raw.Close(raw.Long_FromInt32_t(1000 + i));
  });
const t = (name: string, f: () => void) => {
  let b = 1e9;
  for (let k = 0; k < 1500; k++) {
    const s = now();
    f();
    b = Math.min(b, (now() - s) / 2000);
  }
  console.log(name, b.toFixed(1));
};
t("alloc", () => alloc());
t("small", () => run(true));
t("large", () => run(false));
