/**
 * The command `pnpm bench`: the same functions in every flavour, as ratios to an extension that is written against
 * CPython's C API.
 *
 * All flavours live in one interpreter and are measured in turn, many times; the fastest time counts. Results are checked
 * to be equal, and reference counts to stay as they are.
 */

import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { loadHPy } from "hpyjs";
import { openClock, resolutionOf } from "./clock.ts";
import { measureContextCalls } from "./context-calls.ts";
import { surroundings } from "./flavours.ts";
import { startPyodide } from "./interpreter.ts";
import { measureJsToPython } from "./js-to-python.ts";
import { measureLoad } from "./load.ts";
import { measureAll } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { contextTable, loadTable, memoryTable, missedGoals, ratioTable, timeTable } from "./print.ts";
import { flavourResults } from "./results.ts";
import { type Effort, Runner } from "./runner.ts";
import { headersFor, Sources } from "./sources.ts";

const efforts: Readonly<Record<"quick" | "full", Effort>> = {
  quick: { seconds: 0.12, window: 2e6, warm: 20e6 },
  full: { seconds: 0.7, window: 4e6, warm: 100e6 },
};

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function run({ python, version, quick, selection, json }: Options): Promise<number> {
  const clock = await openClock();
  const { headers, full } = headersFor(version);
  progress("compiling");
  const sources = await Sources.open(headers);
  progress("starting Python");
  const pyodide = await startPyodide(python);
  const hpy = loadHPy(pyodide, { modes: { trace: createTrace().mode, debug: createDebug().mode } });
  const around = await surroundings({ pyodide, hpy, sources, fullHeaders: full });
  const runner = new Runner(pyodide, hpy, clock);
  const { times, absent, wrong, notes } = measureAll(
    runner,
    around,
    quick ? efforts.quick : efforts.full,
    selection,
    progress,
  );
  progress("loading");
  const jsToPython = measureJsToPython(pyodide, hpy, clock, quick ? 100 : 1000);
  const load = measureLoad(around, clock, quick ? 5 : 20);
  progress("memory");
  const memory = await measureMemory(around, quick ? 10 : 50);
  progress("contexts");
  const contexts = measureContextCalls(
    hpy,
    clock,
    quick ? { rounds: 4, window: 1e6 } : { rounds: 20, window: 3e6 },
  );
  progress("");

  const flavours = flavourResults(times);
  const names = Object.keys(flavours);
  const plain = names.filter((name) => !name.includes("+"));
  const modal = names.filter((name) => name.includes("+"));
  console.log(
    `Python ${python} in Pyodide ${pyodide.version}, Node ${process.versions.node}, ${availableParallelism()} processors`,
  );
  console.log(`clock: ${clock.measures}, which ticks every ${resolutionOf(clock).toFixed(0)} ns`);
  console.log(
    full
      ? `raw: C against CPython ${python}'s own headers, -O2, METH_NOARGS and METH_O`
      : `raw: C against the limited API, since this machine has no headers of CPython ${python}`,
  );
  console.log(`\nRatios to raw\n\n${ratioTable(flavours, plain)}`);
  if (modal.length > 0) console.log(`\n${ratioTable(flavours, modal)}`);
  console.log(`\n${timeTable(flavours, plain)}`);
  if (modal.length > 0) console.log(`\n${timeTable(flavours, modal)}`);
  console.log(
    `\na call from JavaScript: ${jsToPython.ns.toFixed(0)} ns; through PyProxy ${jsToPython.pyproxyNs.toFixed(0)} ns ` +
      `(${(jsToPython.pyproxyNs / jsToPython.ns).toFixed(1)} times as long)`,
  );
  console.log(`\n${loadTable(load)}`);
  console.log(`\n${memoryTable(memory)}`);
  console.log(`\n${contextTable(contexts)}`);
  console.log(`\n${missedGoals(flavours).join("\n")}`);
  for (const [name, reason] of Object.entries(absent)) console.log(`absent: ${name}: ${reason}`);
  for (const line of notes) console.log(`note: ${line}`);
  for (const line of wrong) console.log(`WRONG: ${line}`);
  if (json !== undefined) {
    writeFileSync(
      json,
      `${JSON.stringify({ flavours, load, memory, jsToPython, absent, ...contexts }, null, 2)}\n`,
    );
  }
  return wrong.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options !== null) return run(options);
  console.log(usage);
  return 0;
}

process.exitCode = await main().catch((error: Error) => {
  console.error(`${error.stack}\n\n${usage}`);
  return 2;
});
