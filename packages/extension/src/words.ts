/** Reading machine words that a context function wrote through an out-parameter. */

import type { Handle, Memory, Pointer } from "@hpyjs/core";

/** The handle at `address` (`HPy *`). */
export function readHandle(memory: Memory, address: Pointer): Handle {
  if (memory.pointerSize === 8) return Number(memory.view().getBigUint64(address, true)) as Handle;
  return (memory.u32()[address >>> 2] ?? 0) as Handle;
}

/** The signed size at `address` (`HPy_ssize_t *`). */
export function readSize(memory: Memory, address: Pointer): number {
  if (memory.pointerSize === 8) return Number(memory.view().getBigInt64(address, true));
  return memory.i32()[address >>> 2] ?? 0;
}

/** Copies `size` bytes at `address` out of the memory. */
export function copyBytes(memory: Memory, address: Pointer, size: number): Uint8Array<ArrayBuffer> {
  const start = address >>> 0;
  return Uint8Array.from(memory.u8().subarray(start, start + size));
}
