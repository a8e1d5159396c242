/** Memory for the C structs that describe one type or module, freed as one. */

import type { Memory, Pointer } from "@hpyjs/core";
import type { Strings } from "./strings.ts";

/** A set of allocations that live and die together. */
export class CBlock {
  readonly #memory: Memory;
  readonly #strings: Strings;
  readonly #pointers: Pointer[] = [];

  /** Allocates from one interpreter's memory. */
  constructor(memory: Memory, strings: Strings) {
    this.#memory = memory;
    this.#strings = strings;
  }

  /** `size` zero-filled bytes. */
  alloc(size: number): Pointer {
    const pointer = this.#memory.alloc(size);
    this.#pointers.push(pointer);
    return pointer;
  }

  /** A C string; `NULL` for `null`. */
  string(text: string | null): Pointer {
    if (text === null) return 0 as Pointer;
    const pointer = this.#strings.alloc(text);
    this.#pointers.push(pointer);
    return pointer;
  }

  /** An array of rows of 32-bit words, followed by one row of zeros: the form of CPython's tables on wasm32. */
  table(rows: readonly (readonly number[])[], words: number): Pointer {
    const pointer = this.alloc((rows.length + 1) * words * 4);
    const view = this.#memory.u32();
    rows.forEach((row, index) => {
      view.set(row, (pointer >>> 2) + index * words);
    });
    return pointer;
  }

  /** Frees everything. */
  free(): void {
    for (const pointer of this.#pointers.splice(0)) this.#memory.free(pointer);
  }
}
