/** Filling a `Py_buffer` for an implementation in numbers. */

import { type Handle, layout, NULL, type Pointer } from "@hpyjs/core";
import { bufferFlags } from "./buffer-layout.ts";
import type { BaseKernel } from "./create-kernel.ts";
import { readWord, writeWord } from "./words.ts";

/** Memory that Python is shown. */
export interface RawBuffer {
  /** Where it begins. */
  readonly data: Pointer;
  /** The address of an `HPy_ssize_t`: the number of elements. The next one is the distance between elements in bytes. */
  readonly shape: Pointer;
  /** The format of an element as a C string, as in Python's `struct` module: `ctx.text("d")`. */
  readonly format: Pointer;
  /** Whether consumers may only read; `false` when left out. */
  readonly readonly?: boolean;
}

/** `ctx.fillBuffer`. */
export type FillBuffer = (buffer: Pointer, exporter: Handle, flags: number, memory: RawBuffer) => number;

const { FORMAT, ND, STRIDES, WRITABLE } = bufferFlags;

/** Makes `ctx.fillBuffer`. */
export function bufferFiller(kernel: BaseKernel): FillBuffer {
  const { api, memory } = kernel;
  if (memory.pointerSize !== 4) return wideFiller(kernel);
  const places = Object.values(layout.wasm32.HPy_buffer.offsets);
  // A buffer of 32 bits consists of words only.
  const [buf, obj, len, itemsize, isReadonly, ndim, format, shape, strides, suboffsets, internal] =
    places.map((offset) => offset >>> 2) as Fields;
  const { Dup } = api;
  return (buffer, exporter, flags, shown) => {
    const words = memory.i32();
    const at = buffer >>> 2;
    const { data, readonly = false } = shown;
    if ((readonly && (flags & WRITABLE) !== 0) || (flags & (ND | FORMAT)) === FORMAT) {
      words[at + obj] = NULL;
      return refuse(kernel, readonly);
    }
    const shapeAt = shown.shape;
    const size = words[(shapeAt >>> 2) + 1] as number;
    words[at + buf] = data;
    words[at + len] = Math.imul(words[shapeAt >>> 2] as number, size);
    words[at + itemsize] = size;
    words[at + isReadonly] = readonly ? 1 : 0;
    words[at + ndim] = 1;
    // An engine knows these for integers, which it does not know of `NULL`.
    words[at + format] = (flags & FORMAT) !== 0 ? shown.format | 0 : 0;
    words[at + shape] = (flags & ND) !== 0 ? shapeAt | 0 : 0;
    words[at + strides] = (flags & STRIDES) === STRIDES ? (shapeAt + 4) | 0 : 0;
    words[at + suboffsets] = 0;
    words[at + internal] = 0;
    words[at + obj] = Dup(exporter);
    return 0;
  };
}

type Fields = [
  ...[buf: number, obj: number, len: number, itemsize: number, isReadonly: number, ndim: number],
  ...[format: number, shape: number, strides: number, suboffsets: number, internal: number],
];

function refuse({ api, arena }: BaseKernel, readonly: boolean): number {
  const why = readonly
    ? "cannot show this memory: the memory is read-only"
    : "cannot show this memory: its elements are no bytes, and its shape was not asked for";
  const message = arena.text(why);
  api.Err_SetString(api.h_BufferError, message);
  arena.release(message);
  return -1;
}

/** The same where a word has 64 bits. */
function wideFiller(kernel: BaseKernel): FillBuffer {
  const { api, memory } = kernel;
  const { offsets } = layout.LP64.HPy_buffer;
  return (buffer, exporter, flags, { data, format, readonly = false, shape }) => {
    if ((readonly && (flags & WRITABLE) !== 0) || (flags & (ND | FORMAT)) === FORMAT) {
      writeWord(memory, buffer + offsets.obj, NULL);
      return refuse(kernel, readonly);
    }
    const itemsize = readWord(memory, shape + 8);
    writeWord(memory, buffer + offsets.buf, data);
    writeWord(memory, buffer + offsets.len, readWord(memory, shape) * itemsize);
    writeWord(memory, buffer + offsets.itemsize, itemsize);
    memory.i32()[(buffer + offsets.readonly) >>> 2] = readonly ? 1 : 0;
    memory.i32()[(buffer + offsets.ndim) >>> 2] = 1;
    writeWord(memory, buffer + offsets.format, (flags & FORMAT) !== 0 ? format : NULL);
    writeWord(memory, buffer + offsets.shape, (flags & ND) !== 0 ? shape : NULL);
    writeWord(memory, buffer + offsets.strides, (flags & STRIDES) === STRIDES ? shape + 8 : NULL);
    writeWord(memory, buffer + offsets.suboffsets, NULL);
    writeWord(memory, buffer + offsets.internal, NULL);
    writeWord(memory, buffer + offsets.obj, api.Dup(exporter));
    return 0;
  };
}
