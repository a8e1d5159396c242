/** Memory for arrays of handles, which last as long as a call: a stack. */

import type { Handle, Memory, Pointer } from "@hpyjs/core";

const size = 16 * 1024;

/** The arrays of one context. What is taken last is given back first. */
export class Scratch {
  readonly #memory: Memory;
  readonly #start: number;
  #top: number;

  /** Takes some memory for good. */
  constructor(memory: Memory) {
    this.#memory = memory;
    this.#start = memory.alloc(size);
    this.#top = this.#start;
  }

  /** An array of `length` words. */
  take(length: number): Pointer {
    const bytes = length * this.#memory.pointerSize;
    if (this.#top + bytes > this.#start + size) return this.#memory.alloc(bytes);
    const taken = this.#top;
    this.#top += bytes;
    return taken as Pointer;
  }

  /** Gives an array back. */
  give(array: Pointer): void {
    if (array >= this.#start && array < this.#start + size) this.#top = array;
    else if (array === this.#start + size) return;
    else this.#memory.free(array);
  }

  /** Reads a handle of an array. */
  read(array: Pointer, index: number): Handle {
    return readHandle(this.#memory, (array + index * this.#memory.pointerSize) as Pointer);
  }

  /** Writes a handle of an array. */
  write(array: Pointer, index: number, handle: Handle): void {
    writeHandle(this.#memory, (array + index * this.#memory.pointerSize) as Pointer, handle);
  }
}

/** Reads a handle out of a layer's memory. */
export function readHandle(memory: Memory, address: Pointer): Handle {
  if (memory.pointerSize === 4) return memory.u32()[address >>> 2] as Handle;
  return Number(memory.view().getBigUint64(address, true)) as Handle;
}

/** Writes a handle into a layer's memory. */
export function writeHandle(memory: Memory, address: Pointer, handle: Handle): void {
  if (memory.pointerSize === 4) memory.u32()[address >>> 2] = handle;
  else memory.view().setBigUint64(address, BigInt(handle), true);
}
