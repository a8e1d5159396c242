/** What a call of a Python function from JavaScript costs, and the same through Pyodide's PyProxy. */

import { HPy_NULL } from "@hpyjs/extension";
import type { HPyRuntime } from "hpyjs";
import type { Clock } from "./clock.ts";
import type { Pyodide, PyProxy } from "./interpreter.ts";
import { lowDecile } from "./statistics.ts";

/** Nanoseconds of one call, `same(i)`, with an int that goes there and back. */
export interface JsToPython {
  /** Through HPy, in numbers: `ctx.numberCall`. */
  readonly ns: number;
  /** The same step by step: an int made, the call, the result read, and both closed. */
  readonly stepsNs: number;
  /** Through HPy, with handles that are checked. */
  readonly comfortableNs: number;
  /** Through a PyProxy. */
  readonly pyproxyNs: number;
}

/** Calls in one turn. */
const calls = 2000;

/** Measures all in turn; what a tenth of the turns stay below counts. */
export function measureJsToPython(
  pyodide: Pyodide,
  hpy: HPyRuntime<PyProxy>,
  { now }: Clock,
  turns: number,
): JsToPython {
  const proxy = pyodide.runPython("def _same(x):\n  return x\n_same") as PyProxy;
  const throughHPy = (): number =>
    hpy.enter((ctx) => {
      const same = ctx.GetAttr_s(ctx.import("__main__"), "_same");
      let sum = 0;
      for (let i = 0; i < calls; i++) {
        const argument = ctx.Long_FromLong(i);
        const result = ctx.Call(same, [argument]);
        sum += ctx.Long_AsLong(result);
        result.close();
        argument.close();
      }
      return sum;
    });
  const inNumbers = (): number =>
    hpy.enter((ctx) => {
      const { raw } = ctx;
      const same = ctx.unwrap(ctx.GetAttr_s(ctx.import("__main__"), "_same"));
      const call = raw.numberCall("i:i");
      let sum = 0;
      for (let i = 0; i < calls; i++) sum += call(same, i);
      return sum;
    });
  const stepByStep = (): number =>
    hpy.enter((ctx) => {
      const { raw } = ctx;
      const same = ctx.unwrap(ctx.GetAttr_s(ctx.import("__main__"), "_same"));
      const args = raw.scratch;
      let sum = 0;
      for (let i = 0; i < calls; i++) {
        const argument = raw.Long_FromInt32_t(i);
        raw.memory.i32()[args >>> 2] = argument;
        const result = raw.Call(same, args, 1, HPy_NULL);
        if (result === HPy_NULL) break;
        sum += raw.Long_AsInt32_t(result);
        raw.Close(result);
        raw.Close(argument);
      }
      return sum;
    });
  const throughProxy = (): number => {
    let sum = 0;
    for (let i = 0; i < calls; i++) sum += proxy(i) as number;
    return sum;
  };
  const ways = [inNumbers, stepByStep, throughHPy, throughProxy];
  const times: number[][] = ways.map(() => []);
  for (let turn = 0; turn < turns; turn++) {
    ways.forEach((run, way) => {
      const start = now();
      const sum = run();
      times[way]?.push((now() - start) / calls);
      if (sum !== (calls * (calls - 1)) / 2) throw new Error(`The sum of the results is ${sum}.`);
    });
  }
  proxy.destroy();
  const [ns, stepsNs, comfortableNs, pyproxyNs] = times.map(lowDecile) as [number, number, number, number];
  return { ns, stepsNs, comfortableNs, pyproxyNs };
}
