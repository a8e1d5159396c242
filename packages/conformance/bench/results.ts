/** What the bench finds out, in the shape of the file that `--json` writes. */

import type { ContextCalls } from "./context-calls.ts";
import type { JsToPython } from "./js-to-python.ts";
import type { Memory } from "./memory.ts";
import { geometricMean } from "./statistics.ts";

/** One function of one flavour. */
export interface Cell {
  /** Nanoseconds of a call, or of an element. */
  readonly ns: number;
  /** The ratio to the same function of the flavour `raw`. */
  readonly ratio: number;
}

/** One flavour. */
export interface FlavourResult {
  /** The geometric mean of the ratios. */
  readonly geomean: number;
  /** The highest ratio. */
  readonly worst: number;
  /** By function. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What loading a module costs, in milliseconds. */
export interface LoadResult {
  /** The first module of its flavour in a fresh process, which makes the context, too. */
  readonly firstMs: number;
  /** The second: the context exists, and the module is new. */
  readonly coldMs: number;
  /** A new module, once many were loaded: our own code is compiled by then. */
  readonly newMs: number;
  /** The same, of bytes that were compiled before. */
  readonly warmMs: number;
}

/** What it was measured with. */
export interface About {
  /** Python's version. */
  readonly python: string;
  /** Pyodide's version. */
  readonly pyodide: string;
  /** Node's version. */
  readonly node: string;
  /** What the clock measures. */
  readonly clock: string;
  /** The headers that `raw` was compiled with: `full`, CPython's own; or `limited`, ours of the limited API. */
  readonly headers: "full" | "limited";
}

/** All results: what `--json` writes. */
export interface Results extends ContextCalls {
  /** What it was measured with. */
  readonly about: About;
  /** By flavour. */
  readonly flavours: Readonly<Record<string, FlavourResult>>;
  /** By flavour. */
  readonly load: Readonly<Record<string, LoadResult>>;
  /** For one more context, and for one more extension. */
  readonly memory: Memory;
  /** A call of a Python function from JavaScript. */
  readonly jsToPython: JsToPython;
  /** Why flavours are absent, by name. */
  readonly absent: Readonly<Record<string, string>>;
}

/** Times in nanoseconds by function and flavour. */
export type Times = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The results of flavours out of times, of which each row has one of `raw`. */
export function flavourResults(times: Times): Record<string, FlavourResult> {
  const names = new Set([...times.values()].flatMap((row) => [...row.keys()]));
  const results: Record<string, FlavourResult> = {};
  for (const name of names) {
    const cells: Record<string, Cell> = {};
    for (const [fn, row] of times) {
      const [ns, raw] = [row.get(name), row.get("raw")];
      if (ns !== undefined && raw !== undefined) cells[fn] = { ns, ratio: ns / raw };
    }
    const ratios = Object.values(cells).map(({ ratio }) => ratio);
    results[name] = { geomean: geometricMean(ratios), worst: Math.max(...ratios), cells };
  }
  return results;
}
