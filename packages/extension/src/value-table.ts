/** JavaScript values that C memory refers to by a number. */

/**
 * A table of values with small numbers, which are given out again after they were freed. 0 is never given out, so
 * that zero-filled memory refers to nothing.
 */
export class ValueTable {
  readonly #values: unknown[] = [undefined];
  readonly #free: number[] = [];

  /** Keeps `value`. Returns its number, to be freed with {@link ValueTable.remove}. */
  add(value: unknown): number {
    const id = this.#free.pop() ?? this.#values.length;
    this.#values[id] = value;
    return id;
  }

  /** The value with number `id`; `undefined` for a number that is not in use. */
  get(id: number): unknown {
    return this.#values[id];
  }

  /** Replaces the value with number `id`. */
  set(id: number, value: unknown): void {
    this.#values[id] = value;
  }

  /** Frees `id` and gives the value that it stood for. */
  remove(id: number): unknown {
    const value = this.#values[id];
    this.#values[id] = undefined;
    this.#free.push(id);
    return value;
  }

  /** How many values are in use. */
  get size(): number {
    return this.#values.length - 1 - this.#free.length;
  }
}
