/** `pnpm bench`: measures all flavours, prints tables, draws the chart and writes the results. */

import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { loadHPy } from "hpyjs";
import { ratioChart } from "./charts/ratios.ts";
import { type Clock, openClock, resolutionOf } from "./clock.ts";
import { measureContextCalls } from "./context-calls.ts";
import { surroundings } from "./flavours.ts";
import { startPyodide } from "./interpreter.ts";
import { measureJsToPython } from "./js-to-python.ts";
import { measureLoad } from "./load.ts";
import { type Measured, measureAll } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import type { Options } from "./options.ts";
import { contextTable, goalLines, loadTable, memoryTable, ratioTable, timeTable } from "./print.ts";
import { type About, flavourResults, type Results } from "./results.ts";
import { type Effort, Runner } from "./runner.ts";
import { headersFor, Sources } from "./sources.ts";
import { writeFile } from "./write-file.ts";

const efforts: Readonly<Record<"quick" | "full", Effort>> = {
  quick: { seconds: 0.1, window: 2e6, warm: 15e6 },
  full: { seconds: 0.4, window: 3e6, warm: 60e6 },
};

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** What is said above the tables. */
function aboutLines({ python, pyodide, node, headers }: About, clock: Clock): string[] {
  return [
    `Python ${python} in Pyodide ${pyodide}, Node ${node}, ${availableParallelism()} processors`,
    `clock: ${clock.measures}, which ticks every ${resolutionOf(clock).toFixed(0)} ns`,
    headers === "full"
      ? `raw: C against CPython ${python}'s own headers, -O2, METH_NOARGS and METH_O; raw-fastest: METH_FASTCALL, ints in place`
      : `raw: C against the limited API, -O2: this machine has no headers of CPython ${python}, so that raw is slower than it could be`,
  ];
}

/** Prints everything. */
function print(results: Results, { absent, notes, turns, wrong }: Measured, about: readonly string[]): void {
  const { flavours, load, memory, jsToPython } = results;
  const names = Object.keys(flavours);
  const plain = names.filter((name) => !name.includes("+"));
  const modal = names.filter((name) => name.includes("+"));
  const { comfortableNs, ns, pyproxyNs, stepsNs } = jsToPython;
  const sections = [
    [...about, `of ${turns} turns, the time counts that a tenth of them stay below`].join("\n"),
    "Ratios to raw",
    ratioTable(flavours, plain),
    ...(modal.length > 0 ? [ratioTable(flavours, modal)] : []),
    timeTable(flavours, plain),
    ...(modal.length > 0 ? [timeTable(flavours, modal)] : []),
    `a call from JavaScript: ${ns.toFixed(0)} ns in numbers, ${stepsNs.toFixed(0)} ns of them step by step, ` +
      `${comfortableNs.toFixed(0)} ns with handles; ` +
      `through PyProxy ${pyproxyNs.toFixed(0)} ns`,
    loadTable(load),
    memoryTable(memory),
    contextTable(results),
    goalLines(flavours, load, jsToPython).join("\n"),
    [
      ...Object.entries(absent).map(([name, reason]) => `absent: ${name}: ${reason}`),
      ...notes.map((line) => `note: ${line}`),
      ...wrong.map((line) => `WRONG: ${line}`),
    ].join("\n"),
  ];
  console.log(sections.filter((section) => section !== "").join("\n\n"));
}

/** Runs it. @returns the exit status: 1 when a result is wrong, or a reference count has changed. */
export async function runBench({ python, version, quick, selection, json, svg }: Options): Promise<number> {
  const clock = await openClock();
  const { headers, full } = headersFor(version);
  progress("compiling");
  const sources = await Sources.open(headers);
  progress("starting Python");
  const pyodide = await startPyodide(python);
  const hpy = loadHPy(pyodide, { modes: { trace: createTrace().mode, debug: createDebug().mode } });
  const around = await surroundings({ pyodide, hpy, sources, fullHeaders: full });
  const runner = new Runner(pyodide, hpy, clock);
  const measured = measureAll(runner, around, quick ? efforts.quick : efforts.full, selection, progress);
  progress("calls from JavaScript");
  const jsToPython = measureJsToPython(pyodide, hpy, clock, quick ? 100 : 1000);
  progress("loading");
  const load = measureLoad(around, python, quick ? 1 : 5, selection.flavours);
  progress("memory");
  const memory = await measureMemory(around, quick ? 10 : 40, selection.flavours);
  progress("contexts");
  const rounds = selection.functions || selection.flavours ? 1 : quick ? 3 : 8;
  const contexts = measureContextCalls(hpy, clock, { rounds, window: quick ? 1e6 : 3e6 });
  progress("");
  const flavours = flavourResults(measured.times);
  const about: About = {
    python,
    pyodide: pyodide.version,
    node: process.versions.node,
    clock: clock.measures,
    headers: full ? "full" : "limited",
  };
  const { absent } = measured;
  const results: Results = { about, flavours, load, memory, jsToPython, absent, ...contexts };
  print(results, measured, aboutLines(about, clock));
  writeFile(
    svg,
    ratioChart(flavours, `Python ${python}, Node ${about.node}; C API: ${about.headers} headers`),
  );
  if (json !== undefined) writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nchart: ${relative("", svg)}${json === undefined ? "" : `, results: ${json}`}`);
  return measured.wrong.length === 0 ? 0 : 1;
}
