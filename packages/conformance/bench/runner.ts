/** The part of the bench that runs in Python: `python/runner.py`, with its functions for TypeScript. */

import { readFileSync } from "node:fs";
import type { HPyRuntime } from "hpyjs";
import type { Clock } from "./clock.ts";
import type { BenchFunction } from "./functions.ts";
import type { Pyodide, PyProxy } from "./interpreter.ts";
import { pythonNow } from "./python-clock.ts";
import { lowDecile } from "./statistics.ts";

/** How long is measured. */
export interface Effort {
  /** Seconds for each flavour of each function. */
  readonly seconds: number;
  /** Nanoseconds of one turn. */
  readonly window: number;
  /** Nanoseconds of the first turn, in which the engine compiles what is hot. */
  readonly warm: number;
}

/** What came of measuring one function. */
export interface Turns {
  /** Nanoseconds by flavour: what a tenth of its turns stay below. */
  readonly times: ReadonlyMap<string, number>;
  /** How many turns each had. */
  readonly rounds: number;
}

/** Measures functions of flavours against each other. */
export class Runner {
  readonly #scope: PyProxy;

  /** For one Pyodide, by one clock. */
  constructor(pyodide: Pyodide, hpy: HPyRuntime<PyProxy>, clock: Clock) {
    const scope = pyodide.toPy({}) as PyProxy;
    scope.set("__name__", "bench_runner");
    scope.set("now", pythonNow(hpy, clock));
    pyodide.runPython(readFileSync(new URL("./python/runner.py", import.meta.url), "utf8"), {
      globals: scope,
    });
    this.#scope = scope;
  }

  /** Takes a flavour's module in. */
  add(name: string, module: PyProxy | object): void {
    this.#scope.get("flavours").set(name, module);
  }

  /** What is wrong with the results of a function, or with what it leaves behind, by flavour. */
  check(fn: BenchFunction, flavours: readonly string[], rounds: number): Readonly<Record<string, string>> {
    return JSON.parse(this.#call("check", JSON.stringify(fn), JSON.stringify(flavours), rounds));
  }

  /** Measures a function in all flavours, in turn. */
  measure(fn: BenchFunction, flavours: readonly string[], { seconds, window, warm }: Effort): Turns {
    const total = seconds * flavours.length;
    const answer = this.#call("measure", JSON.stringify(fn), JSON.stringify(flavours), total, window, warm);
    const turns = Object.entries(JSON.parse(answer) as Record<string, readonly number[]>);
    return {
      times: new Map(turns.map(([flavour, times]) => [flavour, lowDecile(times)])),
      rounds: turns[0]?.[1].length ?? 0,
    };
  }

  #call(name: string, ...args: (string | number)[]): string {
    return this.#scope.get(name)(...args) as string;
  }
}
