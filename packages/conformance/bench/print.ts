/** What the bench prints. */

import type { ContextCalls } from "./context-calls.ts";
import { functions } from "./functions.ts";
import type { Memory } from "./memory.ts";
import type { FlavourResult, LoadResult, MemoryResult } from "./results.ts";
import { tableText } from "./table.ts";

/** What a flavour should reach: the ratio to raw, as geometric mean and in the worst function. */
export interface Goal {
  /** At most this geometric mean. */
  readonly geomean: number;
  /** At most this ratio in each function. */
  readonly worst: number;
}

/** The goals by flavour. */
const goals: Readonly<Record<string, Goal>> = {
  "universal-linked": { geomean: 0.95, worst: 1.15 },
  "universal-sandboxed": { geomean: 1.4, worst: 2 },
  "universal-sandboxed-suspend": { geomean: 1.15, worst: 1.4 },
  typescript: { geomean: 1.05, worst: 1.3 },
};

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

/** Which goals are missed, and in which functions, one line for each flavour. */
export function missedGoals(results: Readonly<Record<string, FlavourResult>>): string[] {
  return Object.entries(goals).flatMap(([name, goal]) => {
    const result = results[name];
    if (result === undefined) return [];
    const over = Object.entries(result.cells)
      .filter(([, { ratio }]) => ratio > goal.worst)
      .sort(([, a], [, b]) => b.ratio - a.ratio)
      .map(([fn, { ratio }]) => `${fn} ${ratio.toFixed(2)}`);
    if (result.geomean <= goal.geomean && over.length === 0) return [`${name}: reached`];
    const mean = `${result.geomean.toFixed(2)} (goal ${goal.geomean})`;
    return [
      `${name}: geometric mean ${mean}; above ${goal.worst}: ${over.length === 0 ? "none" : over.join(", ")}`,
    ];
  });
}

/** The table of what loading costs. */
export function loadTable(results: Readonly<Record<string, LoadResult>>): string {
  return tableText({
    head: ["load, ms", "first", "cold", "warm"],
    rows: Object.entries(results).map(([name, { firstMs, coldMs, warmMs }]) => [
      name,
      ...[firstMs, coldMs, warmMs].map(digits),
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
