/**
 * Code that does not know yet in which module it will be, as a compiler's object files have it.
 *
 * Making code takes some time, and most of it is the same in every module that is linked. So it is made once, with
 * numbers in it that stand for what only the module knows: the functions that it calls, registers, types. In a module the
 * true number is put in the place of each.
 */

import type { DirectFunction } from "@hpyjs/core";
import { op, sleb, uleb, wasmLocals } from "@hpyjs/wasm";
import { InstructionReader } from "../../linked/relink/instructions.ts";

/** What numbers stand for, by where they begin. */
export const standIns = {
  function: 0xe000_0000,
  register: 0xe100_0000,
  type: 0xe200_0000,
  stackPointer: 0xe3ff_ffff,
} as const;

/** Stands for the number by which JavaScript knows an entry. */
export const who: readonly number[] = op.i32Const(0x7e57_1234);

/** The function of the module's own that an entry calls, as a name. */
export const ownFunction = "@own";

/** A place in code where a number is put. */
interface Place {
  readonly at: number;
  readonly end: number;
  readonly kind: keyof typeof standIns | "who";
  readonly index: number;
}

/** What only a module knows. */
export interface Numbers {
  /** The index of a function, by its name. */
  readonly function: (name: string) => number;
  /** The index of the first register. */
  readonly registers: number;
  /** The index of the C stack pointer. */
  readonly stackPointer: number;
  /** The index of a type of functions. */
  readonly type: (signature: string) => number;
  /** The number by which JavaScript knows an entry. */
  readonly who: number;
}

/** One function. */
export class ObjectCode {
  /** Its type. */
  readonly signature: string;
  /** The types of its locals, in letters. */
  readonly locals: string;
  /** The names of what it calls. */
  readonly called: readonly string[];
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #places: readonly Place[];
  readonly #types: readonly string[];

  /** @param types the types that the code names, in the order of their numbers. */
  constructor({ code, locals, signature }: DirectFunction, types: readonly string[]) {
    this.signature = signature;
    this.locals = locals;
    this.#types = types;
    const called: string[] = [];
    const instructions = code((name) => {
      const known = called.indexOf(name);
      return standIns.function + (known >= 0 ? known : called.push(name) - 1);
    });
    this.called = called;
    const declared = wasmLocals(locals);
    this.#start = declared.length;
    this.#bytes = Uint8Array.from([...declared, ...instructions, ...op.end]);
    this.#places = placesOf(this.#bytes, this.#start);
  }

  /**
   * Its body in a module: the locals, and the instructions up to the last `end`. Numbers take no more room than they need,
   * since engines decide by its length whether to inline a function.
   */
  body(numbers: Numbers): Uint8Array {
    const bytes = this.#bytes;
    const body = new Uint8Array(bytes.length);
    let [from, to] = [0, 0];
    for (const { at, end, index, kind } of this.#places) {
      body.set(bytes.subarray(from, at), to);
      to += at - from;
      const number = kind === "who" ? sleb(numbers.who) : uleb(this.#number(kind, index, numbers));
      body.set(number, to);
      to += number.length;
      from = end;
    }
    body.set(bytes.subarray(from), to);
    return body.subarray(0, to + bytes.length - from);
  }

  /** The same without the locals and the `end`. */
  code(numbers: Numbers): number[] {
    return Array.from(this.body(numbers).subarray(this.#start, -1));
  }

  #number(kind: keyof typeof standIns, index: number, numbers: Numbers): number {
    if (kind === "function") return numbers.function(this.called[index] as string);
    if (kind === "register") return numbers.registers + index;
    return kind === "type" ? numbers.type(this.#types[index] as string) : numbers.stackPointer;
  }
}

/** Where numbers stand for something. */
function placesOf(bytes: Uint8Array, start: number): Place[] {
  const places: Place[] = [];
  new InstructionReader(bytes).each(start, bytes.length, (opcode, from, end) => {
    const at = from + 1;
    if (opcode === 0x41) {
      if (end - from === who.length && who.every((byte, index) => bytes[from + index] === byte))
        places.push({ at, end, kind: "who", index: 0 });
      return;
    }
    const value = read(bytes, at);
    if (opcode === 0x10) places.push({ at, end, kind: "function", index: value - standIns.function });
    // Behind the type is the number of the table.
    else if (opcode === 0x11) places.push({ at, end: end - 1, kind: "type", index: value - standIns.type });
    else if (opcode === 0x23 || opcode === 0x24) {
      if (value === standIns.stackPointer) places.push({ at, end, kind: "stackPointer", index: 0 });
      else places.push({ at, end, kind: "register", index: value - standIns.register });
    }
  });
  return places;
}

function read(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[at + index] as number;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  return value;
}
