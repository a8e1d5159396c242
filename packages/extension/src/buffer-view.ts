/** Looking into Python's memory: the consumer's side of the buffer protocol. */

import { layout, type Pointer } from "@hpyjs/core";
import {
  type BufferLayout,
  bufferFlags,
  contiguousStrides,
  elementCount,
  isContiguous,
} from "./buffer-layout.ts";
import type { BaseKernel } from "./create-kernel.ts";
import type { HPy } from "./handle.ts";
import { classForFormat, type TypedArray, type TypedArrayClass } from "./typed-array.ts";
import { readSize, readWord } from "./words.ts";

/** The typed array for each format character that can be asked for. */
export interface FormatArrays {
  /** `signed char`. */
  b: Int8Array;
  /** `unsigned char`. */
  B: Uint8Array;
  /** `short`. */
  h: Int16Array;
  /** `unsigned short`. */
  H: Uint16Array;
  /** `int`. */
  i: Int32Array;
  /** `unsigned int`. */
  I: Uint32Array;
  /** `long long`. */
  q: BigInt64Array;
  /** `unsigned long long`. */
  Q: BigUint64Array;
  /** `float`. */
  f: Float32Array;
  /** `double`. */
  d: Float64Array;
}

const itemsizes: Readonly<Record<keyof FormatArrays, number>> = {
  b: 1,
  B: 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  q: 8,
  Q: 8,
  f: 4,
  d: 8,
};

/** How to look into an object's memory. */
export interface BufferOptions<F extends keyof FormatArrays> {
  /** Whether the memory must be writable; `false` when left out. */
  readonly writable?: boolean;
  /** The format that the elements must have (or one that is the same on this machine). */
  readonly format?: F;
}

/**
 * The memory of a Python object. It stays where it is, and the object cannot resize it, until the view is released:
 * by `release()`, at the end of a `using` block, or when the call or scope ends in which it was made.
 */
export class BufferView<A extends TypedArray = TypedArray> implements BufferLayout, Disposable {
  /** The format of an element as in Python's `struct` module. */
  readonly format: string;
  /** The size of an element in bytes. */
  readonly itemsize: number;
  /** The number of elements along each dimension. */
  readonly shape: readonly number[];
  /** The distance between elements along each dimension, in bytes. */
  readonly strides: readonly number[];
  /** Whether the memory must not be written. JavaScript cannot enforce it: writing corrupts the object. */
  readonly readonly: boolean;
  /** The size of all elements in bytes. */
  readonly byteLength: number;
  readonly #kernel: BaseKernel;
  readonly #start: number;
  readonly #keep: () => void;
  #buffer: Pointer | null;

  /** `ctx.buffer(h)` makes one. Takes over the filled `Py_buffer` at `buffer`. @internal */
  constructor(kernel: BaseKernel, buffer: Pointer) {
    const { memory } = kernel;
    const { offsets } = memory.pointerSize === 4 ? layout.wasm32.HPy_buffer : layout.LP64.HPy_buffer;
    const word = (field: keyof typeof offsets): number => readWord(memory, buffer + offsets[field]);
    const sizes = (address: number, count: number): number[] =>
      Array.from({ length: count }, (_, index) => readSize(memory, address + index * memory.pointerSize));
    const ndim = memory.i32()[(buffer + offsets.ndim) >>> 2] as number;
    const format = word("format");
    const shape = word("shape");
    const strides = word("strides");
    this.itemsize = word("itemsize");
    this.byteLength = word("len");
    this.format = format === 0 ? "B" : kernel.readCString(format as Pointer);
    // An object without dimensions has neither shape nor strides.
    this.shape = shape === 0 && ndim > 0 ? [this.byteLength / this.itemsize] : sizes(shape, ndim);
    this.strides = strides === 0 ? contiguousStrides(this.shape, this.itemsize) : sizes(strides, ndim);
    this.readonly = memory.i32()[(buffer + offsets.readonly) >>> 2] !== 0;
    this.#kernel = kernel;
    this.#start = word("buf");
    this.#buffer = buffer;
    this.#keep = kernel.scopes.atEnd(() => this.release());
  }

  /** The number of elements. */
  get length(): number {
    return elementCount(this.shape);
  }

  /** Whether the elements stand without gaps, the last index varying fastest. */
  get isContiguous(): boolean {
    return isContiguous(this, "C");
  }

  /**
   * The memory itself, as bytes. Ask again after every call into Python: when the interpreter's memory has grown, an
   * old view is empty.
   * @throws TypeError when the elements have gaps: see {@link BufferView.toBytes}.
   */
  get bytes(): Uint8Array {
    return this.#view(Uint8Array, this.byteLength);
  }

  /**
   * The memory itself, as numbers. Ask again after every call into Python, as for {@link BufferView.bytes}.
   * @throws TypeError when the elements have gaps, when JavaScript has no typed array for the format, or when the
   * memory is not aligned to the elements' size.
   */
  get array(): A {
    const type = classForFormat(this.format, this.itemsize);
    if (type === null) {
      throw new TypeError(`JavaScript has no typed array for the buffer format '${this.format}'.`);
    }
    if (this.#start % this.itemsize !== 0 && this.byteLength > 0) {
      throw new TypeError(
        `The buffer is not aligned to its elements' ${this.itemsize} bytes; use toBytes().`,
      );
    }
    return this.#view(type as TypedArrayClass<A>, this.length);
  }

  /** A copy of the elements as bytes, without gaps, the last index varying fastest. */
  toBytes(): Uint8Array<ArrayBuffer> {
    this.#check();
    const memory = this.#kernel.memory.u8();
    if (this.isContiguous) return memory.slice(this.#start, this.#start + this.byteLength);
    const { itemsize, shape, strides } = this;
    const copy = new Uint8Array(this.byteLength);
    let end = 0;
    const copyAxis = (axis: number, address: number): void => {
      if (axis === shape.length) {
        copy.set(memory.subarray(address, address + itemsize), end);
        end += itemsize;
        return;
      }
      for (let i = 0; i < (shape[axis] as number); i++)
        copyAxis(axis + 1, address + i * (strides[axis] as number));
    };
    copyAxis(0, this.#start);
    return copy;
  }

  /** Lets the view outlive the scope in which it was made. It must then be released by hand. */
  keep(): this {
    this.#check();
    this.#keep();
    return this;
  }

  /** Gives the memory back (`PyBuffer_Release`); a second time does nothing. */
  release(): void {
    const buffer = this.#buffer;
    if (buffer === null) return;
    this.#buffer = null;
    this.#keep();
    const { boundary, extra, memory } = this.#kernel;
    boundary.enter(() => extra.Buffer_Release(buffer));
    memory.free(buffer);
  }

  /** Gives the memory back. */
  [Symbol.dispose](): void {
    this.release();
  }

  #check(): void {
    if (this.#buffer === null)
      throw new Error("This buffer was released already; buffer.keep() lets it live on.");
  }

  #view<T extends TypedArray>(type: TypedArrayClass<T>, length: number): T {
    this.#check();
    if (!this.isContiguous) throw new TypeError("The elements of this buffer have gaps; use toBytes().");
    // Where there are no elements, the address says nothing.
    return new type(this.#kernel.memory.u8().buffer, length === 0 ? 0 : this.#start, length);
  }
}

/**
 * Looks into the memory of `h`.
 * @throws PythonError TypeError when the object has no buffer, or one of another format; BufferError when its memory
 * cannot be had as asked for.
 */
export function openBuffer<F extends keyof FormatArrays>(
  kernel: BaseKernel,
  h: HPy,
  { writable = false, format }: BufferOptions<F>,
): BufferView<FormatArrays[F]> {
  const { api, extra, memory } = kernel;
  const raw = kernel.unwrap(h);
  const { size } = memory.pointerSize === 4 ? layout.wasm32.HPy_buffer : layout.LP64.HPy_buffer;
  const buffer = memory.alloc(size);
  const flags = bufferFlags.STRIDES | bufferFlags.FORMAT | (writable ? bufferFlags.WRITABLE : 0);
  if (extra.Buffer_Get(raw, buffer, flags) !== 0) {
    memory.free(buffer);
    kernel.fail();
  }
  const view = new BufferView<FormatArrays[F]>(kernel, buffer);
  if (
    format !== undefined &&
    classForFormat(view.format, view.itemsize) !== classForFormat(format, itemsizes[format])
  ) {
    const found = view.format;
    view.release();
    throw kernel.error(api.h_TypeError, `a buffer of format '${format}' is needed, not '${found}'`);
  }
  return view;
}
