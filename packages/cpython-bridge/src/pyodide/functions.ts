/**
 * C function pointers of JavaScript callbacks.
 *
 * A callback becomes a Wasm function by being imported into a generated module and exported again, and a C function
 * pointer by being put into the interpreter's table. One module serves a whole batch (all slots of a type, all
 * methods of a module). Slots of the table are reused after they are freed; the table never shrinks.
 *
 * Where there is a C function behind a callback, WebAssembly calls that one (`native-entries.ts`).
 *
 * Tried: a generated function around each callback, which checked the number of arguments, loaded the only one, and
 * counted the call. It costs a frame more than it saves (4 ns against 2).
 */

import type { Pointer } from "@hpyjs/core";
import type { CallbackSpec } from "../transport.ts";
import { CallbackBatches, type EntryEnvironment, makeFunctions } from "./native-entries.ts";

/** Hands out entries of an interpreter's function table. */
export class FunctionTable {
  readonly #table: WebAssembly.Table;
  readonly #entries: EntryEnvironment | null;
  readonly #batches: CallbackBatches = new CallbackBatches();
  readonly #free: number[] = [];
  readonly #named: Map<string, Pointer> = new Map();
  readonly #static: number;
  readonly #known: Map<number, (...args: number[]) => number> = new Map();

  /**
   * Manages entries of `table` that it adds itself.
   * @param entries what entries need that call C functions without JavaScript; `null` where there are none.
   */
  constructor(table: WebAssembly.Table, entries: EntryEnvironment | null) {
    this.#table = table;
    this.#entries = entries;
    this.#static = table.length;
  }

  /** The function pointer of a WebAssembly function, made on first use and kept. */
  pointerOf(name: string, exported: unknown): Pointer {
    let pointer = this.#named.get(name);
    if (pointer === undefined) {
      if (typeof exported !== "function") throw new Error(`this Python has no C API function ${name}`);
      pointer = this.#table.grow(1) as Pointer;
      this.#table.set(pointer, exported);
      this.#named.set(name, pointer);
    }
    return pointer;
  }

  /** Puts callbacks into the table and returns their function pointers, in order. */
  add(callbacks: readonly CallbackSpec[]): Pointer[] {
    if (callbacks.length === 0) return [];
    const functions = makeFunctions(callbacks, this.#entries, this.#batches);
    const missing = callbacks.length - this.#free.length;
    if (missing > 0) {
      const first = this.#table.grow(missing);
      for (let index = first + missing - 1; index >= first; index--) this.#free.push(index);
    }
    return callbacks.map((_, position) => {
      const index = this.#free.pop() as number;
      this.#table.set(index, functions[position]);
      return index as Pointer;
    });
  }

  /** So many consecutive entries, all empty; {@link FunctionTable.remove} takes them back one by one. */
  reserve(count: number): Pointer {
    return (this.#takeRun(count) ?? this.#table.grow(count)) as Pointer;
  }

  /** Takes the first of so many consecutive entries that are free; `null` where there are none. */
  #takeRun(count: number): number | null {
    const free = this.#free;
    if (count > free.length) return null;
    free.sort((one, other) => one - other);
    for (let end = count - 1; end < free.length; end++) {
      const start = end - count + 1;
      const first = free[start] as number;
      if ((free[end] as number) - first !== count - 1) continue;
      free.splice(start, count);
      return first;
    }
    return null;
  }

  /** Empties entries, so that they can be used again. */
  remove(pointers: readonly Pointer[]): void {
    for (const pointer of pointers) {
      this.#table.set(pointer, null);
      this.#free.push(pointer);
    }
  }

  /** The function in an entry; those of the interpreter itself never change. @throws Error when it is empty. */
  at(pointer: Pointer): (...args: number[]) => number {
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const entry: unknown = this.#table.get(pointer);
    if (typeof entry !== "function") throw new Error(`the function table has nothing at ${pointer}`);
    const found = entry as (...args: number[]) => number;
    if (pointer < this.#static) this.#known.set(pointer, found);
    return found;
  }
}
