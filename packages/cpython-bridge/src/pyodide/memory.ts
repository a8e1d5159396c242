/** The interpreter's memory, seen through cached views that are renewed when it has grown. */

import type { Memory, Pointer } from "@hpyjs/core";

/** The C allocator. */
export interface Allocator {
  /** `calloc(1, size)`. */
  calloc(count: number, size: number): number;
  /** `free(pointer)`. */
  free(pointer: number): void;
}

/**
 * A {@link Memory} over a WebAssembly memory.
 *
 * That the memory has grown is seen by views that are empty. V8 keeps lengths as numbers of 64 bits; to compare one with 0,
 * it checks first that it has no more than 31, or makes it a double where it is only asked whether it is 0 (`!length`,
 * which is the slowest). Where words are counted 32 bits are enough, and `| 0` says so.
 */
export class WasmMemory implements Memory {
  readonly pointerSize = 4;
  readonly #buffer: () => ArrayBufferLike;
  readonly #allocator: Allocator;
  readonly #owned: FinalizationRegistry<Pointer> = new FinalizationRegistry((pointer) => this.free(pointer));
  #u8: Uint8Array;
  #i32: Int32Array;
  #u32: Uint32Array;
  #f64: Float64Array;
  #view: DataView;

  /** @param buffer gives the memory's present buffer. */
  constructor(buffer: () => ArrayBufferLike, allocator: Allocator) {
    this.#buffer = buffer;
    this.#allocator = allocator;
    const current = buffer();
    this.#u8 = new Uint8Array(current);
    this.#i32 = new Int32Array(current);
    this.#u32 = new Uint32Array(current);
    this.#f64 = new Float64Array(current);
    this.#view = new DataView(current);
  }

  u8(): Uint8Array {
    if (this.#u8.length === 0) this.#renew();
    return this.#u8;
  }

  i32(): Int32Array {
    if ((this.#i32.length | 0) === 0) this.#renew();
    return this.#i32;
  }

  u32(): Uint32Array {
    if (this.#u32.length === 0) this.#renew();
    return this.#u32;
  }

  f64(): Float64Array {
    if ((this.#f64.length | 0) === 0) this.#renew();
    return this.#f64;
  }

  view(): DataView {
    if (this.#u8.length === 0) this.#renew();
    return this.#view;
  }

  alloc(size: number): Pointer {
    const pointer = size >= 0 && size <= 0x7fff_ffff ? this.#allocator.calloc(1, Math.max(size, 1)) >>> 0 : 0;
    if (pointer === 0) throw new RangeError(`out of memory: ${size} bytes were asked for`);
    return pointer as Pointer;
  }

  allocFor(owner: object, size: number): Pointer {
    const pointer = this.alloc(size);
    this.#owned.register(owner, pointer);
    return pointer;
  }

  free(pointer: Pointer): void {
    this.#allocator.free(pointer);
  }

  #renew(): void {
    const current = this.#buffer();
    this.#u8 = new Uint8Array(current);
    this.#i32 = new Int32Array(current);
    this.#u32 = new Uint32Array(current);
    this.#f64 = new Float64Array(current);
    this.#view = new DataView(current);
  }
}
