/**
 * The entries of the table of handles that calls borrow theirs in: each call has the next few, and gives them back when it
 * ends. WebAssembly takes them from a run of entries beside each other, and is told of another where that is used up.
 *
 * A run consists of places in the table, which stay its own when the table grows.
 */

import type { Registers } from "./registers.ts";
import { entry } from "./state.ts";

/** Entries beside each other, by their places: the first, and the one behind the last. */
interface Run {
  readonly start: number;
  readonly end: number;
  /** Up to where the run before it is in use, while this one is. */
  before: number;
}

/** The entries for borrowed handles of one table. */
export class BorrowedEntries {
  readonly #registers: Registers;
  readonly #runs: Run[] = [];
  /** So many of the runs are in use; the last of them is the one that calls take entries of. */
  #used = 1;
  #entries = 0;

  /** With the first run. */
  constructor(registers: Registers, start: number, end: number) {
    this.#registers = registers;
    this.#runs.push({ start, end, before: start });
  }

  /** Says where the table is. */
  moveTo(entries: number): void {
    const next = this.#entries === 0 ? this.#last.start : this.next;
    this.#entries = entries;
    this.#use(next);
  }

  /** The place of the first entry that no call has. */
  get next(): number {
    return (this.#registers.get("borrow") - this.#entries) >>> entry.shift;
  }

  /** Whether an entry at a place is one of these. */
  has(place: number): boolean {
    return this.#runs.some(({ end, start }) => place >= start && place < end);
  }

  /** How many the last run has. */
  get size(): number {
    return this.#last.end - this.#last.start;
  }

  /** Goes on in a run that was used before. @returns whether there is one. */
  goOn(): boolean {
    const run = this.#runs[this.#used];
    if (run === undefined) return false;
    run.before = this.next;
    this.#used++;
    this.#use(run.start);
    return true;
  }

  /** Adds a run, for {@link BorrowedEntries.goOn}. */
  add(start: number, end: number): void {
    this.#runs.push({ start, end, before: start });
  }

  /** The places of those that calls have, in the order in which they were taken. */
  *taken(): IterableIterator<number> {
    for (const [index, { start }] of this.#runs.slice(0, this.#used).entries()) {
      const end = index + 1 < this.#used ? (this.#runs[index + 1] as Run).before : this.next;
      for (let place = start; place < end; place++) yield place;
    }
  }

  /** Gives the entries of a call back, unless a call has some that were taken later. */
  giveBack(first: number, end: number): void {
    const { before, start } = this.#last;
    if (this.#used > 1 && this.next === start && before === end) this.#used--;
    else if (this.next !== end) return;
    this.#use(first);
  }

  /** Gives those back that were taken since. @param first the place of the first of them; left out, all. */
  giveBackSince(first: number = (this.#runs[0] as Run).start): void {
    const run = this.#runs.findIndex(({ end, start }) => first >= start && first < end);
    this.#used = run + 1;
    this.#use(first);
  }

  get #last(): Run {
    return this.#runs[this.#used - 1] as Run;
  }

  #use(next: number): void {
    this.#registers.set("borrow", this.#entries + (next << entry.shift));
    this.#registers.set("borrowEnd", this.#entries + (this.#last.end << entry.shift));
  }
}
