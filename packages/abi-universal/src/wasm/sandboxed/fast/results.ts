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
import { FunctionCode, type Instruction } from "./function-code.ts";
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
    const own = edits.filter(
      ({ call, start }) =>
        call !== null &&
        start >= body.start &&
        start < body.end &&
        functionRow(call.member).returns === "HPy",
    );
    if (own.length === 0) continue;
    const flow = flows.of(index) as ResultFlow;
    for (const { call, end: position } of own) {
      if (call === null || !flow.isReturned(position)) continue;
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

/** The blocks around an instruction: the innermost, by the instruction that begins it, and what is around that. */
interface Around {
  readonly block: number;
  readonly outer: Around | null;
  /** So many they are. */
  readonly depth: number;
}

const noBlocks: Around = { block: -1, outer: null, depth: 0 };

/** What is around so many of the blocks, and the outermost of these. */
function outOf(around: Around, count: number): { readonly block: number; readonly outer: Around } {
  let { block, outer } = around;
  for (let left = count; left > 1; left--) ({ block, outer } = outer as Around);
  return { block, outer: outer as Around };
}

/** Where values go in a function. */
export class ResultFlow {
  /** The function's instructions. */
  readonly code: FunctionCode;
  readonly #instructions: readonly Instruction[];
  /** Of each instruction that begins a block the one that ends it. */
  readonly #ends: Map<number, number> = new Map();
  /** The blocks that instructions are in; `null` where this was not understood. */
  readonly #around: (Around | null)[] = [];
  /** What is known of locals. */
  readonly #returnOnly: Map<number, boolean> = new Map();

  /** For a function. */
  constructor(code: FunctionCode) {
    this.code = code;
    this.#instructions = code.instructions;
    const { block, delegate, end, if: ifs, loop, try: tries, tryTable } = opcodes;
    const begins: ReadonlySet<number> = new Set([block, loop, ifs, tries, tryTable]);
    let open: Around | null = noBlocks;
    for (const [index, [opcode]] of this.#instructions.entries()) {
      this.#around.push(open);
      if (opcode === delegate) open = null;
      if (open === null) continue;
      if (begins.has(opcode)) open = { block: index, outer: open, depth: open.depth + 1 };
      if (opcode !== end || open.outer === null) continue;
      this.#ends.set(open.block, index);
      open = open.outer;
    }
  }

  /**
   * Whether the handle that an instruction has left which ends at a position is only returned by what follows: right away,
   * or out of a local that is read for nothing else but to see whether it is null.
   */
  isReturned(position: number): boolean {
    const next = this.#instructions.findIndex(([, , end]) => end === position) + 1;
    const [opcode, start] = this.#instructions[next] ?? [];
    const local = this.code.byte((start ?? 0) + 1);
    if (opcode === opcodes.localSet && this.#isReturnOnly(local)) return true;
    if (opcode === opcodes.localTee && this.#isNullTest(next + 1) && this.#isReturnOnly(local)) return true;
    return this.leadsToEnd(next);
  }

  /** Whether an instruction does no more with a handle on the stack than to see whether it is null. */
  #isNullTest(index: number): boolean {
    const [opcode] = this.#instructions[index] ?? [];
    return opcode === opcodes.i32Eqz || opcode === opcodes.brIf || opcode === opcodes.if;
  }

  /** Whether each reading of a local leads to the function's end, or is a look whether it is null. */
  #isReturnOnly(local: number): boolean {
    const known = this.#returnOnly.get(local);
    if (known !== undefined) return known;
    let isReturned = false;
    let isOnly = local < 0x80;
    for (const [index, [opcode, start]] of this.#instructions.entries()) {
      if (opcode !== opcodes.localGet || this.code.byte(start + 1) !== local || !isOnly) continue;
      const leads = this.leadsToEnd(index + 1);
      isReturned ||= leads;
      isOnly = leads || this.#isNullTest(index + 1);
    }
    this.#returnOnly.set(local, isOnly && isReturned);
    return isOnly && isReturned;
  }

  /** Whether the value on the stack before an instruction is only returned from there on. */
  leadsToEnd(first: number): boolean {
    let index = first;
    const start = this.#around[index] ?? null;
    if (start === null) return false;
    let around: Around = start;
    /** The local that has the value; -1 while it is on the stack. */
    let local = -1;
    /** A local that has it as well. */
    let copy = -1;
    /** So many others are on the stack, above it or in its stead. */
    let others = 0;
    /** Goes on behind blocks, of which a jump leaves so many. @returns whether the value comes along. */
    const leave = (count: number): boolean => {
      const { block: target, outer } = outOf(around, count);
      const [opcode, start] = this.#instructions[target] as Instruction;
      const type = local < 0 ? blockTypes.i32 : blockTypes.none;
      if (opcode === opcodes.loop || opcode === opcodes.tryTable || this.code.byte(start + 1) !== type)
        return false;
      if (local < 0 && others > 0) return false;
      index = (this.#ends.get(target) as number) + 1;
      around = outer;
      others = 0;
      return true;
    };
    for (;;) {
      const instruction = this.#instructions[index++];
      if (instruction === undefined) return false;
      const [opcode, start] = instruction;
      const operand = this.code.byte(start + 1);
      switch (opcode) {
        case opcodes.nop:
          break;
        case opcodes.return:
          return local < 0 && others === 0;
        case opcodes.end:
          if (around.outer === null) return local < 0 && others === 0;
          around = around.outer;
          break;
        case opcodes.else:
        case opcodes.catch:
        case opcodes.catchAll:
          if (!leave(1)) return false;
          break;
        case opcodes.br:
          if (operand >= 0x80 || operand > around.depth) return false;
          if (operand === around.depth) return local < 0 && others === 0;
          if (!leave(operand + 1)) return false;
          break;
        case opcodes.localGet:
          if (operand >= 0x80 || operand === copy) return false;
          if (operand !== local) others++;
          else if (others === 0) [local, copy] = [-1, local];
          else return false;
          break;
        case opcodes.localSet:
          if (operand >= 0x80) return false;
          if (others > 0) {
            if (operand === local) return false;
            others--;
          } else if (local < 0) [local, copy] = [operand, -1];
          else return false;
          break;
        case opcodes.localTee:
          if (operand >= 0x80 || others === 0 || operand === local) return false;
          break;
        case opcodes.globalGet:
        case opcodes.i32Const:
          others++;
          break;
        case opcodes.i32Add:
        case opcodes.i32Sub:
          if (others < 2) return false;
          others--;
          break;
        case opcodes.globalSet:
        case opcodes.drop:
          if (others === 0) return false;
          others--;
          break;
        default:
          return false;
      }
    }
  }
}
