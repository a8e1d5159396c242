/**
 * Which parameters of the module's functions need no handle.
 *
 * A handle is what a module names an object by, and most functions name their arguments to nobody but the context:
 * `HPyLong_AsLong(ctx, arg)`. So the linker looks where each parameter goes. One that is nothing but an argument of linked
 * calls, or compared with null, is the object itself in a copy of the function that the entry calls: no handle is opened,
 * looked up or closed. The same is done for arrays of arguments, of which only single items are read, and these only to be
 * such arguments: they are read where Python has them.
 *
 * Compilers use the local of a parameter for something else once it is not needed any more. So it is followed, block by
 * block, whether a local has the parameter, or another value, or which of both cannot be told: then it stays a handle.
 *
 * The module never sees such an object. What it may do with the copy is what it may do with the function: call it by way of
 * its entry. A call whose pointer is not the context's gets a handle, for as long as it takes (`link.ts`).
 */

import { contextSignature, functionRow } from "@hpyjs/core";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import type { Call, ModuleParts } from "../../linked/relink/parts.ts";
import { objectParameters } from "./functions.ts";

/** An item of an array that is a parameter, where it is read. */
export interface ItemRead {
  /** Where the instruction begins and ends that loads it; the array's address is on the stack. */
  readonly start: number;
  readonly end: number;
  /** The parameter. */
  readonly array: number;
  /** Which item. */
  readonly index: number;
}

/** An argument of a call: the parameter of the function of the context, and where it comes from. */
interface Argument {
  readonly parameter: number;
  /** A parameter of the module's function, as a local. Of an item, the array. */
  readonly source: number;
}

/** What is known of a function's parameters. All are named by their locals. */
export interface ParameterUses {
  /** Those that are used as handles in calls of the context, and those that are arrays of such. */
  readonly handles: ReadonlySet<number>;
  readonly arrays: ReadonlySet<number>;
  /** Those that something else becomes of. */
  readonly escaping: ReadonlySet<number>;
  /** What calls of the context have for arguments. */
  readonly calls: ReadonlyMap<Call, readonly Argument[]>;
  /** Where items of arrays are read. */
  readonly reads: readonly ItemRead[];
}

/** Opcodes. */
const code = {
  ...{ unreachable: 0x00, nop: 0x01, block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c },
  ...{ brIf: 0x0d, brTable: 0x0e, return: 0x0f, call: 0x10, callIndirect: 0x11, drop: 0x1a, select: 0x1b },
  ...{ localGet: 0x20, localSet: 0x21, localTee: 0x22, globalGet: 0x23, globalSet: 0x24, i32Load: 0x28 },
  ...{ i32Eqz: 0x45, prefix: 0xfc },
} as const;

/** How many values instructions without control take and leave, as `10 * taken + left`, by ranges of opcodes. */
const effects: readonly (readonly [first: number, last: number, effect: number])[] = [
  ...([
    [0x28, 0x35, 11],
    [0x36, 0x3e, 20],
    [0x3f, 0x3f, 1],
    [0x40, 0x40, 11],
    [0x41, 0x44, 1],
  ] as const),
  ...([
    [0x45, 0x45, 11],
    [0x46, 0x4f, 21],
    [0x50, 0x50, 11],
    [0x51, 0x66, 21],
    [0x67, 0x69, 11],
  ] as const),
  ...([
    [0x6a, 0x78, 21],
    [0x79, 0x7b, 11],
    [0x7c, 0x8a, 21],
    [0x8b, 0x91, 11],
    [0x92, 0x98, 21],
  ] as const),
  ...([
    [0x99, 0x9f, 11],
    [0xa0, 0xa6, 21],
    [0xa7, 0xc4, 11],
  ] as const),
];

/** The same by opcode; 0 for what is not known. */
const effectOf: Readonly<Uint8Array> = ((): Uint8Array => {
  const found = new Uint8Array(256);
  for (const [first, last, effect] of effects) found.fill(effect, first, last + 1);
  return found;
})();

/** What locals may have, a bit for each of the first: the parameters that they are, and other values. */
interface State {
  readonly parameter: number;
  readonly other: number;
}

const nothing: State = { parameter: 0, other: 0 };

const either = (one: State, another: State): State => ({
  parameter: one.parameter | another.parameter,
  other: one.other | another.other,
});

/** A block that instructions are in. */
interface Block {
  /** How many values are below its own. */
  readonly height: number;
  /** How many it leaves, and a jump to it brings along. */
  readonly results: number;
  readonly brought: number;
  readonly isLoop: boolean;
  /** What locals may have where an `if` began; else nothing. */
  before: State;
  /** What they may have where jumps come out of it. */
  after: State;
}

/** A value that is no parameter, nor an item of one. Parameters are their locals; items are -1 less their place in `reads`. */
const other = 0;

/** Of more parameters nothing is known. */
const mostParameters = 31;

/** Looks at the functions of one module. */
export class ParameterFlow {
  readonly #bytes: Uint8Array;
  readonly #parts: ModuleParts;
  readonly #calls: Map<number, Call> = new Map();

  /** For the functions of a module. */
  constructor(bytes: Uint8Array, parts: ModuleParts) {
    this.#bytes = bytes;
    this.#parts = parts;
    for (const { call, start } of parts.edits) if (call !== null) this.#calls.set(start, call);
  }

  /** What becomes of the parameters of a function; `null` where that is not understood. */
  of(index: number): ParameterUses | null {
    const { bodies, functionImports, functionTypes, types } = this.#parts;
    const body = bodies[index - functionImports];
    const type = types[functionTypes[index - functionImports] ?? -1];
    if (body === undefined || type == null) return null;
    return new Walk(this.#bytes, this.#parts, this.#calls, type.length - 2).run(body);
  }
}

/** One walk through a function's instructions. */
class Walk {
  readonly #bytes: Uint8Array;
  readonly #parts: ModuleParts;
  readonly #linked: ReadonlyMap<number, Call>;
  readonly #parameters: number;
  /** The instructions: opcode, start and end of each. */
  readonly #instructions: number[] = [];
  /** Which of the first locals are assigned in a loop, as bits, by the start of its instruction. */
  readonly #assigned: Map<number, number> = new Map();
  readonly #stack: number[] = [];
  readonly #blocks: Block[] = [];
  /** What locals may have; `null` in code that is never reached. */
  #locals: State | null;
  /** So many blocks have begun in such code. */
  #unreached = 0;
  #isUnderstood = true;
  readonly #handles: Set<number> = new Set();
  readonly #arrays: Set<number> = new Set();
  readonly #escaping: Set<number> = new Set();
  readonly #calls: Map<Call, Argument[]> = new Map();
  readonly #reads: ItemRead[] = [];

  /** @param parameters how many the function has. */
  constructor(bytes: Uint8Array, parts: ModuleParts, linked: ReadonlyMap<number, Call>, parameters: number) {
    this.#bytes = bytes;
    this.#parts = parts;
    this.#linked = linked;
    this.#parameters = Math.min(parameters, mostParameters);
    this.#locals = { parameter: 2 ** this.#parameters - 1, other: 0 };
  }

  run(body: { readonly start: number; readonly end: number }): ParameterUses | null {
    const reader = new InstructionReader(this.#bytes);
    const instructions = this.#instructions;
    reader.each(reader.codeStart(body.start, body.end), body.end, (opcode, start, end) => {
      instructions.push(opcode, start, end);
    });
    this.#findAssigned();
    this.#begin(1, false, 1);
    for (let index = 0; index < instructions.length && this.#isUnderstood; index += 3)
      this.#step(
        instructions[index] as number,
        instructions[index + 1] as number,
        instructions[index + 2] as number,
      );
    if (!this.#isUnderstood) return null;
    return {
      handles: this.#handles,
      arrays: this.#arrays,
      escaping: this.#escaping,
      calls: this.#calls,
      reads: this.#reads,
    };
  }

  #findAssigned(): void {
    const instructions = this.#instructions;
    /** The blocks that are open: where a loop began, or -1, and what is assigned in it. */
    const open: [start: number, assigned: number][] = [];
    for (let index = 0; index < instructions.length; index += 3) {
      const [opcode, start] = [instructions[index] as number, instructions[index + 1] as number];
      const around = open.at(-1);
      if (opcode >= code.block && opcode <= code.if) {
        open.push([opcode === code.loop ? start : -1, 0]);
      } else if (around !== undefined && (opcode === code.localSet || opcode === code.localTee)) {
        around[1] |= this.#bit(start);
      } else if (opcode === code.end && around !== undefined) {
        open.pop();
        if (around[0] >= 0) this.#assigned.set(around[0], around[1]);
        const outer = open.at(-1);
        if (outer !== undefined) outer[1] |= around[1];
      }
    }
  }

  /** The bit of the local that an instruction names; 0 for one that is no parameter. */
  #bit(start: number): number {
    const local = this.#u32(start + 1);
    return local < this.#parameters ? 1 << local : 0;
  }

  #step(opcode: number, start: number, end: number): void {
    const locals = this.#locals;
    if (locals === null) {
      this.#skip(opcode);
      return;
    }
    switch (opcode) {
      case code.nop:
        return;
      case code.localGet:
        this.#get(this.#u32(start + 1), locals);
        return;
      case code.localSet:
      case code.localTee: {
        const bit = this.#bit(start);
        this.#locals = { parameter: locals.parameter & ~bit, other: locals.other | bit };
        this.#take(1);
        if (opcode === code.localTee) this.#stack.push(other);
        return;
      }
      case code.i32Load:
        this.#load(start, end);
        return;
      // Whether a handle is null, it has in common with the object.
      case code.i32Eqz:
        this.#stack.pop();
        this.#stack.push(other);
        return;
      case code.globalGet:
        this.#stack.push(other);
        return;
      case code.globalSet:
      case code.drop:
        this.#take(1);
        return;
      case code.select:
        this.#stack.pop();
        this.#take(2);
        this.#stack.push(other);
        return;
      case code.callIndirect:
        this.#indirect(start);
        return;
      case code.call:
        this.#callOwn(this.#u32(start + 1));
        return;
      default:
        if (opcode <= code.return) this.#control(opcode, start, locals);
        else this.#plain(opcode, start);
    }
  }

  #get(local: number, locals: State): void {
    const bit = local < this.#parameters ? 1 << local : 0;
    const isParameter = (locals.parameter & bit) !== 0;
    const isBoth = isParameter && (locals.other & bit) !== 0;
    if (isBoth) this.#escape(local);
    this.#stack.push(isParameter && !isBoth ? local : other);
  }

  /** An instruction of which nothing matters but how many values it takes and leaves. */
  #plain(opcode: number, start: number): void {
    let effect = effectOf[opcode] as number;
    if (opcode === code.prefix) {
      const operation = this.#u32(start + 1);
      if (operation <= 7) effect = 11;
      else if (operation === 10 || operation === 11) effect = 30;
    }
    if (effect === 0) {
      this.#isUnderstood = false;
      return;
    }
    this.#take(Math.trunc(effect / 10));
    if (effect % 10 === 1) this.#stack.push(other);
  }

  #control(opcode: number, start: number, locals: State): void {
    switch (opcode) {
      case code.block:
      case code.loop:
      case code.if:
        this.#beginAt(opcode, start, locals);
        return;
      case code.else:
      case code.end:
        this.#endBranch(opcode);
        return;
      case code.brIf: {
        this.#stack.pop();
        const brought = this.#jump(this.#u32(start + 1), locals);
        this.#take(brought);
        for (let count = 0; count < brought; count++) this.#stack.push(other);
        return;
      }
      case code.br:
        this.#jump(this.#u32(start + 1), locals);
        this.#leave();
        return;
      case code.brTable:
        // To where exactly does not matter much: it may be to anywhere.
        for (const index of this.#blocks.keys()) this.#jump(index, locals);
        this.#leave();
        return;
      case code.return:
      case code.unreachable:
        this.#leave();
        return;
      default:
        this.#isUnderstood = false;
    }
  }

  #beginAt(opcode: number, start: number, locals: State): void {
    if (opcode === code.if) this.#stack.pop();
    const type = this.#bytes[start + 1] as number;
    // Types that are numbers have parameters or several results: no compiler for C makes such blocks.
    if (type < 0x40 || type > 0x7f) this.#isUnderstood = false;
    const results = type === 0x40 ? 0 : 1;
    const isLoop = opcode === code.loop;
    if (isLoop) this.#locals = either(locals, { parameter: 0, other: this.#assigned.get(start) ?? 0 });
    this.#begin(results, isLoop, isLoop ? 0 : results, opcode === code.if ? locals : nothing);
  }

  #begin(results: number, isLoop: boolean, brought: number, before: State = nothing): void {
    this.#blocks.push({ height: this.#stack.length, results, brought, isLoop, before, after: nothing });
  }

  /** At an `else` or `end`. */
  #endBranch(opcode: number): void {
    const block = this.#blocks.at(-1) as Block;
    this.#take(this.#stack.length - block.height);
    if (this.#locals !== null) block.after = either(block.after, this.#locals);
    if (opcode === code.else) {
      this.#locals = block.before;
      block.before = nothing;
      return;
    }
    this.#blocks.pop();
    const after = either(block.after, block.before);
    // Nothing gets here that has no locals: without parameters, there would be nothing to find out.
    this.#locals = (after.parameter | after.other) === 0 ? null : after;
    for (let count = 0; count < block.results; count++) this.#stack.push(other);
  }

  /** A jump that leaves so many blocks. @returns how many values it brings along. */
  #jump(depth: number, locals: State): number {
    const block = this.#blocks.at(-1 - depth);
    if (block === undefined) return 0;
    if (!block.isLoop) block.after = either(block.after, locals);
    return block.brought;
  }

  /** Code behind here is never reached. */
  #leave(): void {
    this.#take(this.#stack.length - (this.#blocks.at(-1) as Block).height);
    this.#locals = null;
  }

  /** An instruction that is never reached. */
  #skip(opcode: number): void {
    if (opcode === code.block || opcode === code.loop || opcode === code.if) this.#unreached++;
    else if (opcode > code.if && opcode < code.end && opcode !== code.else) this.#isUnderstood = false;
    else if (opcode === code.end && this.#unreached > 0) this.#unreached--;
    else if (opcode === code.end || (opcode === code.else && this.#unreached === 0)) this.#endBranch(opcode);
  }

  #load(start: number, end: number): void {
    const address = this.#stack.pop() ?? other;
    const alignment = this.#bytes[start + 1] as number;
    const offset = this.#u32(start + 2);
    if (address > 0 && alignment < 0x40 && offset % 4 === 0) {
      this.#arrays.add(address);
      this.#stack.push(-1 - this.#reads.length);
      this.#reads.push({ start, end, array: address, index: offset / 4 });
      return;
    }
    this.#escape(address);
    this.#stack.push(other);
  }

  #indirect(start: number): void {
    // The pointer.
    this.#take(1);
    const type = this.#parts.types[this.#u32(start + 1)];
    const call = this.#linked.get(start);
    if (call === undefined) {
      this.#callOf(type ?? null);
      return;
    }
    const row = functionRow(call.member);
    const signature = contextSignature(row);
    const objects = objectParameters(call.member);
    const found: Argument[] = [];
    for (let parameter = signature.length - 3; parameter >= 0; parameter--) {
      const value = this.#stack.pop() ?? other;
      if (value === other) continue;
      if (!objects.includes(parameter)) {
        this.#escape(value);
        continue;
      }
      if (value > 0) this.#handles.add(value);
      const source = value > 0 ? value : (this.#reads[-1 - value] as ItemRead).array;
      found.push({ parameter, source });
    }
    this.#calls.set(call, found.reverse());
    if (signature[0] !== "v") this.#stack.push(other);
  }

  #callOwn(index: number): void {
    const { functionImports, functionTypes, importTypes, types } = this.#parts;
    const type = index < functionImports ? importTypes[index] : functionTypes[index - functionImports];
    this.#callOf(types[type ?? -1] ?? null);
  }

  #callOf(type: string | null): void {
    if (type === null) {
      this.#isUnderstood = false;
      return;
    }
    this.#take(type.length - 2);
    if (type[0] !== "v") this.#stack.push(other);
  }

  /** Takes values from the stack, which something else becomes of. */
  #take(count: number): void {
    for (let left = count; left > 0; left--) this.#escape(this.#stack.pop() ?? other);
  }

  #escape(value: number): void {
    if (value > 0) this.#escaping.add(value);
    else if (value < 0) this.#escaping.add((this.#reads[-1 - value] as ItemRead).array);
  }

  /** An unsigned number in LEB128; the reader has seen that it is one. */
  #u32(at: number): number {
    let result = 0;
    for (let shift = 0, index = at; ; shift += 7, index++) {
      const byte = this.#bytes[index] as number;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
  }
}
