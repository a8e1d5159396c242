/** Arrays that live in the interpreter's memory. */

import type { Memory, Pointer } from "@hpyjs/core";
import type { TypedArray, TypedArrayClass } from "./typed-array.ts";

/** The property of a view that leads to its {@link NativeArray}. */
const ownerOfView: unique symbol = Symbol("NativeArray");

/**
 * A typed array in the interpreter's memory, which Python can look into without a copy (`bf_getbuffer`).
 *
 * The memory is freed by `free()`, at the end of a `using` block, or when JavaScript has no reference any more.
 */
export class NativeArray<A extends TypedArray = TypedArray> implements Disposable {
  /** The number of elements. */
  readonly length: number;
  /** Where the first element stands in the layer's memory. */
  readonly pointer: Pointer;
  readonly #memory: Memory;
  readonly #class: TypedArrayClass<A>;
  readonly #freed: FinalizationRegistry<Pointer>;
  #view: A;
  #exports = 0;
  #open = true;

  /** `ctx.nativeArray(Float64Array, 100)` makes one. @internal */
  constructor(
    memory: Memory,
    type: TypedArrayClass<A>,
    length: number,
    registry: FinalizationRegistry<Pointer>,
  ) {
    if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`Invalid array length: ${length}`);
    this.length = length;
    this.pointer = memory.alloc(length * type.BYTES_PER_ELEMENT);
    this.#memory = memory;
    this.#class = type;
    this.#freed = registry;
    registry.register(this, this.pointer, this);
    this.#view = this.#look(memory.u8().buffer);
  }

  /**
   * The elements. Ask again after every call into Python: when the memory has grown, an old view is empty. What
   * `subarray()` makes of it is good as long as the array.
   * @throws Error when the array is freed.
   */
  get view(): A {
    if (!this.#open) throw new Error("This NativeArray was freed already.");
    const { buffer } = this.#memory.u8();
    if (this.#view.buffer !== buffer) this.#view = this.#look(buffer);
    return this.#view;
  }

  /** A view that keeps the memory from being freed as long as somebody has it. */
  #look(buffer: ArrayBufferLike): A {
    const view = new this.#class(buffer, this.pointer, this.length);
    return Object.defineProperty(view, ownerOfView, { value: this });
  }

  /** Whether Python holds a buffer of this array. */
  get isExported(): boolean {
    return this.#exports > 0;
  }

  /** Counts the buffers that Python holds. @internal */
  exported(change: 1 | -1): void {
    this.#exports += change;
  }

  /** Frees the memory; a second time does nothing. @throws Error while Python holds a buffer of it. */
  free(): void {
    if (!this.#open) return;
    if (this.#exports > 0) throw new Error("This NativeArray cannot be freed: Python holds a buffer of it.");
    this.#open = false;
    this.#freed.unregister(this);
    this.#memory.free(this.pointer);
  }

  /** Frees the memory. */
  [Symbol.dispose](): void {
    this.free();
  }
}
