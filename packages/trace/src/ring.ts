/** The calls that a recording keeps: the latest ones, in arrays of fixed size. */

/** One call that has ended. Times are a clock's, in milliseconds. */
export interface CallEvent {
  /** The number of the function. */
  readonly call: number;
  /** The number of the extension that made the call. */
  readonly extension: number;
  /** When it began. */
  readonly start: number;
  /** When it ended. */
  readonly end: number;
}

/** Keeps the latest calls up to a capacity, in the order in which they ended. */
export class CallRing implements Iterable<CallEvent> {
  readonly #capacity: number;
  readonly #calls: Uint32Array;
  readonly #extensions: Uint32Array;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  #added = 0;

  /** @param capacity how many calls are kept; 24 bytes each. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(
        `The number of events to keep is a whole number that is not negative, not ${capacity}.`,
      );
    }
    this.#capacity = capacity;
    this.#calls = new Uint32Array(capacity);
    this.#extensions = new Uint32Array(capacity);
    this.#starts = new Float64Array(capacity);
    this.#ends = new Float64Array(capacity);
  }

  /** How many calls had to give way to later ones. */
  get dropped(): number {
    return Math.max(this.#added - this.#capacity, 0);
  }

  /** Adds a call. */
  add(call: number, extension: number, start: number, end: number): void {
    const place = this.#added++ % this.#capacity;
    this.#calls[place] = call;
    this.#extensions[place] = extension;
    this.#starts[place] = start;
    this.#ends[place] = end;
  }

  /** The calls, in the order in which they ended: a call after those that it led to. */
  *[Symbol.iterator](): IterableIterator<CallEvent> {
    for (let number = this.dropped; number < this.#added; number++) {
      const place = number % this.#capacity;
      yield {
        call: this.#calls[place] as number,
        extension: this.#extensions[place] as number,
        start: this.#starts[place] as number,
        end: this.#ends[place] as number,
      };
    }
  }
}
