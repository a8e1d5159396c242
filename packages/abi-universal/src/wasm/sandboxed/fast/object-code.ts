/**
 * Code that does not know yet in which module it will be, as a compiler's object files have it.
 *
 * Making code takes some time, and most of it is the same in every module that is linked. So it is made once, with
 * numbers in it that stand for what only the module knows: the functions that it calls, registers, types. Each is five
 * bytes long, as long as any; in a module the true number is put in its place. Most modules have few functions and globals,
 * and get code with shorter places, which is about half as long: an engine reads all of it when it compiles the module, and
 * looks at how long a function is when it decides whether to inline it.
 */

import type { DirectFunction } from "@hpyjs/core";
import { op, wasmLocals } from "@hpyjs/wasm";
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

/** How many bytes numbers have where they are short. */
const shortWidths: Readonly<Record<Place["kind"], number>> = {
  register: 1,
  function: 2,
  type: 1,
  stackPointer: 1,
  who: 4,
};

/** A module that has fewer functions, and fewer types and globals, than this has short numbers. */
export const shortLimits: Readonly<Record<"functions" | "others" | "who", number>> = {
  functions: 1 << 14,
  others: 1 << 7,
  who: 1 << 26,
};

/** A place in code where a number is put. */
interface Place {
  readonly at: number;
  readonly kind: keyof typeof standIns | "who";
  readonly index: number;
}

/** What only a module knows. */
export interface Numbers {
  /** The index of a function, by its name. Not asked for what each entry has of its own. */
  readonly function: (name: string) => number;
  /** The index of the first register. */
  readonly registers: number;
  /** The index of the C stack pointer. */
  readonly stackPointer: number;
  /** The index of a type of functions. */
  readonly type: (signature: string) => number;
  /** Whether none of them is beyond the {@link shortLimits}. */
  readonly areShort: boolean;
}

/** What only an entry knows. */
export interface OwnNumbers {
  /** The index of the function that it calls. */
  readonly target: number;
  /** The number by which JavaScript knows it. */
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
  readonly #start: number;
  readonly #long: Form;
  #short: Form | null = null;
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
    const bytes = Uint8Array.from([...declared, ...instructions, ...op.end]);
    const places = placesOf(bytes, this.#start);
    const isOwn = ({ index, kind }: Place): boolean =>
      kind === "who" || (kind === "function" && called[index] === ownFunction);
    const parts = { places: places.filter((place) => !isOwn(place)), own: places.filter(isOwn) };
    this.#long = { bytes, ...parts, widths: longWidths };
  }

  /** The code with places of one length or the other. */
  #form(areShort: boolean): Form {
    if (!areShort) return this.#long;
    this.#short ??= shortened(this.#long);
    return this.#short;
  }

  /** Its body in a module: the locals, and the instructions up to the last `end`. */
  body(numbers: Numbers): Uint8Array {
    const { bytes, places, widths } = this.#form(numbers.areShort);
    const body = bytes.slice();
    const functions = this.called.map((name) => (name === ownFunction ? 0 : numbers.function(name)));
    const { registers, stackPointer } = numbers;
    for (const { at, index, kind } of places) {
      let value = stackPointer;
      if (kind === "register") value = registers + index;
      else if (kind === "function") value = functions[index] as number;
      else if (kind === "type") value = numbers.type(this.#types[index] as string);
      put(body, at, value, widths[kind]);
    }
    return body;
  }

  /** Puts into a body of it what an entry has of its own. @param areShort as its body's numbers are. */
  own(body: Uint8Array, { target, who }: OwnNumbers, areShort: boolean): void {
    const { own, widths } = this.#form(areShort);
    for (const { at, kind } of own) {
      if (kind === "who") putSigned(body, at, who, widths.who);
      else put(body, at, target, widths.function);
    }
  }

  /** The same without the locals and the `end`. */
  code(numbers: Numbers): number[] {
    return Array.from(this.body(numbers).subarray(this.#start, -1));
  }
}

/** The code with places of some length. */
interface Form {
  readonly bytes: Uint8Array;
  readonly places: readonly Place[];
  /** Those for what each entry has of its own. */
  readonly own: readonly Place[];
  /** How long they are. */
  readonly widths: Readonly<Record<Place["kind"], number>>;
}

const longWidths: Form["widths"] = { register: 5, function: 5, type: 5, stackPointer: 5, who: 5 };

/** The same code with places that are short. */
function shortened({ bytes, own, places }: Form): Form {
  const all = [...places, ...own].sort((one, other) => one.at - other.at);
  const short = new Uint8Array(bytes.length);
  let [from, to] = [0, 0];
  const moved = new Map<Place, Place>();
  for (const place of all) {
    const { at, kind } = place;
    short.set(bytes.subarray(from, at), to);
    const start = to + at - from;
    moved.set(place, { ...place, at: start });
    to = start + shortWidths[kind];
    from = at + longWidths[kind];
  }
  short.set(bytes.subarray(from), to);
  const movedOf = (places: readonly Place[]): Place[] => places.map((place) => moved.get(place) as Place);
  return {
    bytes: short.slice(0, to + bytes.length - from),
    places: movedOf(places),
    own: movedOf(own),
    widths: shortWidths,
  };
}

/** An unsigned number in LEB128 of so many bytes. */
function put(bytes: Uint8Array, at: number, value: number, width: number): void {
  let rest = value;
  for (let index = at; index < at + width - 1; index++) {
    bytes[index] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at + width - 1] = rest;
}

/** The same for a signed number. */
function putSigned(bytes: Uint8Array, at: number, value: number, width: number): void {
  put(bytes, at, value, width);
  bytes[at + width - 1] = (value >> (7 * (width - 1))) & 0x7f;
}

/** Where numbers stand for something. */
function placesOf(bytes: Uint8Array, start: number): Place[] {
  const places: Place[] = [];
  new InstructionReader(bytes).each(start, bytes.length, (opcode, from, end) => {
    const at = from + 1;
    if (opcode === 0x41) {
      if (end - from === who.length && who.every((byte, index) => bytes[from + index] === byte))
        places.push({ at, kind: "who", index: 0 });
      return;
    }
    if (opcode !== 0x10 && opcode !== 0x11 && opcode !== 0x23 && opcode !== 0x24) return;
    const value = read(bytes, at);
    if (value < standIns.function) return;
    if (value === standIns.stackPointer) places.push({ at, kind: "stackPointer", index: 0 });
    else if (value >= standIns.type) places.push({ at, kind: "type", index: value - standIns.type });
    else if (value >= standIns.register)
      places.push({ at, kind: "register", index: value - standIns.register });
    else places.push({ at, kind: "function", index: value - standIns.function });
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
