/**
 * Code that is made once and used in many places, with other numbers in it each time.
 *
 * Where a number will be, the code has a {@link hole}: an index that is longer than any that occurs. It is found by its
 * bytes, behind a `call` or an `i32.const`; no other operand of these two can end as it does.
 */

import { op, uleb } from "./encoder.ts";

/** Indices from here on stand for holes: their encoding has five bytes, the last of which is {@link lastByte}. */
const firstHole = 0x8000_0000;
const lastByte = 0x08;

const callCode = 0x10;
const constCode = 0x41;

/** The index that stands for a function that is not known yet. @param hole its number, below 2^14. */
export function holeIndex(hole: number): number {
  return firstHole + hole;
}

/** A call of such a function. */
export function callHole(hole: number): number[] {
  return op.call(holeIndex(hole));
}

/** A constant that is not known yet. @param hole its number, below 2^14. */
export function constHole(hole: number): number[] {
  return [constCode, ...uleb(holeIndex(hole))];
}

/** Puts an unsigned number into five bytes of LEB128, the longest that 32 bits have. */
export function putUleb(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value & 0x7f) | 0x80;
  bytes[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  bytes[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  bytes[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  bytes[at + 4] = value >>> 28;
}

/** The same for a signed number. */
export function putSleb(bytes: Uint8Array, at: number, value: number): void {
  putUleb(bytes, at, value);
  bytes[at + 4] = (value >> 28) & 0x7f;
}

/** Code with holes. */
export class CodeTemplate {
  /** What is between the holes, and at both ends. */
  readonly #parts: (readonly number[])[] = [];
  readonly #holes: number[] = [];
  /** Where the holes are in {@link CodeTemplate.filled}. */
  readonly #places: number[] = [];
  readonly #bytes: Uint8Array;

  /** Finds the holes in a piece of code. */
  constructor(code: readonly number[]) {
    let done = 0;
    for (let at = 1; at + 5 <= code.length; at++) {
      if (!isHole(code, at)) continue;
      this.#places.push(at);
      this.#parts.push(code.slice(done, at));
      this.#holes.push(((code[at] as number) & 0x7f) | (((code[at + 1] as number) & 0x7f) << 7));
      done = at + 5;
    }
    this.#parts.push(code.slice(done));
    this.#bytes = Uint8Array.from(code);
  }

  /** The numbers of the holes, in order. */
  get holes(): readonly number[] {
    return this.#holes;
  }

  /**
   * The code with numbers of five bytes in it: quicker to make, and longer.
   * @param values what belongs into the holes, by their numbers.
   * @returns the code, until it is asked for again.
   */
  filled(values: readonly number[]): Uint8Array {
    const bytes = this.#bytes;
    this.#places.forEach((at, index) => {
      const value = values[this.#holes[index] as number] as number;
      if (bytes[at - 1] === constCode) putSleb(bytes, at, value);
      else putUleb(bytes, at, value);
    });
    return bytes;
  }

  /** The code. @param fill encodes what belongs into a hole: `uleb` of a function's index, `sleb` of a constant. */
  code(fill: (hole: number) => readonly number[]): number[] {
    const code: number[] = [];
    this.#parts.forEach((part, index) => {
      code.push(...part);
      const hole = this.#holes[index];
      if (hole !== undefined) code.push(...fill(hole));
    });
    return code;
  }
}

function isHole(code: readonly number[], at: number): boolean {
  const opcode = code[at - 1];
  return (
    (opcode === callCode || opcode === constCode) &&
    code[at + 4] === lastByte &&
    code[at + 3] === 0x80 &&
    code[at + 2] === 0x80 &&
    (code[at] as number) >= 0x80 &&
    (code[at + 1] as number) >= 0x80
  );
}
