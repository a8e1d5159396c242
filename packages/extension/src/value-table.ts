/** JavaScript values that C memory refers to by a number. */

import type { Memory, Pointer } from "@hpyjs/core";

/** How many numbers the list of freed ones has room for. */
export const listCapacity = 64;

/** Bytes of the list. */
export const listSize: number = 4 * (1 + listCapacity);

/**
 * A table of values with small numbers, which are given out again after they were freed. 0 is never given out, so
 * that zero-filled memory refers to nothing.
 *
 * A number is also freed by being put into a list in memory, which the interpreter can do without JavaScript. The table
 * looks there when it needs a number; until then, at most {@link listCapacity} values live longer than they need.
 */
export class ValueTable {
  readonly #values: unknown[] = [undefined];
  readonly #free: number[] = [];
  readonly #memory: Pick<Memory, "i32">;
  /** The address of the list: how many numbers it has, and then they. */
  readonly list: Pointer;

  /** @param list {@link listSize} bytes of `memory`, zero-filled, for as long as the table is used. */
  constructor(memory: Pick<Memory, "i32">, list: Pointer) {
    this.#memory = memory;
    this.list = list;
  }

  /** Keeps `value`. Returns its number, to be freed with {@link ValueTable.remove}. */
  add(value: unknown): number {
    const words = this.#memory.i32();
    const at = this.list >>> 2;
    const count = words[at] as number;
    let id: number;
    if (count > 0) {
      words[at] = count - 1;
      id = words[at + count] as number;
    } else id = this.#free.pop() ?? this.#values.length;
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
    this.#sweep();
    return value;
  }

  /** How many values are in use. */
  get size(): number {
    this.#sweep();
    return this.#values.length - 1 - this.#free.length;
  }

  /** Lets go of the values whose numbers are in the list. */
  #sweep(): void {
    const words = this.#memory.i32();
    const at = this.list >>> 2;
    for (let count = words[at] as number; count > 0; count--) {
      const id = words[at + count] as number;
      this.#values[id] = undefined;
      this.#free.push(id);
    }
    words[at] = 0;
  }
}
