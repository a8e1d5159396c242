/** The instructions of one of a module's functions, as the linker looks at them. */

import { InstructionReader } from "../../linked/relink/instructions.ts";

/** An instruction: its opcode, and where it begins and ends. */
export type Instruction = readonly [opcode: number, start: number, end: number];

/** The instructions of a body. */
export class FunctionCode {
  readonly #bytes: Uint8Array;
  /** All of them, in order. */
  readonly instructions: readonly Instruction[];

  /** @param bytes the whole module, of which the body is a part. */
  constructor(bytes: Uint8Array, { end, start }: { readonly start: number; readonly end: number }) {
    this.#bytes = bytes;
    const found: Instruction[] = [];
    const reader = new InstructionReader(bytes);
    const first = reader.codeStart(start, end);
    reader.each(first, end, (...instruction) => void found.push(instruction));
    this.instructions = found;
  }

  /** The byte at a position. */
  byte(at: number): number {
    return this.#bytes[at] as number;
  }

  /** All unsigned numbers in LEB128 from one position to another. */
  u32s(from: number, to: number): number[] {
    const found: number[] = [];
    for (let at = from; at < to; at++) {
      found.push(this.u32(at));
      while (this.byte(at) >= 0x80) at++;
    }
    return found;
  }

  /** The unsigned number in LEB128 at a position; the reader has seen that it is one. */
  u32(at: number): number {
    let result = 0;
    for (let shift = 0, index = at; ; shift += 7, index++) {
      const byte = this.byte(index);
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
  }
}
