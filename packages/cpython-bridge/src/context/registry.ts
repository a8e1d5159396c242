/** Numbers for JavaScript values that an extension keeps between calls: trackers and builders. */

/** Gives values numbers and finds them again. A number is not given a second time before 2^30 others were. */
export class Registry<T> {
  readonly #values: Map<number, T> = new Map();
  #last = 0;

  /** Keeps a value. Returns its number, which is not 0; those from 2^30 on belong to `direct`. */
  open(value: T): number {
    do {
      this.#last = this.#last === 0x3fff_ffff ? 1 : this.#last + 1;
    } while (this.#values.has(this.#last));
    this.#values.set(this.#last, value);
    return this.#last;
  }

  /** The value with this number, or `undefined` when there is none, or none any more. */
  deref(number: number): T | undefined {
    return this.#values.get(number);
  }

  /** Gives the value back and forgets it. */
  consume(number: number): T | undefined {
    const value = this.#values.get(number);
    this.#values.delete(number);
    return value;
  }
}
