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

/** Code with holes. */
export class CodeTemplate {
  /** What is between the holes, and at both ends. */
  readonly #parts: (readonly number[])[] = [];
  readonly #holes: number[] = [];

  /** Finds the holes in a piece of code. */
  constructor(code: readonly number[]) {
    let done = 0;
    for (let at = 1; at + 5 <= code.length; at++) {
      if (!isHole(code, at)) continue;
      this.#parts.push(code.slice(done, at));
      this.#holes.push(((code[at] as number) & 0x7f) | (((code[at + 1] as number) & 0x7f) << 7));
      done = at + 5;
    }
    this.#parts.push(code.slice(done));
  }

  /** The numbers of the holes, in order. */
  get holes(): readonly number[] {
    return this.#holes;
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
