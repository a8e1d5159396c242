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

/**
 * Makes `ctx.fillBuffer`.
 *
 * It is to be short: V8 inlines no function that has more than 460 bytes of bytecode, to which it adds what was inlined into
 * the function's own machine code, if it has any yet. With the places of words in variables this one was inlined only where
 * it had none (10 ns of a memoryview).
 */
export function bufferFiller(kernel: BaseKernel): FillBuffer {
  const { api, memory } = kernel;
  if (memory.pointerSize !== 4) return wideFiller(kernel);
  const { Dup } = api;
  return (buffer, exporter, flags, shown) => {
    const words = memory.i32();
    // An `HPy_buffer` of 32 bits consists of words only. The object is the second.
    const at = buffer >>> 2;
    const { shape } = shown;
    const format = flags & FORMAT;
    const dimensions = flags & ND;
    if ((shown.readonly && (flags & WRITABLE) !== 0) || (format !== 0 && dimensions === 0)) {
      words[at + 1] = 0;
      return refuse(kernel, shown.readonly === true);
    }
    // The length, the size of an item, whether it is for reading only, and one dimension.
    const size = words[(shape >>> 2) + 1] as number;
    words[at] = shown.data;
    words[at + 2] = (words[shape >>> 2] as number) * size;
    words[at + 3] = size;
    words[at + 4] = shown.readonly ? 1 : 0;
    words[at + 5] = 1;
    // The format, the shape, the strides (an engine knows these for integers, which it does not know of `NULL`), the
    // suboffsets, and what is the exporter's own.
    words[at + 6] = format !== 0 ? shown.format | 0 : 0;
    words[at + 7] = dimensions !== 0 ? shape | 0 : 0;
    words[at + 8] = (flags & STRIDES) === STRIDES ? (shape + 4) | 0 : 0;
    words[at + 9] = 0;
    words[at + 10] = 0;
    words[at + 1] = Dup(exporter);
    return 0;
  };
}

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
