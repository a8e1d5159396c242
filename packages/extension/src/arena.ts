/**
 * Memory for the duration of one function call: C strings, arrays of handles, structs.
 *
 * Calls nest (a function of the context can run Python code that calls the extension again), so the memory is a
 * stack. What does not fit is allocated by itself. Recurring short strings are written once and stay.
 */

import { type Memory, NULL, type Pointer } from "@hpyjs/core";

/** The size of the stack in bytes. */
const CAPACITY = 16 * 1024;

/** Strings up to this length are cached, so many of them at most. */
const CACHED_LENGTH = 32;
const CACHED_COUNT = 512;

/** Up to this many characters a loop is faster than a `TextEncoder`. */
const SHORT = 24;

interface Block {
  readonly pointer: Pointer;
  /** Where the stack ended when the block was made. */
  readonly mark: number;
}

/** A stack of memory, for one kernel. */
export class Arena {
  readonly #memory: Memory;
  readonly #encoder: TextEncoder = new TextEncoder();
  readonly #start: number;
  readonly #blocks: Block[] = [];
  readonly #strings: Map<string, Pointer> = new Map();
  #top: number;

  /** Allocates the stack. */
  constructor(memory: Memory) {
    this.#memory = memory;
    this.#start = memory.allocFor(this, CAPACITY);
    this.#top = this.#start;
  }

  /** `size` zero-filled bytes that live as long as the arena. */
  reserve(size: number): Pointer {
    return this.#memory.allocFor(this, size);
  }

  /** `size` bytes, aligned to 16, with any content. */
  allocate(size: number): Pointer {
    const pointer = this.#top;
    // A size of 2 GiB and more would overflow where it is rounded up.
    const top = size <= CAPACITY ? pointer + ((size + 15) & ~15) : Number.POSITIVE_INFINITY;
    if (top > this.#start + CAPACITY || size < 0) {
      const block = { pointer: this.#memory.alloc(size), mark: pointer };
      this.#blocks.push(block);
      return block.pointer;
    }
    this.#top = top;
    return pointer as Pointer;
  }

  /** Gives back `pointer` and everything that was allocated after it. Pointers to cached strings are let be. */
  release(pointer: Pointer): void {
    if (pointer >= this.#start && pointer < this.#start + CAPACITY) {
      if (this.#blocks.length > 0) this.#freeBlocks((block) => block.mark > pointer);
      this.#top = pointer;
    } else if (this.#blocks.length > 0) {
      const index = this.#blocks.findIndex((block) => block.pointer === pointer);
      const block = this.#blocks[index];
      if (block === undefined) return;
      this.#top = block.mark;
      for (const later of this.#blocks.splice(index)) this.#memory.free(later.pointer);
    }
  }

  /** Gives everything back; to be called when no function call is in progress. */
  reset(): void {
    this.#freeBlocks(() => true);
    this.#top = this.#start;
  }

  /** `s` as a C string in UTF-8, or `NULL` when it has a NUL or a lone surrogate. */
  text(s: string): Pointer {
    if (s.length > CACHED_LENGTH) return this.#encode(s);
    const cached = this.#strings.get(s);
    if (cached !== undefined) return cached;
    if (this.#strings.size === CACHED_COUNT) return this.#encode(s);
    const kept = this.keep(s);
    if (kept !== NULL) this.#strings.set(s, kept);
    return kept;
  }

  /** The same in memory that lives as long as the arena. */
  keep(s: string): Pointer {
    const pointer = this.#encode(s);
    if (pointer === NULL) return NULL;
    const end = this.#memory.u8().indexOf(0, pointer) + 1;
    const kept = this.reserve(end - pointer);
    this.#memory.u8().copyWithin(kept, pointer, end);
    this.release(pointer);
    return kept;
  }

  #encode(s: string): Pointer {
    const { length } = s;
    const pointer = this.allocate(length * 3 + 1);
    const bytes = this.#memory.u8();
    let end: number = pointer;
    if (length <= SHORT) {
      let all = 0;
      let zero = false;
      for (let i = 0; i < length; i++) {
        const unit = s.charCodeAt(i);
        all |= unit;
        zero ||= unit === 0;
        bytes[end++] = unit;
      }
      if (zero) {
        this.release(pointer);
        return NULL;
      }
      if (all < 0x80) {
        bytes[end] = 0;
        return pointer;
      }
    }
    if (s.includes("\0") || !s.isWellFormed()) {
      this.release(pointer);
      return NULL;
    }
    end = pointer + this.#encoder.encodeInto(s, bytes.subarray(pointer, pointer + length * 3)).written;
    bytes[end] = 0;
    return pointer;
  }

  #freeBlocks(test: (block: Block) => boolean): void {
    for (let last = this.#blocks.at(-1); last !== undefined && test(last); last = this.#blocks.at(-1)) {
      this.#memory.free(last.pointer);
      this.#blocks.pop();
    }
  }
}
