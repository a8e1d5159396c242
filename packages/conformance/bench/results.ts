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
  /** The first module of this flavour in the interpreter, which makes its context, too. */
  readonly firstMs: number;
  /** The context exists, and the module is new. */
  readonly coldMs: number;
  /** The bytes were compiled before. */
  readonly warmMs: number;
}

/** All results: what `--json` writes. */
export interface Results extends ContextCalls {
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
