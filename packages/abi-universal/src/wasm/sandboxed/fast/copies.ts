/**
 * The copies of a module's functions in which handles are objects (`object-flow.ts`).
 *
 * A copy has the function's instructions, but for these: calls of the context are of other forms, items of arrays are read
 * where Python has them, and the objects that are held have locals of their own. A `try` around all of it catches what is
 * thrown while they are held.
 */

import { op, uleb } from "@hpyjs/wasm";
import { copyBody, type NewNumbers, type Replacement } from "../../linked/relink/bodies.ts";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import type { Body, ModuleParts } from "../../linked/relink/parts.ts";
import { more } from "./code.ts";
import type { Access, ItemRead, ObjectUses } from "./object-uses.ts";
import type { Copy } from "./planned-ways.ts";
import { opcodes } from "./stack-effects.ts";
import { closedObject } from "./state.ts";

/** What copies call beside what the function calls, by name. */
export const copyHelpers = ["item", "keywordItem", "open", "lose", "keepHeld"] as const;

/** The numbers of functions. */
export interface CopyNumbers extends NewNumbers {
  /** The number of one of the {@link copyHelpers}. */
  readonly index: (helper: (typeof copyHelpers)[number]) => number;
}

/** The copy's type, and its body. */
export function copied(
  bytes: Uint8Array,
  { bodies, edits, functionImports, functionTypes, types }: ModuleParts,
  { names, objects, target, uses }: Copy,
  numbers: CopyNumbers,
): { readonly type: string; readonly body: Uint8Array } {
  const body = bodies[target - functionImports] as Body;
  const type = types[functionTypes[target - functionImports] as number] as string;
  const reads = uses.reads.filter(({ array }) => (objects & (1 << array)) !== 0);
  // How many items there are, the function may not know any more where it reads one. No function has two arrays.
  const known = reads.slice(0, 1).flatMap(({ array }) => [array + 1, ...(names === 0 ? [] : [names])]);
  const first = type.length - "i:".length + new InstructionReader(bytes).localCount(body.start, body.end);
  const kept = known.map((_, index) => first + index);
  const held = new Map(
    [...new Set(uses.held.values())].map((local, index) => [local, first + kept.length + index] as const),
  );
  const helper = op.call(numbers.index(names === 0 ? "item" : "keywordItem"));
  const read = ({ end, index, start }: ItemRead): Replacement => {
    return { start, end, code: [...op.i32Const(index), ...kept.flatMap(op.localGet), ...helper] };
  };
  const changes = [
    ...edits.slice(...body.edits),
    ...reads.map(read),
    ...heldChanges(uses, held, body.end - 1, numbers),
  ].sort((one, other) => one.start - other.start);
  const code = [
    ...known.flatMap((local, index) => [...op.localGet(local), ...op.localSet(kept[index] as number)]),
    ...(held.size === 0 ? [] : op.try("i")),
  ];
  return { type, body: copyBody(bytes, body, changes, numbers, { locals: kept.length + held.size, code }) };
}

/**
 * What changes in a copy for the objects that locals hold.
 * @param held the locals that they are in instead.
 * @param end where the function's last instruction is.
 */
function heldChanges(
  uses: ObjectUses,
  held: ReadonlyMap<number, number>,
  end: number,
  { index }: CopyNumbers,
): Replacement[] {
  if (held.size === 0) return [];
  const keep = op.call(index("keepHeld"));
  const open = op.call(index("open"));
  const own = (local: number): number => held.get(local) as number;
  // What was null stays null: else it is 1, which is `closedObject`.
  const forget = (local: number): number[] => [
    ...[...op.localGet(own(local)), ...op.i32Const(0), ...op.i32Ne, ...op.localSet(own(local))],
  ];
  /** An object that the module forgets has a handle that stays open. */
  const abandon = (local: number): number[] => [
    ...[...op.localGet(local), ...op.i32Const(closedObject), ...op.i32GtU, ...op.if, ...op.localGet(local)],
    ...[...open, ...op.drop, ...op.i32Const(0), ...op.localSet(local), ...op.end],
  ];
  const access = ({ end, local, opcode, start }: Access): Replacement => {
    const isRead = opcode === opcodes.localGet;
    return { start, end, code: [...(isRead ? [] : abandon(own(local))), opcode, ...uleb(own(local))] };
  };
  // What is held then is not lost: where something is thrown, and where the module has closed too little.
  const lose = op.call(index("lose"));
  const lost = [...held.values()].flatMap((local) => [...op.localGet(local), ...lose]);
  const left = [...held.values()].flatMap(abandon);
  const ending = [...op.catchAll, ...lost, ...more.rethrow, ...op.end, ...left];
  return [
    // What comes behind an instruction stands in front of what takes the place of the next.
    ...uses.closed.map(({ end, local }) => ({ start: end, end, code: forget(local) })),
    ...uses.returned.map(({ end, local }) => ({ start: end, end, code: [...forget(local), ...keep] })),
    ...uses.accesses.map(access),
    ...uses.replaced.map(({ local, start }) => ({ start, end: start, code: abandon(own(local)) })),
    ...uses.returns.map(({ depth, start }) => ({ start, end: start + 1, code: op.br(depth) })),
    { start: end, end, code: ending },
  ];
}
