/** The state of a sandbox (`state.ts`) as JavaScript sees it. */

import type { Memory, Pointer } from "@hpyjs/core";

/** Words and bytes of one sandbox's state, by their offsets in it. */
export class StateWords {
  /** Where it is. */
  readonly address: Pointer;
  readonly #memory: Memory;

  /** @param address where it is. */
  constructor(memory: Memory, address: Pointer) {
    this.#memory = memory;
    this.address = address;
  }

  /** A word. */
  get(offset: number): number {
    return this.#memory.u32()[(this.address + offset) >>> 2] as number;
  }

  /** Sets a word. */
  set(offset: number, value: number): void {
    this.#memory.u32()[(this.address + offset) >>> 2] = value;
  }

  /** Sets a byte. */
  setByte(offset: number, value: number): void {
    this.#memory.u8()[this.address + offset] = value;
  }

  /** Sets a bit of a byte, or clears it. */
  setBit(offset: number, bit: number, isSet: boolean): void {
    const rest = (this.#memory.u8()[this.address + offset] as number) & ~bit;
    this.setByte(offset, isSet ? rest | bit : rest);
  }
}
