/**
 * What a recording gathers.
 *
 * Calls nest, also those of several traces, since JavaScript does one thing at a time. So there is a stack of the calls
 * in progress. It tells how long a function took without the calls that it led to (`self`), so that shares of time add
 * up, and which extension is running: the one whose own function began last.
 */

import { CallRing } from "./ring.ts";

/** The books of one function, or of one called by one extension. Times are in milliseconds. */
export interface Tally {
  /** How often it was called. */
  calls: number;
  /** How long it took, calls that it led to included. */
  total: number;
  /** How long it took without the calls that it led to. */
  self: number;
}

/** A function that was called. */
export interface RecordedName {
  /** Its name: `ctx_Add`, `numbers.add`. */
  readonly name: string;
  /** Whether it is the extension's own, which Python called, or one of the context's, which the extension called. */
  readonly kind: "extension" | "context";
}

/** All that a recording has gathered. */
export class Recorded {
  /** The functions, by number. */
  readonly names: RecordedName[] = [];
  /** The extensions, by number. */
  readonly extensions: string[] = [];
  /** For each extension the books by function's number. */
  readonly tallies: Map<number, Tally>[] = [];
  /** The calls that are kept. */
  readonly ring: CallRing;
  readonly #keep: boolean;
  /** For each call in progress the time in calls that it has led to, and the extension that it belongs to. */
  readonly #inner: number[] = [];
  readonly #owners: number[] = [];

  /** @param events how many calls are kept. */
  constructor(events: number) {
    this.ring = new CallRing(events);
    this.#keep = events > 0;
  }

  /** The number of an extension. */
  extension(name: string): number {
    const known = this.extensions.indexOf(name);
    if (known !== -1) return known;
    this.tallies.push(new Map());
    return this.extensions.push(name) - 1;
  }

  /** The extension whose function is running, or `otherwise`. */
  running(otherwise: number): number {
    return this.#owners.at(-1) ?? otherwise;
  }

  /** A call begins. @param owner the extension that calls inside it belong to. */
  enter(owner: number): void {
    this.#inner.push(0);
    this.#owners.push(owner);
  }

  /** The latest call in progress ends; it was of function `call`. */
  exit(call: number, start: number, end: number): void {
    const inner = this.#inner.pop();
    const extension = this.#owners.pop();
    if (inner === undefined || extension === undefined) return;
    const elapsed = end - start;
    const depth = this.#inner.length;
    if (depth > 0) this.#inner[depth - 1] = (this.#inner[depth - 1] as number) + elapsed;
    const tallies = this.tallies[extension] as Map<number, Tally>;
    let tally = tallies.get(call);
    if (tally === undefined) {
      tally = { calls: 0, total: 0, self: 0 };
      tallies.set(call, tally);
    }
    tally.calls++;
    tally.total += elapsed;
    tally.self += elapsed - inner;
    if (this.#keep) this.ring.add(call, extension, start, end);
  }
}
