/** Copies of a module's strings and arrays in the memory of the layer below, for the length of one call. */

import type { Memory, Pointer } from "@hpyjs/core";

/** Memory of the layer below that one call uses. */
export class InnerScratch {
  readonly #memory: Memory;
  readonly #pointers: Pointer[] = [];

  /** Allocates from `memory`. */
  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** A copy of bytes. */
  bytes(source: Uint8Array): Pointer {
    const pointer = this.zeros(source.length);
    this.#memory.u8().set(source, pointer);
    return pointer;
  }

  /** A copy of words. */
  words(source: readonly number[]): Pointer {
    const pointer = this.zeros(source.length * 4);
    this.#memory.u32().set(source, pointer >>> 2);
    return pointer;
  }

  /** Zero-filled memory. */
  zeros(size: number): Pointer {
    const pointer = this.#memory.alloc(size);
    this.#pointers.push(pointer);
    return pointer;
  }

  /** Frees everything. */
  free(): void {
    for (const pointer of this.#pointers.splice(0)) this.#memory.free(pointer);
  }
}
