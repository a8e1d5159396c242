/** What the bench prints. */

import type { ContextCalls } from "./context-calls.ts";
import { functions } from "./functions.ts";
import { fasterThanJsProxy, fasterThanPyProxy, type Goal, goals, loadGoals } from "./goals.ts";
import type { JsToPython } from "./js-to-python.ts";
import type { Memory, MemoryResult } from "./memory.ts";
import type { FlavourResult, LoadResult } from "./results.ts";
import { tableText } from "./table.ts";

/** A time in few digits. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The table of some flavours: nanoseconds of raw, and ratios to it. */
export function ratioTable(
  results: Readonly<Record<string, FlavourResult>>,
  names: readonly string[],
): string {
  const { raw } = results;
  const shown = functions.filter(({ name }) => raw?.cells[name] !== undefined);
  const others = names.filter((name) => name !== "raw");
  const ratio = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(2));
  const goal = (pick: keyof Goal): string[] => others.map((name) => ratio(goals[name]?.[pick]));
  const hasGoals = others.some((name) => goals[name] !== undefined);
  return tableText({
    head: ["", "raw, ns", ...others],
    rows: [
      ...shown.map(({ name }) => [
        name,
        digits(raw?.cells[name]?.ns ?? Number.NaN),
        ...others.map((other) => ratio(results[other]?.cells[name]?.ratio)),
      ]),
      null,
      ["geometric mean", "", ...others.map((name) => ratio(results[name]?.geomean))],
      ...(hasGoals ? [["  goal", "", ...goal("geomean")]] : []),
      ["worst", "", ...others.map((name) => ratio(results[name]?.worst))],
      ...(hasGoals ? [["  goal", "", ...goal("worst")]] : []),
    ],
  });
}

/** The table of absolute times, in nanoseconds. */
export function timeTable(
  results: Readonly<Record<string, FlavourResult>>,
  names: readonly string[],
): string {
  const shown = functions.filter(({ name }) => results.raw?.cells[name] !== undefined);
  return tableText({
    head: ["ns", ...names],
    rows: shown.map(({ name }) => [
      name,
      ...names.map((flavour) => {
        const ns = results[flavour]?.cells[name]?.ns;
        return ns === undefined ? "" : digits(ns);
      }),
    ]),
  });
}

/** How far each goal is reached, one line each. */
export function goalLines(
  results: Readonly<Record<string, FlavourResult>>,
  load: Readonly<Record<string, LoadResult>>,
  { ns, pyproxyNs }: JsToPython,
): string[] {
  const lines = Object.entries(goals).flatMap(([name, goal]) => {
    const result = results[name];
    return result === undefined ? [] : [flavourLine(name, result, goal)];
  });
  const { typescript, jsproxy } = results;
  if (typescript !== undefined && jsproxy !== undefined)
    lines.push(
      factorLine("TypeScript against JsProxy", jsproxy.geomean / typescript.geomean, fasterThanJsProxy),
    );
  lines.push(factorLine("a call from JavaScript against PyProxy", pyproxyNs / ns, fasterThanPyProxy));
  for (const [name, { coldMs, warmMs }] of Object.entries(load)) {
    if (name === "raw") continue;
    const reached = coldMs <= loadGoals.coldMs && warmMs <= loadGoals.warmMs;
    const goal = `goals ${loadGoals.coldMs} and ${loadGoals.warmMs} ms`;
    const took = `${digits(coldMs)} ms cold, ${digits(warmMs)} ms warm`;
    lines.push(`${verdict(reached)} load of ${name}: ${took} (${goal})`);
  }
  return lines;
}

function verdict(reached: boolean): string {
  return reached ? "reached" : "missed ";
}

function flavourLine(name: string, { geomean, cells }: FlavourResult, goal: Goal): string {
  const over = Object.entries(cells)
    .filter(([, { ratio }]) => ratio > goal.worst)
    .sort(([, a], [, b]) => b.ratio - a.ratio)
    .map(([fn, { ratio }]) => `${fn} ${ratio.toFixed(2)}`);
  const above = over.length === 0 ? "none" : over.join(", ");
  return (
    `${verdict(geomean <= goal.geomean && over.length === 0)} ${name}: geometric mean ${geomean.toFixed(2)} ` +
    `(goal ${goal.geomean}); above ${goal.worst}: ${above}`
  );
}

function factorLine(what: string, factor: number, goal: number): string {
  return `${verdict(factor >= goal)} ${what}: ${factor.toFixed(1)} times faster (goal ${goal})`;
}

/** The table of what loading costs. */
export function loadTable(results: Readonly<Record<string, LoadResult>>): string {
  return tableText({
    head: ["load, ms", "first", "cold", "new", "warm"],
    rows: Object.entries(results).map(([name, { firstMs, coldMs, newMs, warmMs }]) => [
      name,
      ...[firstMs, coldMs, newMs, warmMs].map(digits),
    ]),
  });
}

/** The table of what is held in memory. */
export function memoryTable({ extensions, contexts }: Memory): string {
  const kib = (bytes: number): string => (bytes / 1024).toFixed(1);
  const rows = (what: string, results: Readonly<Record<string, MemoryResult>>): string[][] =>
    Object.entries(results).map(([name, { heap, interpreter, own, resident, tableEntries }]) => [
      `${what}, ${name}`,
      ...[heap, interpreter, own, resident].map(kib),
      tableEntries.toFixed(0),
    ]);
  return tableText({
    head: ["memory, KiB", "JS heap", "interpreter", "outside", "resident", "table entries"],
    rows: [...rows("an extension", extensions), ...rows("a context", contexts)],
  });
}

/** The table of single calls of a context in JavaScript. */
export function contextTable({ functions: rows, geomean }: ContextCalls): string {
  const names = Object.keys(geomean);
  return tableText({
    head: ["context, ns", ...names],
    rows: [
      ...Object.entries(rows).map(([operation, row]) => [
        operation,
        ...names.map((name) => {
          const ns = row[name] ?? Number.NaN;
          return name === "release" ? digits(ns) : `${digits(ns)} (${(ns / (row.release ?? ns)).toFixed(1)})`;
        }),
      ]),
      null,
      ["geometric mean", ...names.map((name) => (geomean[name] ?? Number.NaN).toFixed(2))],
    ],
  });
}
