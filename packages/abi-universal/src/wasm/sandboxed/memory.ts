/**
 * The memory of a sandboxed module. Every address that comes out of the module is checked here before it is used; one
 * that lies outside is a violation.
 */

import type { Pointer } from "@hpyjs/core";
import { SandboxViolation } from "./violation.ts";

/** A module's memory, and its allocator. */
export class SandboxMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #malloc: (size: number) => number;
  readonly #free: (pointer: number) => void;
  #view: DataView;
  #bytes: Uint8Array;

  /** Uses a module's memory by its own `malloc` and `free`, which it may have written itself: they are not trusted. */
  constructor(memory: WebAssembly.Memory, malloc: (size: number) => number, free: (pointer: number) => void) {
    this.#memory = memory;
    this.#malloc = malloc;
    this.#free = free;
    this.#view = new DataView(memory.buffer);
    this.#bytes = new Uint8Array(memory.buffer);
  }

  /** The present buffer. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** The word at an address, unsigned. */
  word(address: number, what: string): number {
    this.#check(address, 4, what);
    return this.#view.getUint32(address >>> 0, true);
  }

  /** Writes a word. */
  setWord(address: number, value: number, what: string): void {
    this.#check(address, 4, what);
    this.#view.setUint32(address >>> 0, value, true);
  }

  /** The bytes at an address; valid until the module runs. */
  bytes(address: number, length: number, what: string): Uint8Array {
    if (length < 0) throw new SandboxViolation(`${what} has the negative length ${length}`);
    this.#check(address, length, what);
    return this.#bytes.subarray(address >>> 0, (address >>> 0) + length);
  }

  /** Copies bytes to an address. */
  write(address: number, source: Uint8Array, what: string): void {
    this.#check(address, source.length, what);
    this.#bytes.set(source, address >>> 0);
  }

  /** The bytes of the C string at an address, its NUL included; valid until the module runs. */
  string(address: number, what: string): Uint8Array {
    this.#check(address, 1, what);
    const end = this.#bytes.indexOf(0, address >>> 0);
    if (end === -1)
      throw new SandboxViolation(`${what} is a string that does not end inside of the module's memory`);
    return this.#bytes.subarray(address >>> 0, end + 1);
  }

  /** Zero-filled memory of the module's own. */
  alloc(size: number, what: string): Pointer {
    const pointer = this.#malloc(Math.max(size, 1)) >>> 0;
    if (pointer === 0) throw new SandboxViolation(`there is no memory left for ${what}`, "h_MemoryError");
    this.bytes(pointer, size, what).fill(0);
    return pointer as Pointer;
  }

  /** Gives memory back to the module. */
  free(pointer: number): void {
    this.#free(pointer);
  }

  #check(address: number, length: number, what: string): void {
    const start = address >>> 0;
    // A memory that grew has a new buffer: views of the old one have no bytes, and a DataView not even a length.
    if (start + length <= this.#bytes.length) return;
    if (this.#view.buffer !== this.#memory.buffer) {
      this.#view = new DataView(this.#memory.buffer);
      this.#bytes = new Uint8Array(this.#memory.buffer);
      if (start + length <= this.#bytes.length) return;
    }
    const where = `0x${start.toString(16)}`;
    throw new SandboxViolation(`${what}: ${length} bytes at ${where} lie outside of the module's memory`);
  }
}
