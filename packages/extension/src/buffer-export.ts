/**
 * Showing memory to Python: the exporter's side of the buffer protocol.
 *
 * An array that lives in JavaScript is not where Python can see it. Its bytes are copied into the interpreter's
 * memory when the first consumer asks, shared by all consumers until the last one is done, and then copied back.
 * A `NativeArray` lives there already and is shown as it is.
 */

import { layout, NULL, type Pointer } from "@hpyjs/core";
import {
  type BufferLayout,
  bufferFlags,
  byteRange,
  contiguousStrides,
  elementCount,
  objection,
} from "./buffer-layout.ts";
import type { BaseKernel } from "./create-kernel.ts";
import { NativeArray } from "./native-array.ts";
import { formatOf, isTypedArray, type TypedArray } from "./typed-array.ts";
import { readWord, writeWord } from "./words.ts";

/** What a consumer asks of `bf_getbuffer`. */
export interface BufferRequest {
  /** Whether the consumer wants to write. */
  readonly writable: boolean;
  /** All the `PyBUF_*` flags; checking the answer against them is done for you. */
  readonly flags: number;
}

/** Memory to show, with all that can be said about it. */
export interface BufferDescription {
  /** The memory. */
  readonly data: TypedArray | NativeArray;
  /** The number of elements along each dimension; one dimension of all elements when left out. */
  readonly shape?: readonly number[];
  /** The distance between elements along each dimension in bytes; without gaps when left out. */
  readonly strides?: readonly number[];
  /** Where the first element stands in `data`, in bytes; 0 when left out. */
  readonly offset?: number;
  /** The format of an element as in Python's `struct` module; the array's own when left out. */
  readonly format?: string;
  /** The size of an element in bytes; the array's own when left out. */
  readonly itemsize?: number;
  /** Whether consumers may only read; `false` when left out. */
  readonly readonly?: boolean;
}

/** What `bf_getbuffer` returns: an array, or a description of one. */
export type BufferExport = TypedArray | NativeArray | BufferDescription;

/** The copy of a JavaScript array that consumers share. */
interface SharedCopy {
  readonly array: Uint8Array;
  readonly pointer: Pointer;
  consumers: number;
  writable: boolean;
}

/** What releasing a buffer needs to know. */
interface Lease {
  readonly exported: BufferExport;
  readonly block: Pointer;
  readonly giveBack: () => void;
}

interface Place extends BufferLayout {
  readonly offset: number;
  readonly readonly: boolean;
}

/** The buffers that one kernel shows. */
export class BufferExports {
  readonly #kernel: BaseKernel;
  readonly #copies: Map<ArrayBufferLike, SharedCopy[]> = new Map();

  /** Shows memory of `kernel`'s layer. */
  constructor(kernel: BaseKernel) {
    this.#kernel = kernel;
  }

  /**
   * Fills the `Py_buffer` at `buffer`, its `obj` excepted.
   * @throws PythonError BufferError when the memory is not what the consumer asks for; ValueError when the
   * description contradicts itself.
   */
  fill(exported: BufferExport, buffer: Pointer, flags: number): void {
    const { api, error, memory, values } = this.#kernel;
    if (exported instanceof NativeArray && this.#fillPlain(exported, buffer, flags)) return;
    const description = toDescription(exported);
    const place = this.#place(description);
    const refusal = objection(place, place.readonly, flags);
    if (refusal !== null) throw error(api.h_BufferError, `cannot show this memory: ${refusal}`);
    const writable = (flags & bufferFlags.WRITABLE) !== 0;
    const { pointer, giveBack } = this.#lend(description.data, !place.readonly || writable);
    const block = this.#writeBlock(place);
    const { pointerSize } = memory;
    const { shape, itemsize } = place;
    const { offsets } = pointerSize === 4 ? layout.wasm32.HPy_buffer : layout.LP64.HPy_buffer;
    const has = (flag: number, address: number): number => ((flags & flag) === flag ? address : NULL);
    const strides = block + shape.length * pointerSize;
    const format = strides + shape.length * pointerSize;
    const { ND, STRIDES, FORMAT } = bufferFlags;
    writeWord(memory, buffer + offsets.buf, pointer + place.offset);
    writeWord(memory, buffer + offsets.len, elementCount(shape) * itemsize);
    writeWord(memory, buffer + offsets.itemsize, itemsize);
    memory.i32()[(buffer + offsets.readonly) >>> 2] = place.readonly ? 1 : 0;
    memory.i32()[(buffer + offsets.ndim) >>> 2] = has(ND, 1) === 1 ? shape.length : 1;
    writeWord(memory, buffer + offsets.format, has(FORMAT, format));
    writeWord(memory, buffer + offsets.shape, has(ND, block));
    writeWord(memory, buffer + offsets.strides, has(STRIDES, strides));
    writeWord(memory, buffer + offsets.suboffsets, NULL);
    const lease: Lease = { exported, block, giveBack };
    writeWord(memory, buffer + offsets.internal, values.add(lease));
  }

  /**
   * The same for an array that lives in the interpreter's memory, as it is. What is to be told about it stands there.
   * @returns whether a consumer who asks so can have it.
   */
  #fillPlain(array: NativeArray, buffer: Pointer, flags: number): boolean {
    const { memory, values } = this.#kernel;
    if (memory.pointerSize !== 4) return false;
    const { FORMAT, ND, STRIDES } = bufferFlags;
    if ((flags & ND) === 0 && (flags & FORMAT) !== 0) return false;
    array.checkOpen();
    if (array.exported(1) === 1) array.lease = values.add(array);
    const { header, length } = array;
    const { offsets } = layout.wasm32.HPy_buffer;
    const words = memory.i32();
    const at = buffer >>> 2;
    const itemsize = words[(header >>> 2) + 1] as number;
    words[at + (offsets.buf >>> 2)] = array.pointer;
    words[at + (offsets.len >>> 2)] = length * itemsize;
    words[at + (offsets.itemsize >>> 2)] = itemsize;
    words[at + (offsets.readonly >>> 2)] = 0;
    words[at + (offsets.ndim >>> 2)] = 1;
    words[at + (offsets.format >>> 2)] = (flags & FORMAT) !== 0 ? header + 8 : NULL;
    words[at + (offsets.shape >>> 2)] = (flags & ND) !== 0 ? header : NULL;
    words[at + (offsets.strides >>> 2)] = (flags & STRIDES) === STRIDES ? header + 4 : NULL;
    words[at + (offsets.suboffsets >>> 2)] = NULL;
    words[at + (offsets.internal >>> 2)] = array.lease;
    return true;
  }

  /** Takes a buffer back. Returns what was shown. */
  release(buffer: Pointer): BufferExport {
    const { memory, values } = this.#kernel;
    const { offsets } = memory.pointerSize === 4 ? layout.wasm32.HPy_buffer : layout.LP64.HPy_buffer;
    const id = readWord(memory, buffer + offsets.internal);
    const shown = values.get(id);
    if (shown instanceof NativeArray) {
      if (shown.exported(-1) === 0) values.remove(id);
      return shown;
    }
    const lease = values.remove(id) as Lease;
    lease.giveBack();
    memory.free(lease.block);
    return lease.exported;
  }

  /**
   * Brings an array that Python is looking at up to date.
   * @returns whether Python is looking at it.
   */
  sync(array: TypedArray, direction: "fromPython" | "toPython"): boolean {
    const copy = this.#find(array);
    if (copy === undefined) return false;
    if (direction === "fromPython") this.#copyBack(copy);
    else this.#kernel.memory.u8().set(copy.array, copy.pointer);
    return true;
  }

  #find(array: TypedArray): SharedCopy | undefined {
    return this.#copies
      .get(array.buffer)
      ?.find(
        (copy) => copy.array.byteOffset === array.byteOffset && copy.array.byteLength === array.byteLength,
      );
  }

  #copyBack({ array, pointer }: SharedCopy): void {
    if (array.length > 0) array.set(this.#kernel.memory.u8().subarray(pointer, pointer + array.length));
  }

  #lend(data: TypedArray | NativeArray, writable: boolean): { pointer: Pointer; giveBack: () => void } {
    if (data instanceof NativeArray) {
      data.exported(1);
      return { pointer: data.pointer, giveBack: () => data.exported(-1) };
    }
    const copy = this.#find(data) ?? this.#copy(data);
    copy.consumers++;
    copy.writable ||= writable;
    return { pointer: copy.pointer, giveBack: () => this.#giveBack(copy) };
  }

  #copy(data: TypedArray): SharedCopy {
    const { memory } = this.#kernel;
    const array = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const pointer = memory.alloc(array.length);
    memory.u8().set(array, pointer);
    const copy: SharedCopy = { array, pointer, consumers: 0, writable: false };
    const others = this.#copies.get(data.buffer);
    if (others === undefined) this.#copies.set(data.buffer, [copy]);
    else others.push(copy);
    return copy;
  }

  #giveBack(copy: SharedCopy): void {
    if (--copy.consumers > 0) return;
    if (copy.writable) this.#copyBack(copy);
    this.#kernel.memory.free(copy.pointer);
    const { buffer } = copy.array;
    const others = (this.#copies.get(buffer) ?? []).filter((other) => other !== copy);
    if (others.length === 0) this.#copies.delete(buffer);
    else this.#copies.set(buffer, others);
  }

  /** Shape, strides and format in memory of their own. */
  #writeBlock({ format, shape, strides }: Place): Pointer {
    const { memory } = this.#kernel;
    const { pointerSize } = memory;
    const text = new TextEncoder().encode(format);
    const block = memory.alloc(2 * shape.length * pointerSize + text.length + 1);
    [...shape, ...strides].forEach((value, index) => {
      writeWord(memory, block + index * pointerSize, value);
    });
    memory.u8().set(text, block + 2 * shape.length * pointerSize);
    return block;
  }

  #place(description: BufferDescription): Place {
    const { api, error } = this.#kernel;
    const { data, offset = 0, readonly = false } = description;
    const view = data instanceof NativeArray ? data.view : data;
    const itemsize = description.itemsize ?? view.BYTES_PER_ELEMENT;
    const format = description.format ?? formatOf(view);
    const shape = description.shape ?? [(view.byteLength - offset) / itemsize];
    const strides = description.strides ?? contiguousStrides(shape, itemsize);
    const place: Place = { format, itemsize, shape, strides, offset, readonly };
    const refuse = (why: string): never => {
      throw error(api.h_ValueError, `invalid buffer: ${why}`);
    };
    const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
    if (!isCount(itemsize) || itemsize === 0) refuse(`itemsize ${itemsize}`);
    if (!shape.every(isCount) || shape.length > 64) refuse(`shape [${shape.join(", ")}]`);
    if (strides.length !== shape.length || !strides.every(Number.isSafeInteger)) {
      refuse(`strides [${strides.join(", ")}] for shape [${shape.join(", ")}]`);
    }
    const [low, high] = byteRange(place);
    if (!isCount(offset) || offset + low < 0 || offset + high > view.byteLength) {
      refuse(`it takes bytes ${offset + low} to ${offset + high} of ${view.byteLength}`);
    }
    return place;
  }
}

function toDescription(exported: BufferExport): BufferDescription {
  if (isMemory(exported)) return { data: exported };
  if (isMemory(exported?.data)) return exported;
  throw new TypeError(
    "bf_getbuffer returned no memory: return a typed array, a NativeArray, or an object with one as its `data`.",
  );
}

function isMemory(value: unknown): value is TypedArray | NativeArray {
  return isTypedArray(value) || value instanceof NativeArray;
}
