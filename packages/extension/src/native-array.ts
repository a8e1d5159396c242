/** Arrays that live in the interpreter's memory. */

import type { Memory, Pointer } from "@hpyjs/core";
import { formatOf, type TypedArray, type TypedArrayClass } from "./typed-array.ts";
import { writeWord } from "./words.ts";

/** Room for a shape and strides of one dimension, and a format. */
const headerSize = 32;

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
  /** Where shape, strides and format are told, for whoever looks at it from Python. @internal */
  readonly header: Pointer;
  /** The number under which consumers' buffers know this array; 0 while there are none. @internal */
  lease = 0;
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
    const size = (length * type.BYTES_PER_ELEMENT + 15) & ~15;
    this.pointer = memory.alloc(size + headerSize);
    this.header = (this.pointer + size) as Pointer;
    writeWord(memory, this.header, length);
    writeWord(memory, this.header + memory.pointerSize, type.BYTES_PER_ELEMENT);
    this.#memory = memory;
    this.#class = type;
    this.#freed = registry;
    registry.register(this, this.pointer, this);
    this.#view = this.#look(memory.u8().buffer);
    memory.u8()[this.header + 2 * memory.pointerSize] = formatOf(this.#view).charCodeAt(0);
  }

  /**
   * The elements. Ask again after every call into Python: when the memory has grown, an old view is empty. What
   * `subarray()` makes of it is good as long as the array.
   * @throws Error when the array is freed.
   */
  get view(): A {
    this.checkOpen();
    // A view of memory that has grown is empty; to ask for its buffer would take longer (30 ns).
    if (this.#view.length !== this.length) this.#view = this.#look(this.#memory.u8().buffer);
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

  /** Counts the buffers that Python holds. Returns how many. @internal */
  exported(change: 1 | -1): number {
    this.#exports += change;
    return this.#exports;
  }

  /** @throws Error when the array is freed. @internal */
  checkOpen(): void {
    if (!this.#open) throw new Error("This NativeArray was freed already.");
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
