/** What modes cost at a context whose functions are plain JavaScript: single calls, in nanoseconds. */

import type { ExtensionModule, Layer, Pointer } from "@hpyjs/core";
import type { HPyRuntime } from "hpyjs";
import { rawModule } from "../fixtures/raw.ts";
import type { Clock } from "./clock.ts";
import type { PyProxy } from "./interpreter.ts";
import { type Operation, operationsOn } from "./operations/index.ts";
import { geometricMean, lowDecile } from "./statistics.ts";

/** The contexts, with their modes, inner first. The first is what the others are compared with. */
const contexts = {
  release: [],
  trace: ["trace"],
  debug: ["debug"],
  "trace+debug": ["trace", "debug"],
} as const;

type ContextName = keyof typeof contexts;

const contextNames = Object.keys(contexts) as readonly ContextName[];

/** What was measured. */
export interface ContextCalls {
  /** Nanoseconds by operation and context. */
  readonly functions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The geometric mean of the ratios to `release`, by context. */
  readonly geomean: Readonly<Record<string, number>>;
}

/** A module whose `measure()` does one operation after the other for a while and hands in what each took, in ns. */
function measuring(
  name: string,
  { now }: Clock,
  window: number,
  took: (operation: Operation, ns: number) => void,
): ExtensionModule {
  const globals = new WeakMap<Layer, Pointer>();
  const module = rawModule(name, (layer, tools) => ({
    measure: {
      NOARGS: () => {
        const [operations, end] = operationsOn(layer, tools, globals.get(layer) as Pointer);
        for (const operation of operations) {
          operation.run();
          if (layer.api.Err_Occurred() !== 0) throw new Error(`${operation.name} raised an exception`);
          let count = 100;
          let elapsed = 0;
          while (elapsed < window) {
            const start = now();
            for (let i = 0; i < count; i++) operation.run();
            elapsed = now() - start;
            if (elapsed < window)
              count = Math.ceil(count * Math.min(10, (1.2 * window) / Math.max(elapsed, 5e4)));
          }
          took(operation, elapsed / count);
        }
        end();
        return tools.none();
      },
    },
  }));
  return {
    ...module,
    bind: (layer) => {
      const address = layer.memory.alloc(layer.memory.pointerSize);
      layer.memory.u32()[address >>> 2] = 0;
      globals.set(layer, address);
      return { ...module.bind(layer), globals: [{ address }] };
    },
  };
}

/** Measures the contexts in turn; what a tenth of the turns stay below counts. */
export function measureContextCalls(
  hpy: HPyRuntime<PyProxy>,
  clock: Clock,
  { rounds, window }: { rounds: number; window: number },
): ContextCalls {
  const turns: Record<string, Partial<Record<ContextName, number[]>>> = {};
  const modules = contextNames.map((context) => {
    const extension = measuring(
      `bench_${context.replace("+", "_")}`,
      clock,
      window,
      ({ name }, nanoseconds) => {
        turns[name] ??= {};
        turns[name][context] ??= [];
        turns[name][context].push(nanoseconds);
      },
    );
    return hpy.load(extension, { register: false, modes: [...contexts[context]] });
  });
  for (let round = 0; round < rounds; round++) {
    for (const module of modules) Reflect.get(module, "measure")();
  }
  const functions = Object.fromEntries(
    Object.entries(turns).map(([name, row]) => [
      name,
      Object.fromEntries(Object.entries(row).map(([context, times]) => [context, lowDecile(times)])),
    ]),
  );
  const rows = Object.values(functions);
  const mean = (context: ContextName): number =>
    geometricMean(rows.map((row) => (row[context] ?? Number.NaN) / (row.release ?? Number.NaN)));
  return { functions, geomean: Object.fromEntries(contextNames.map((name) => [name, mean(name)])) };
}
