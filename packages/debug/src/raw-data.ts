/**
 * Raw data: what functions such as `HPyUnicode_AsUTF8AndSize` give out.
 *
 * WebAssembly has no memory protection, so a read or write through a stale pointer does not trap. What an extension
 * gets is a copy in memory of its own, between two guard zones. When the handle is closed the copy is compared with
 * what it was, which finds writes to it and just outside of it; then it is filled with a pattern that is no UTF-8, so
 * that whoever still reads it sees garbage. It is kept like that for some time, and compared with the pattern before it
 * is freed, which finds writes after the handle was closed. A pointer to such a copy that is passed to a function
 * of the API is found at once.
 *
 * What is not found: a read that has no visible effect, and anything that happens after the copy was freed.
 */

import type { Memory, Pointer } from "@hpyjs/core";

/** Bytes before and after the data. */
const guardSize = 16;

const guardByte = 0xfd;

/** The pattern of upstream HPy: no byte of it can begin a character of UTF-8, except one that needs others. */
const poison = [0xba, 0xd0, 0xda, 0x7a] as const;

/** A copy of an object's data. */
export interface RawCopy {
  /** Where it is in the layer's memory. */
  readonly pointer: Pointer;
  /** Its size in bytes, with the NUL at its end. */
  readonly size: number;
  /** What it is to be while the handle is open. */
  original: Uint8Array | null;
  readonly memory: Memory;
}

/** Copies `size` bytes at `source`, the NUL at their end included. @throws RangeError when out of memory. */
export function copyRawData(memory: Memory, source: Pointer, size: number): RawCopy {
  const block = memory.alloc(size + 2 * guardSize);
  const bytes = memory.u8();
  const pointer = (block + guardSize) as Pointer;
  const original = bytes.slice(source, source + size);
  bytes.set(original, pointer);
  writeGuards(bytes, pointer, size);
  return { pointer, size, original, memory };
}

/** What is wrong with a copy, as a clause, or `null`. */
export function rawDataProblem({ memory, pointer, size, original }: RawCopy): string | null {
  const bytes = memory.u8();
  for (let index = 0; index < size; index++) {
    const expected = original === null ? poisonAt(index, size) : original[index];
    if (bytes[pointer + index] !== expected) {
      return `the byte at ${index} of ${size} was written to${original === null ? " after the handle was closed" : ""}`;
    }
  }
  for (let index = 0; index < guardSize; index++) {
    if (bytes[pointer - 1 - index] !== guardByte) return `${index + 1} bytes before the data was written to`;
    if (bytes[pointer + size + index] !== guardByte)
      return `${index + 1} bytes behind the data was written to`;
  }
  return null;
}

/** Fills a copy with the pattern. The NUL at its end stays, so that whoever reads it as a C string comes to an end. */
export function poisonRawData(copy: RawCopy): void {
  const { memory, pointer, size } = copy;
  const bytes = memory.u8();
  for (let index = 0; index < size; index++) bytes[pointer + index] = poisonAt(index, size);
  // What was written there was reported.
  writeGuards(bytes, pointer, size);
  copy.original = null;
}

/** Frees a copy. */
export function freeRawData({ memory, pointer }: RawCopy): void {
  memory.free((pointer - guardSize) as Pointer);
}

function writeGuards(bytes: Uint8Array, pointer: number, size: number): void {
  bytes.fill(guardByte, pointer - guardSize, pointer);
  bytes.fill(guardByte, pointer + size, pointer + size + guardSize);
}

function poisonAt(index: number, size: number): number {
  return index === size - 1 ? 0 : (poison[index & 3] as number);
}
