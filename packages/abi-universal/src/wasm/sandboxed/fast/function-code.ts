/** The instructions of one of a module's functions, as the linker looks at them. */

import { InstructionReader } from "../../linked/relink/instructions.ts";

/** The instructions of a body, in order. They are read where nothing is compiled yet, so they are plain arrays. */
export class FunctionCode {
  readonly #bytes: Uint8Array;
  /** The opcode of each. */
  readonly opcodes: readonly number[];
  /** Where each begins and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];

  /** @param bytes the whole module, of which the body is a part. */
  constructor(bytes: Uint8Array, { end, start }: { readonly start: number; readonly end: number }) {
    this.#bytes = bytes;
    const [opcodes, starts, ends]: [number[], number[], number[]] = [[], [], []];
    const reader = new InstructionReader(bytes);
    const first = reader.codeStart(start, end);
    reader.each(first, end, (opcode, from, to) => {
      opcodes.push(opcode);
      starts.push(from);
      ends.push(to);
    });
    this.opcodes = opcodes;
    this.starts = starts;
    this.ends = ends;
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
    const first = this.byte(at);
    if (first < 0x80) return first;
    let result = 0;
    for (let shift = 0, index = at; ; shift += 7, index++) {
      const byte = this.byte(index);
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
  }
}
