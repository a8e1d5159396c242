/**
 * A walk through a function's instructions, which follows what is on the stack and in locals, block by block.
 *
 * What is known where a loop begins is what was known in front of it, until a jump back brings something else: then the walk
 * has to be made once more (`object-flow.ts`).
 */

import type { Call, ModuleParts } from "../../linked/relink/parts.ts";
import type { ContextFunction } from "./context-functions.ts";
import type { FunctionCode } from "./function-code.ts";
import type { Access, Argument, Gift, ItemRead, ObjectUses } from "./object-uses.ts";
import type { ResultFlow } from "./results.ts";
import { blockTypes, opcodes, prefixedEffect, stackEffect } from "./stack-effects.ts";

/** What locals may have, a bit for each of the first: the parameter, an object or null, another value. */
export interface State {
  readonly parameter: number;
  readonly object: number;
  readonly other: number;
}

const nothing: State = { parameter: 0, object: 0, other: 0 };

const either = (one: State, another: State): State => ({
  parameter: one.parameter | another.parameter,
  object: one.object | another.object,
  other: one.other | another.other,
});

const isSame = (one: State, another: State): boolean =>
  one.parameter === another.parameter && one.object === another.object && one.other === another.other;

/** A block that instructions are in. */
interface Block {
  /** How many values are below its own. */
  readonly height: number;
  /** How many it leaves. */
  readonly results: number;
  /** Where a loop begins, and what locals may have there; `null` for other blocks. */
  readonly loop: { readonly start: number; readonly head: State } | null;
  /** What they may have where an `if` began; else nothing. */
  before: State;
  /** What they may have where jumps come out of it. */
  after: State;
}

/** What is on the stack. */
type Value =
  | { readonly kind: "other" | "null" }
  | { readonly kind: "parameter"; readonly local: number }
  | { readonly kind: "item"; readonly array: number }
  /** What a call has just made, which ends there. */
  | { readonly kind: "made"; readonly call: Call; readonly end: number }
  /** The object in a local, by the instruction with this number, which ends there. */
  | { readonly kind: "object"; readonly local: number; readonly end: number; readonly index: number };

const other: Value = { kind: "other" };
const none: Value = { kind: "null" };

/** Of more locals nothing is known. */
const mostLocals = 31;

const all = 2 ** mostLocals - 1;

/** Whether a value is one that a call has made for the local that an instruction right behind the call puts it into. */
const isKept = (value: Value, { local, start }: Access): value is Value & { readonly kind: "made" } =>
  value.kind === "made" && value.end === start && local < mostLocals;

/** Instructions that may be between where an object is read and where it is closed. */
const harmless: ReadonlySet<number> = new Set([
  ...[opcodes.nop, opcodes.localGet, opcodes.globalGet, opcodes.i32Load, opcodes.i32Const],
]);

/** What a walk asks of calls. */
export interface CallKinds {
  /** The call of the context at an instruction; `null` for another. */
  readonly callOf: (start: number) => Call | null;
  /** The function that one is of. */
  readonly functionOf: (call: Call) => ContextFunction;
  /** Whether the result of one may be an object, if it is a handle. */
  readonly isHeld: (call: Call) => boolean;
}

/** One walk through a function's instructions. */
export class Walk {
  /** Whether there was no instruction whose effect is not known. */
  isUnderstood = true;
  /** Whether nothing was found out of a loop that was not known when it began. */
  isFinal = true;
  readonly #flow: ResultFlow;
  readonly #code: FunctionCode;
  readonly #parts: ModuleParts;
  readonly #kinds: CallKinds;
  readonly #heads: Map<number, State>;
  readonly #stack: Value[] = [];
  readonly #blocks: Block[] = [];
  /** What locals may have; `null` in code that is never reached. */
  #locals: State | null;
  /** So many blocks have begun in such code. */
  #unreached = 0;
  readonly #handles: Set<number> = new Set();
  readonly #arrays: Set<number> = new Set();
  readonly #escaping: Set<number> = new Set();
  readonly #calls: Map<Call, readonly Argument[]> = new Map();
  readonly #reads: ItemRead[] = [];
  /** The locals that results of calls were put into, and those whose objects something else becomes of. */
  readonly #into: Map<Call, number> = new Map();
  readonly #opaque: Set<number> = new Set();
  readonly #closed: Gift[] = [];
  readonly #returned: Gift[] = [];
  readonly #accesses: Access[] = [];
  readonly #replaced: Pick<Access, "start" | "local">[] = [];
  readonly #returns: { readonly start: number; readonly depth: number }[] = [];

  /**
   * @param heads what is known of where loops begin; what is found out is added.
   * @param parameters how many the function has.
   */
  constructor(
    flow: ResultFlow,
    parts: ModuleParts,
    heads: Map<number, State>,
    parameters: number,
    kinds: CallKinds,
  ) {
    this.#flow = flow;
    this.#code = flow.code;
    this.#parts = parts;
    this.#kinds = kinds;
    this.#heads = heads;
    const parameter = 2 ** Math.min(parameters, mostLocals) - 1;
    this.#locals = { parameter, object: all & ~parameter, other: 0 };
  }

  run(): void {
    const { ends, opcodes: all, starts } = this.#code;
    this.#begin(1, null);
    for (let index = 0; index < all.length && this.isUnderstood; index++) {
      const opcode = all[index] as number;
      if (this.#locals === null) this.#skip(opcode);
      else this.#step(opcode, starts[index] as number, ends[index] as number, index, this.#locals);
    }
  }

  /** What was found. */
  uses(): ObjectUses {
    const held = [...this.#into].filter(([, local]) => !this.#opaque.has(local));
    const locals = new Set(held.map(([, local]) => local));
    const isHeld = ({ local }: { readonly local: number }): boolean => locals.has(local);
    const calls = [...this.#calls].map(
      ([call, found]) =>
        [call, found.filter(({ isResult, source }) => !isResult || locals.has(source))] as const,
    );
    return {
      handles: this.#handles,
      arrays: this.#arrays,
      escaping: this.#escaping,
      calls: new Map(calls),
      reads: this.#reads,
      held: new Map(held),
      closed: this.#closed.filter(isHeld),
      returned: this.#returned.filter(isHeld),
      accesses: this.#accesses.filter(isHeld),
      replaced: this.#replaced.filter(isHeld),
      returns: this.#returns,
    };
  }

  #step(opcode: number, start: number, end: number, index: number, locals: State): void {
    // Opcodes as numbers: a switch over names looks all of them up before it comes to the last.
    switch (opcode) {
      case 0x01: // nop
        return;
      case 0x20: // local.get
        this.#stack.push(this.#read({ opcode, start, end, local: this.#code.u32(start + 1) }, index, locals));
        return;
      case 0x21: // local.set
        this.#assign({ opcode, start, end, local: this.#code.u32(start + 1) }, locals);
        return;
      case 0x22: // local.tee
        this.#tee({ opcode, start, end, local: this.#code.u32(start + 1) }, index, locals);
        return;
      case 0x28: // i32.load
        this.#load(start, end);
        return;
      case 0x41: // i32.const
        this.#stack.push(this.#code.byte(start + 1) === 0 ? none : other);
        return;
      // Whether a handle is null, it has in common with the object.
      case 0x45: // i32.eqz
        this.#stack.pop();
        this.#stack.push(other);
        return;
      case 0x23: // global.get
        this.#stack.push(other);
        return;
      case 0x24: // global.set, drop
      case 0x1a:
        this.#take(1);
        return;
      case 0x1b: // select
        this.#stack.pop();
        this.#take(2);
        this.#stack.push(other);
        return;
      case 0x11: // call_indirect
        this.#callIndirect(start, end, index);
        return;
      case 0x10: // call
        this.#callOwn(this.#code.u32(start + 1));
        return;
      default:
        if (opcode <= opcodes.return) this.#control(opcode, start, end, locals);
        else this.#plain(opcode, start);
    }
  }

  /** What a local has where it is read. */
  #read(access: Access, index: number, locals: State): Value {
    const { end, local } = access;
    if (local >= mostLocals) return other;
    const bit = 1 << local;
    const isParameter = (locals.parameter & bit) !== 0;
    const isObject = (locals.object & bit) !== 0;
    const isOther = (locals.other & bit) !== 0;
    if (isParameter && !isObject && !isOther) return { kind: "parameter", local };
    if (isObject && !isParameter && !isOther) {
      this.#accesses.push(access);
      if (!this.#flow.leadsToEnd(index + 1)) return { kind: "object", local, end, index };
      this.#give(this.#returned, { end, local });
      return other;
    }
    if (isParameter) this.#escaping.add(local);
    if (isObject) this.#opaque.add(local);
    return other;
  }

  /** Puts a value from the stack into a local. */
  #assign(access: Access, locals: State): void {
    const { local, start } = access;
    const value = this.#stack.pop() ?? other;
    const isMade = isKept(value, access);
    const isObject = isMade || value.kind === "null";
    if (isMade) this.#into.set(value.call, local);
    else this.#escape(value);
    if (local >= mostLocals) return;
    const [bit, rest] = [1 << local, ~(1 << local)];
    if (isObject) this.#accesses.push(access);
    else if ((locals.object & bit) !== 0) this.#replaced.push({ start, local });
    this.#locals = {
      parameter: locals.parameter & rest,
      object: isObject ? locals.object | bit : locals.object & rest,
      other: isObject ? locals.other & rest : locals.other | bit,
    };
  }

  #tee(access: Access, index: number, locals: State): void {
    const { end, local } = access;
    const value = this.#stack.at(-1) ?? other;
    this.#assign(access, locals);
    if (isKept(value, access)) this.#stack.push({ kind: "object", local, end, index });
    else this.#stack.push(value.kind === "null" ? none : other);
  }

  /** An instruction of which nothing matters but how many values it takes and leaves. */
  #plain(opcode: number, start: number): void {
    const effect =
      opcode === opcodes.prefix ? prefixedEffect(this.#code.u32(start + 1)) : stackEffect(opcode);
    if (effect === null) {
      this.isUnderstood = false;
      return;
    }
    this.#take(effect.taken);
    this.#leave(effect.left);
  }

  #control(opcode: number, start: number, end: number, locals: State): void {
    switch (opcode) {
      case opcodes.block:
      case opcodes.loop:
      case opcodes.if:
        this.#beginAt(opcode, start, locals);
        return;
      case opcodes.else:
      case opcodes.end:
        this.#endBranch(opcode);
        return;
      case opcodes.brIf: {
        this.#stack.pop();
        const brought = this.#jump(this.#code.u32(start + 1), locals);
        this.#take(brought);
        this.#leave(brought);
        return;
      }
      case opcodes.br:
        this.#jump(this.#code.u32(start + 1), locals);
        this.#stop();
        return;
      case opcodes.brTable:
        for (const depth of new Set(this.#code.u32s(start + 1, end).slice(1))) this.#jump(depth, locals);
        this.#stop();
        return;
      case opcodes.return:
        this.#returns.push({ start, depth: this.#blocks.length - 1 });
        this.#stop();
        return;
      case opcodes.unreachable:
        this.#stop();
        return;
      default:
        this.isUnderstood = false;
    }
  }

  #beginAt(opcode: number, start: number, locals: State): void {
    if (opcode === opcodes.if) this.#stack.pop();
    const type = this.#code.byte(start + 1);
    // Types that are numbers have parameters or several results: no compiler for C makes such blocks.
    if (type < blockTypes.none || type > blockTypes.i32) this.isUnderstood = false;
    const results = type === blockTypes.none ? 0 : 1;
    if (opcode !== opcodes.loop) {
      this.#begin(results, null, opcode === opcodes.if ? locals : nothing);
      return;
    }
    const head = either(locals, this.#heads.get(start) ?? nothing);
    this.#locals = head;
    this.#begin(results, { start, head });
  }

  #begin(results: number, loop: Block["loop"], before: State = nothing): void {
    this.#blocks.push({ height: this.#stack.length, results, loop, before, after: nothing });
  }

  /** At an `else` or `end`. */
  #endBranch(opcode: number): void {
    const block = this.#blocks.at(-1) as Block;
    this.#take(this.#stack.length - block.height);
    if (this.#locals !== null) block.after = either(block.after, this.#locals);
    if (opcode === opcodes.else) {
      this.#locals = block.before;
      block.before = nothing;
      return;
    }
    this.#blocks.pop();
    const after = either(block.after, block.before);
    // A state in which locals have nothing is that of code that nothing leads to.
    this.#locals = isSame(after, nothing) ? null : after;
    this.#leave(block.results);
  }

  /** A jump that leaves so many blocks. @returns how many values it brings along. */
  #jump(depth: number, locals: State): number {
    const block = this.#blocks.at(-1 - depth);
    if (block === undefined) return 0;
    const { loop } = block;
    if (loop === null) {
      block.after = either(block.after, locals);
      return block.results;
    }
    const head = either(loop.head, locals);
    if (!isSame(head, loop.head)) {
      this.#heads.set(loop.start, either(head, this.#heads.get(loop.start) ?? nothing));
      this.isFinal = false;
    }
    return 0;
  }

  /** Code behind here is never reached. */
  #stop(): void {
    this.#take(this.#stack.length - (this.#blocks.at(-1) as Block).height);
    this.#locals = null;
  }

  /** An instruction that is never reached. */
  #skip(opcode: number): void {
    const { block, else: elses, end, if: ifs, loop } = opcodes;
    if (opcode === block || opcode === loop || opcode === ifs) this.#unreached++;
    else if ((opcode > ifs && opcode < end && opcode !== elses) || opcode === opcodes.tryTable)
      this.isUnderstood = false;
    else if (opcode === end && this.#unreached > 0) this.#unreached--;
    else if (opcode === end || (opcode === elses && this.#unreached === 0)) this.#endBranch(opcode);
  }

  #load(start: number, end: number): void {
    const address = this.#stack.pop() ?? other;
    const alignment = this.#code.byte(start + 1);
    const offset = this.#code.u32(start + 2);
    if (address.kind === "parameter" && alignment < 0x40 && offset % 4 === 0) {
      this.#arrays.add(address.local);
      this.#stack.push({ kind: "item", array: address.local });
      this.#reads.push({ start, end, array: address.local, index: offset / 4 });
      return;
    }
    this.#escape(address);
    this.#stack.push(other);
  }

  #callIndirect(start: number, end: number, index: number): void {
    // The pointer.
    this.#take(1);
    const type = this.#parts.types[this.#code.u32(start + 1)];
    const call = this.#kinds.callOf(start);
    if (call === null) {
      this.#callOf(type ?? null);
      return;
    }
    const { makes, objects, parameters, signature } = this.#kinds.functionOf(call);
    const found: Argument[] = [];
    for (let parameter = parameters - 1; parameter >= 0; parameter--) {
      const value = this.#stack.pop() ?? other;
      if (value === other) continue;
      const isClose = parameter === 1 && call.member === "Close" && this.#isGivenAtOnce(value, index);
      const argument = this.#argument(parameter, value, (objects & (1 << parameter)) !== 0, isClose);
      if (argument === null) this.#escape(value);
      else found.push(argument);
    }
    this.#calls.set(call, found.reverse());
    if (makes && this.#kinds.isHeld(call)) this.#stack.push({ kind: "made", call, end });
    else if (signature[0] !== "v") this.#stack.push(other);
  }

  /** An argument that can be an object; `null` for any other. */
  #argument(parameter: number, value: Value, mayBeObject: boolean, isClose: boolean): Argument | null {
    if (value.kind === "object") {
      if (!isClose && !mayBeObject) return null;
      if (isClose) this.#give(this.#closed, value);
      return { parameter, isResult: true, source: value.local };
    }
    if (!mayBeObject) return null;
    if (value.kind === "item") return { parameter, isResult: false, source: value.array };
    if (value.kind !== "parameter") return null;
    this.#handles.add(value.local);
    return { parameter, isResult: false, source: value.local };
  }

  /**
   * Whether nothing happens between where the object in a local is read and the instruction that it is given to, so that
   * the local can forget it at once: nothing looks at the local once more, is thrown, or goes elsewhere.
   */
  #isGivenAtOnce(value: Value, to: number): boolean {
    if (value.kind !== "object") return false;
    const { opcodes: all, starts } = this.#code;
    for (let index = value.index + 1; index < to; index++) {
      const opcode = all[index] as number;
      if (!harmless.has(opcode)) return false;
      if (opcode === opcodes.localGet && this.#code.u32((starts[index] as number) + 1) === value.local)
        return false;
    }
    return true;
  }

  /** The object in a local is given away: what else is on the stack must not be the same. */
  #give(gifts: Gift[], { end, local }: Gift): void {
    gifts.push({ end, local });
    if (this.#stack.some((value) => value.kind === "object" && value.local === local))
      this.#opaque.add(local);
  }

  #callOwn(index: number): void {
    const { functionImports, functionTypes, importTypes, types } = this.#parts;
    const type = index < functionImports ? importTypes[index] : functionTypes[index - functionImports];
    this.#callOf(types[type ?? -1] ?? null);
  }

  #callOf(type: string | null): void {
    if (type === null) {
      this.isUnderstood = false;
      return;
    }
    this.#take(type.length - 2);
    this.#leave(type[0] === "v" ? 0 : 1);
  }

  /** Leaves values on the stack of which nothing is known. */
  #leave(count: number): void {
    for (let left = count; left > 0; left--) this.#stack.push(other);
  }

  /** Takes values from the stack, which something else becomes of. */
  #take(count: number): void {
    for (let left = count; left > 0; left--) this.#escape(this.#stack.pop() ?? other);
  }

  #escape(value: Value): void {
    if (value.kind === "parameter") this.#escaping.add(value.local);
    else if (value.kind === "item") this.#escaping.add(value.array);
    else if (value.kind === "object") this.#opaque.add(value.local);
  }
}
