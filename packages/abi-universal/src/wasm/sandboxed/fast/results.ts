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
import { InstructionReader } from "../../linked/relink/instructions.ts";
import type { Call, ModuleParts } from "../../linked/relink/parts.ts";

/** Opcodes. */
const [
  nop,
  block,
  loop,
  ifs,
  elses,
  tries,
  catches,
  end,
  br,
  brIf,
  returns,
  delegate,
  catchAll,
  drop,
  tryTable,
] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x0c, 0x0d, 0x0f, 0x18, 0x19, 0x1a, 0x1f] as const;
const [localGet, localSet, localTee, globalGet, globalSet, i32Const, i32Eqz, i32Add, i32Sub] = [
  0x20, 0x21, 0x22, 0x23, 0x24, 0x41, 0x45, 0x6a, 0x6b,
] as const;

/** The types of blocks without a value, and with an i32. */
const [noValue, i32] = [0x40, 0x7f] as const;

/** An instruction: its opcode, and where it begins and ends. */
type Instruction = readonly [opcode: number, start: number, end: number];

/** The calls of functions of the context, in the bodies of such functions, whose results are only returned. */
export function resultCalls(
  bytes: Uint8Array,
  { bodies, edits, functionImports, tableFunctions }: ModuleParts,
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
    const flow = new Flow(bytes, body);
    for (const { call, end: position } of own) {
      if (call === null || !flow.isReturned(position)) continue;
      calls.add(call);
      functions.add(index);
    }
  }
  return { calls, functions };
}

/** The instructions of a body. */
class Flow {
  readonly #bytes: Uint8Array;
  readonly #instructions: Instruction[] = [];
  /** Of each instruction that begins a block the one that ends it. */
  readonly #ends: Map<number, number> = new Map();
  /** The blocks that instructions are in, by the instructions that begin them; `null` where this was not understood. */
  readonly #around: (readonly number[] | null)[] = [];
  /** What is known of locals. */
  readonly #returnOnly: Map<number, boolean> = new Map();

  constructor(bytes: Uint8Array, body: { readonly start: number; readonly end: number }) {
    this.#bytes = bytes;
    const reader = new InstructionReader(bytes);
    const first = reader.codeStart(body.start, body.end);
    reader.each(first, body.end, (...instruction) => void this.#instructions.push(instruction));
    let open: readonly number[] | null = [];
    for (const [index, [opcode]] of this.#instructions.entries()) {
      this.#around.push(open);
      if (opcode === delegate) open = null;
      if (open === null) continue;
      if ([block, loop, ifs, tries, tryTable].includes(opcode as typeof block)) open = [...open, index];
      const last: number | undefined = open.at(-1);
      if (opcode !== end || last === undefined) continue;
      this.#ends.set(last, index);
      open = open.slice(0, -1);
    }
  }

  /**
   * Whether the handle that an instruction has left which ends at a position is only returned by what follows: right away,
   * or out of a local that is read for nothing else but to see whether it is null.
   */
  isReturned(position: number): boolean {
    const next = this.#instructions.findIndex(([, , end]) => end === position) + 1;
    const [opcode, start] = this.#instructions[next] ?? [];
    const local = this.#bytes[(start ?? 0) + 1] as number;
    if (opcode === localSet && this.#isReturnOnly(local)) return true;
    if (opcode === localTee && this.#isNullTest(next + 1) && this.#isReturnOnly(local)) return true;
    return this.#leadsToEnd(next);
  }

  /** Whether an instruction does no more with a handle on the stack than to see whether it is null. */
  #isNullTest(index: number): boolean {
    const [opcode] = this.#instructions[index] ?? [];
    return opcode === i32Eqz || opcode === brIf || opcode === ifs;
  }

  /** Whether each reading of a local leads to the function's end, or is a look whether it is null. */
  #isReturnOnly(local: number): boolean {
    const known = this.#returnOnly.get(local);
    if (known !== undefined) return known;
    let isReturned = false;
    let isOnly = local < 0x80;
    for (const [index, [opcode, start]] of this.#instructions.entries()) {
      if (opcode !== localGet || this.#bytes[start + 1] !== local || !isOnly) continue;
      const leads = this.#leadsToEnd(index + 1);
      isReturned ||= leads;
      isOnly = leads || this.#isNullTest(index + 1);
    }
    this.#returnOnly.set(local, isOnly && isReturned);
    return isOnly && isReturned;
  }

  /** Whether the value on the stack before an instruction is only returned from there on. */
  #leadsToEnd(first: number): boolean {
    let index = first;
    let around = this.#around[index] ?? null;
    if (around === null) return false;
    /** The local that has the value; -1 while it is on the stack. */
    let local = -1;
    /** A local that has it as well. */
    let copy = -1;
    /** So many others are on the stack, above it or in its stead. */
    let others = 0;
    /** Goes on behind blocks, of which a jump leaves so many. @returns whether the value comes along. */
    const leave = (count: number): boolean => {
      const target = around?.at(-count) as number;
      const [opcode, start] = this.#instructions[target] as Instruction;
      const type = local < 0 ? i32 : noValue;
      if (opcode === loop || opcode === tryTable || this.#bytes[start + 1] !== type) return false;
      if (local < 0 && others > 0) return false;
      index = (this.#ends.get(target) as number) + 1;
      around = (around as readonly number[]).slice(0, -count);
      others = 0;
      return true;
    };
    for (;;) {
      const instruction = this.#instructions[index++];
      if (instruction === undefined) return false;
      const [opcode, start] = instruction;
      const operand = this.#bytes[start + 1] as number;
      switch (opcode) {
        case nop:
          break;
        case returns:
          return local < 0 && others === 0;
        case end:
          if (around.length === 0) return local < 0 && others === 0;
          around = around.slice(0, -1);
          break;
        case elses:
        case catches:
        case catchAll:
          if (!leave(1)) return false;
          break;
        case br:
          if (operand >= 0x80 || operand > around.length) return false;
          if (operand === around.length) return local < 0 && others === 0;
          if (!leave(operand + 1)) return false;
          break;
        case localGet:
          if (operand >= 0x80 || operand === copy) return false;
          if (operand !== local) others++;
          else if (others === 0) [local, copy] = [-1, local];
          else return false;
          break;
        case localSet:
          if (operand >= 0x80) return false;
          if (others > 0) {
            if (operand === local) return false;
            others--;
          } else if (local < 0) [local, copy] = [operand, -1];
          else return false;
          break;
        case localTee:
          if (operand >= 0x80 || others === 0 || operand === local) return false;
          break;
        case globalGet:
        case i32Const:
          others++;
          break;
        case i32Add:
        case i32Sub:
          if (others < 2) return false;
          others--;
          break;
        case globalSet:
        case drop:
          if (others === 0) return false;
          others--;
          break;
        default:
          return false;
      }
    }
  }
}
