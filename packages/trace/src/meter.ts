/**
 * The meter: counts and times of all functions, and what each call does with them.
 *
 * Reading the clock twice takes longer than most functions of the context do, so how often a call is timed can be
 * chosen. Counts are always exact.
 *
 * - `every`: each call is timed.
 * - `sampled`: a function is timed in each call until 256 calls in a row were short (less than 2 µs). From then on one
 *   call in about five is timed, and the others are taken to be as long as the timed ones were on average. As soon as
 *   a call that is timed is not short, each one is timed again. So a time is exact for functions that are called
 *   seldom or that take long, and an estimate for those that are called often and return at once.
 * - `none`: only counts.
 *
 * While somebody observes (functions that are called before and after, a recording), each call is timed.
 */

import type { Clock } from "./clock.ts";
import { functions } from "./functions.ts";

/** How often calls are timed; see above. */
export type Timing = "every" | "sampled" | "none";

/**
 * Somebody who is told of each call. Must not throw. An index below 189 is the place of a function of the context in
 * the ABI's order; from there on it stands for a function of an extension, which Python calls (see `Trace.describe`).
 */
export interface Observer {
  /** A call begins, before its time does. */
  enter(index: number): void;
  /**
   * A call has ended, after its time did. Times are the clock's.
   * @param completed whether it returned; `false` when something was thrown through it.
   */
  exit(index: number, start: number, end: number, completed: boolean): void;
}

const shortCall = 0.002;
const shortRun = 256;
/** Up to how many calls are not timed between two that are. The number varies, so that no loop keeps step with it. */
const pause = { least: 2, most: 7 };
/** A number of calls that nobody makes. */
const never = 2 ** 31 - 1;

/** A function of the context, whichever it is. */
export type AnyFunction = (...args: unknown[]) => unknown;

/** Counts and times. The arrays are indexed as {@link functions} is. */
export class Meter {
  /** Calls. */
  readonly counts: Float64Array = new Float64Array(functions.length);
  /** Time in calls, in milliseconds. */
  readonly times: Float64Array = new Float64Array(functions.length);
  /** How many more calls are not timed. */
  readonly untimed: Int32Array = new Int32Array(functions.length);
  /** How long a call that is not timed is taken to be, in milliseconds. */
  readonly typical: Float64Array = new Float64Array(functions.length);
  /** Who is told of each call, or `null`. */
  observer: Observer | null = null;
  /** The clock. */
  readonly now: Clock;
  readonly #timing: Timing;
  readonly #shortCalls: Int32Array = new Int32Array(functions.length);
  #varied = pause.least;

  /** Makes a meter that has seen nothing. */
  constructor(now: Clock, timing: Timing) {
    this.now = now;
    this.#timing = timing;
    this.reset();
  }

  /** Forgets all calls. */
  reset(): void {
    for (const array of [this.counts, this.times, this.typical, this.#shortCalls]) array.fill(0);
    this.untimed.fill(this.#timing === "none" ? never : 0);
  }

  /** Adds a call that was timed, and decides when the next one is. */
  timed(index: number, elapsed: number): void {
    this.times[index] = (this.times[index] as number) + elapsed;
    if (this.#timing === "every") return;
    if (this.#timing === "none") {
      this.untimed[index] = never;
      return;
    }
    const calls = elapsed < shortCall ? (this.#shortCalls[index] as number) + 1 : 0;
    this.#shortCalls[index] = calls;
    if (calls === 0) return;
    // The average of the run, in which old calls count less and less.
    const typical = this.typical[index] as number;
    this.typical[index] = typical + (elapsed - typical) / Math.min(calls, shortRun);
    if (calls < shortRun) return;
    this.#varied = this.#varied === pause.most ? pause.least : this.#varied + 1;
    this.untimed[index] = this.#varied;
  }

  /** A call of a function of the context, or of an extension, while somebody observes. */
  observed(observer: Observer, index: number, call: () => unknown): unknown {
    observer.enter(index);
    const { now } = this;
    const start = now();
    let end = start;
    let completed = false;
    try {
      const result = call();
      end = now();
      completed = true;
      return result;
    } finally {
      if (!completed) end = now();
      if (this.#timing !== "none" && index < functions.length) {
        this.times[index] = (this.times[index] as number) + (end - start);
      }
      observer.exit(index, start, end, completed);
    }
  }
}
