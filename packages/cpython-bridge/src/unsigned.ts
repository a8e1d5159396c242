/** Unsigned numbers from C: WebAssembly hands every 32-bit value to JavaScript as a signed one. */

import type { Pointer } from "@hpyjs/core";

/** A pointer as the address it is: never negative, so that it can be compared, and used as an index. */
export function address(pointer: number): Pointer {
  return (pointer >>> 0) as Pointer;
}
