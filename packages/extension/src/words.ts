/** Reading and writing machine words in a layer's memory: out-parameters, arrays of handles, fields. */

import type { Handle, Memory } from "@hpyjs/core";

/** The pointer or the unsigned size at `address`. */
export function readWord(memory: Memory, address: number): number {
  if (memory.pointerSize === 8) return Number(memory.view().getBigUint64(address, true));
  // The view that nearly everything else is read from, so that an engine has looked at it already.
  return (memory.i32()[address >>> 2] ?? 0) >>> 0;
}

/** The handle at `address` (`HPy *`), or at `index` of an array there. */
export function readHandle(memory: Memory, address: number, index = 0): Handle {
  return readWord(memory, address + index * memory.pointerSize) as Handle;
}

/** Writes a handle or a pointer at `address`. */
export function writeWord(memory: Memory, address: number, value: number): void {
  if (memory.pointerSize === 4) memory.u32()[address >>> 2] = value;
  else memory.view().setBigUint64(address, BigInt(value), true);
}

/** The signed size at `address` (`HPy_ssize_t *`). */
export function readSize(memory: Memory, address: number): number {
  if (memory.pointerSize === 8) return Number(memory.view().getBigInt64(address, true));
  return memory.i32()[address >>> 2] ?? 0;
}

/** Copies `size` bytes at `address` out of the memory. */
export function copyBytes(memory: Memory, address: number, size: number): Uint8Array<ArrayBuffer> {
  const start = address >>> 0;
  return Uint8Array.from(memory.u8().subarray(start, start + size));
}
