/**
 * Which calls of the context only make what a function returns.
 *
 * Most functions end with such a call: `return HPyLong_FromLong(ctx, sum)`. A handle would be opened for the result, only to
 * be closed at once. So the linker finds the calls whose result goes nowhere but to the function's end: by a few harmless
 * instructions, or in a local that nobody looks at but to see whether it is null. The object waits in a register, where there
 * is place for one, and a number that is no handle stands for it (`state.ts`). This is done
 * in functions that the module does not call itself, as far as the linker can tell. Where it does so through a pointer, the
 * number is as good as a handle: JavaScript opens one when it sees it (`memory-store.ts`).
 */

import { functionRow } from "@hpyjs/core";
import type { Call, ModuleParts } from "../../linked/relink/parts.ts";
import { FunctionCode } from "./function-code.ts";
import { blockTypes, opcodes } from "./stack-effects.ts";

/** The calls of functions of the context, in the bodies of such functions, whose results are only returned. */
export function resultCalls(
  { bodies, edits, functionImports, tableFunctions }: ModuleParts,
  flows: ResultFlows,
): { readonly calls: ReadonlySet<Call>; readonly functions: ReadonlySet<number> } {
  const called = new Set(edits.flatMap(({ call, index }) => (call === null ? [index] : [])));
  const calls = new Set<Call>();
  const functions = new Set<number>();
  for (const index of new Set(tableFunctions.values())) {
    const body = bodies[index - functionImports];
    if (body === undefined || called.has(index)) continue;
    for (const { call, end: position } of edits.slice(...body.edits)) {
      if (call === null || functionRow(call.member).returns !== "HPy") continue;
      if (!(flows.of(index) as ResultFlow).isReturned(position)) continue;
      calls.add(call);
      functions.add(index);
    }
  }
  return { calls, functions };
}

/** What becomes of results in the functions of a module. */
export class ResultFlows {
  readonly #bytes: Uint8Array;
  readonly #parts: ModuleParts;
  readonly #flows: Map<number, ResultFlow> = new Map();

  /** For the functions of a module. */
  constructor(bytes: Uint8Array, parts: ModuleParts) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  /** The same of one function; `null` for one that is imported. */
  of(index: number): ResultFlow | null {
    const known = this.#flows.get(index);
    if (known !== undefined) return known;
    const body = this.#parts.bodies[index - this.#parts.functionImports];
    if (body === undefined) return null;
    const made = new ResultFlow(new FunctionCode(this.#bytes, body));
    this.#flows.set(index, made);
    return made;
  }
}

/** The place of what is in no block, and of what is in one that was not understood. */
const [outermost, unknown] = [-1, -2] as const;

/** Where values go in a function. */
export class ResultFlow {
  /** The function's instructions. */
  readonly code: FunctionCode;
  /** Of each instruction the innermost block that it is in, by the instruction that begins that. */
  readonly #blocks: number[] = [];
  /** Of each instruction that begins a block the one that ends it. */
  readonly #ends: number[] = [];
  /** What is known of locals. */
  readonly #returnOnly: Map<number, boolean> = new Map();

  /** For a function. */
  constructor(code: FunctionCode) {
    this.code = code;
    const { opcodes: all } = code;
    let block: number = outermost;
    for (let index = 0; index < all.length; index++) {
      const opcode = all[index] as number;
      this.#blocks.push(block);
      if (opcode > opcodes.tryTable || block === unknown) continue;
      if (opcode === opcodes.delegate) block = unknown;
      else if ((opcode >= 0x02 && opcode <= 0x04) || opcode === 0x06 || opcode === 0x1f) block = index;
      else if (opcode === opcodes.end && block >= 0) {
        this.#ends[block] = index;
        block = this.#blocks[block] as number;
      }
    }
  }

  /**
   * Whether the handle that an instruction has left which ends at a position is only returned by what follows: right away,
   * or out of a local that is read for nothing else but to see whether it is null.
   */
  isReturned(position: number): boolean {
    const next = this.code.ends.indexOf(position) + 1;
    const opcode = this.code.opcodes[next];
    const local = this.code.byte((this.code.starts[next] ?? 0) + 1);
    if (opcode === opcodes.localSet && this.#isReturnOnly(local)) return true;
    if (opcode === opcodes.localTee && this.#isNullTest(next + 1) && this.#isReturnOnly(local)) return true;
    return this.leadsToEnd(next);
  }

  /** Whether an instruction does no more with a handle on the stack than to see whether it is null. */
  #isNullTest(index: number): boolean {
    const opcode = this.code.opcodes[index];
    return opcode === opcodes.i32Eqz || opcode === opcodes.brIf || opcode === opcodes.if;
  }

  /** Whether each reading of a local leads to the function's end, or is a look whether it is null. */
  #isReturnOnly(local: number): boolean {
    const known = this.#returnOnly.get(local);
    if (known !== undefined) return known;
    const { opcodes: all, starts } = this.code;
    let isReturned = false;
    let isOnly = local < 0x80;
    for (
      let index = all.indexOf(opcodes.localGet);
      index >= 0 && isOnly;
      index = all.indexOf(opcodes.localGet, index + 1)
    ) {
      if (this.code.byte((starts[index] as number) + 1) !== local) continue;
      const leads = this.leadsToEnd(index + 1);
      isReturned ||= leads;
      isOnly = leads || this.#isNullTest(index + 1);
    }
    this.#returnOnly.set(local, isOnly && isReturned);
    return isOnly && isReturned;
  }

  /** The block that a jump leaves which names so many around it; {@link outermost} for the function, or what is unknown. */
  #jumpedOut(from: number, depth: number): number {
    let block = from;
    for (let left = depth; left > 0; left--) {
      if (block < 0) return unknown;
      block = this.#blocks[block] as number;
    }
    return block;
  }

  /** Whether what goes on behind a block has the value that is on the stack, or in a local. */
  #isBrought(block: number, isOnStack: boolean): boolean {
    const opcode = this.code.opcodes[block];
    const type = isOnStack ? blockTypes.i32 : blockTypes.none;
    const isPlain = opcode !== opcodes.loop && opcode !== opcodes.tryTable;
    return isPlain && this.code.byte((this.code.starts[block] as number) + 1) === type;
  }

  /** Whether the value on the stack before an instruction is only returned from there on. */
  leadsToEnd(first: number): boolean {
    const { opcodes: all, starts } = this.code;
    let index = first;
    let block = this.#blocks[index] ?? unknown;
    if (block === unknown) return false;
    /** The local that has the value; -1 while it is on the stack. */
    let local = -1;
    /** A local that has it as well. */
    let copy = -1;
    /** So many others are on the stack, above it or in its stead. */
    let others = 0;
    for (; index < all.length; index++) {
      const operand = this.code.byte((starts[index] as number) + 1);
      switch (all[index]) {
        case 0x01: // nop
          break;
        case 0x0f: // return
          return local < 0 && others === 0;
        case 0x0b: // end
          if (block === outermost) return local < 0 && others === 0;
          block = this.#blocks[block] as number;
          break;
        case 0x05: // else, catch, catch_all, br
        case 0x07:
        case 0x19:
        case 0x0c: {
          const isJump = all[index] === opcodes.br;
          if (isJump && operand >= 0x80) return false;
          const target = isJump ? this.#jumpedOut(block, operand) : block;
          if (target === outermost) return local < 0 && others === 0;
          if (target === unknown || !this.#isBrought(target, local < 0)) return false;
          if (local < 0 && others > 0) return false;
          index = this.#ends[target] as number;
          block = this.#blocks[target] as number;
          others = 0;
          break;
        }
        case 0x20: // local.get
          if (operand >= 0x80 || operand === copy) return false;
          if (operand !== local) others++;
          else if (others === 0) [local, copy] = [-1, local];
          else return false;
          break;
        case 0x21: // local.set
          if (operand >= 0x80) return false;
          if (others > 0) {
            if (operand === local) return false;
            others--;
          } else if (local < 0) [local, copy] = [operand, -1];
          else return false;
          break;
        case 0x22: // local.tee
          if (operand >= 0x80 || others === 0 || operand === local) return false;
          break;
        case 0x23: // global.get, i32.const
        case 0x41:
          others++;
          break;
        case 0x6a: // i32.add, i32.sub
        case 0x6b:
          if (others < 2) return false;
          others--;
          break;
        case 0x24: // global.set, drop
        case 0x1a:
          if (others === 0) return false;
          others--;
          break;
        default:
          return false;
      }
    }
    return false;
  }
}
