/**
 * The command `pnpm bench`: what trace mode and debug mode cost against a context whose functions are plain JavaScript.
 *
 * All contexts live in one interpreter and are measured in turn, many times; the fastest time counts. Ratios are of times
 * in the same run.
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { loadHPy } from "hpyjs";
import { rawModule } from "../fixtures/raw.ts";
import { type Operation, operationsOn } from "./operations.ts";

const usage = `Measures what trace and debug mode cost.

pnpm bench [OPTIONS]

  --python X.Y    the version of Python (3.14)
  --quick         fewer repetitions
  --json FILE     write the numbers to a file
  --help          print this text`;

/** The contexts that are measured, with their modes, inner first. The first is what the others are compared with. */
const contexts = {
  release: [],
  trace: ["trace"],
  debug: ["debug"],
  "trace+debug": ["trace", "debug"],
} as const;

type ContextName = keyof typeof contexts;

const contextNames = Object.keys(contexts) as readonly ContextName[];

/** One measurement takes about this long, in milliseconds: far more than the clock's resolution. */
const window = 3;

/** A module whose `measure(0)` does one operation after the other and hands in what it took, in ns, by name. */
function measuring(name: string, took: (operation: Operation, nanoseconds: number) => void) {
  return rawModule(name, (layer, tools) => ({
    measure: {
      NOARGS: () => {
        const [operations, end] = operationsOn(layer, tools);
        for (const operation of operations) {
          let count = 100;
          let elapsed = 0;
          while (elapsed < window) {
            const start = performance.now();
            for (let i = 0; i < count; i++) operation.run();
            elapsed = performance.now() - start;
            if (elapsed < window)
              count = Math.ceil(count * Math.min(10, (1.2 * window) / Math.max(elapsed, 0.05)));
          }
          took(operation, (elapsed * 1e6) / count);
        }
        end();
        return tools.none();
      },
    },
    million: {
      NOARGS: () => {
        const { api } = layer;
        for (let i = 0; i < 1_000_000; i++) api.Close(api.Long_FromInt32_t(i));
        return tools.none();
      },
    },
  }));
}

interface Measured {
  measure(): void;
  million(): void;
}

function resolution(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 1000; i++) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    smallest = Math.min(smallest, now - start);
  }
  return smallest * 1e6;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      python: { type: "string", default: "3.14" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { loadPyodide } = await import(`pyodide-${values.python.replace(".", "")}`);
  const hpy = loadHPy(await loadPyodide(), {
    modes: { trace: createTrace().mode, debug: createDebug().mode },
  });
  const best = new Map<string, Map<ContextName, number>>();
  const modules = new Map<ContextName, Measured>();
  for (const context of contextNames) {
    const extension = measuring(`bench_${context.replace("+", "_")}`, ({ name }, nanoseconds) => {
      const row = best.get(name) ?? new Map<ContextName, number>();
      row.set(context, Math.min(nanoseconds, row.get(context) ?? nanoseconds));
      best.set(name, row);
    });
    modules.set(context, hpy.load(extension, { modes: [...contexts[context]] }) as Measured);
  }
  const rounds = values.quick ? 4 : 20;
  for (let round = 0; round < rounds; round++) {
    for (const module of modules.values()) module.measure();
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds}`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");

  console.log(`ns a group of calls, and the ratio to ${contextNames[0]}; Python ${values.python}`);
  console.log(`the clock ticks every ${resolution().toFixed(0)} ns, a measurement takes ${window} ms\n`);
  const widest = Math.max(...[...best.keys()].map((name) => name.length));
  console.log(`${"".padEnd(widest)}${contextNames.map((name) => name.padStart(16)).join("")}`);
  const ratios = new Map<ContextName, number[]>(contextNames.map((name) => [name, []]));
  for (const [name, row] of best) {
    const release = row.get("release") as number;
    const cells = contextNames.map((context) => {
      const nanoseconds = row.get(context) as number;
      ratios.get(context)?.push(nanoseconds / release);
      return `${nanoseconds.toFixed(0)} (${(nanoseconds / release).toFixed(2)})`.padStart(16);
    });
    console.log(`${name.padEnd(widest)}${cells.join("")}`);
  }
  const means = contextNames.map((name) => geometricMean(ratios.get(name) ?? []));
  console.log(
    `${"geometric mean".padEnd(widest)}${means.map((mean) => mean.toFixed(2).padStart(16)).join("")}`,
  );
  const worst = contextNames.map((name) => Math.max(...(ratios.get(name) ?? [])));
  console.log(`${"worst".padEnd(widest)}${worst.map((ratio) => ratio.toFixed(2).padStart(16)).join("")}`);

  const debug = modules.get("debug") as Measured;
  debug.million();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 3; i++) debug.million();
  globalThis.gc?.();
  const grown = (process.memoryUsage().heapUsed - before) / 1024;
  console.log(
    `\nthree million handles opened and closed in debug mode: the heap grew by ${grown.toFixed(0)} KiB`,
  );
  if (values.json !== undefined) {
    const functions = Object.fromEntries([...best].map(([name, row]) => [name, Object.fromEntries(row)]));
    const geomean = Object.fromEntries(contextNames.map((name, index) => [name, means[index]]));
    writeFileSync(values.json, `${JSON.stringify({ functions, geomean, heapKiB: grown }, null, 2)}\n`);
  }
  return 0;
}

process.exitCode = await main().catch((error: Error) => {
  console.error(`${error.message}\n\n${usage}`);
  return 2;
});
