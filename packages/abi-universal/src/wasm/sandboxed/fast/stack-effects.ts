/** Instructions that the linker looks at more closely: their opcodes, and what others take from the stack and leave on it. */

/** Opcodes. */
export const opcodes = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  select: 0x1b,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  prefix: 0xfc,
} as const;

/** The types of blocks without a value, and with an i32. */
export const blockTypes = { none: 0x40, i32: 0x7f } as const;

/** What an instruction takes and leaves. */
export interface StackEffect {
  readonly taken: number;
  readonly left: number;
}

const effect = (taken: number, left: number): StackEffect => ({ taken, left });

const [push, change, combine, store] = [effect(0, 1), effect(1, 1), effect(2, 1), effect(2, 0)] as const;

/** Instructions without control, by ranges of opcodes. */
const ranges: readonly (readonly [first: number, last: number, effect: StackEffect])[] = [
  // Loads, stores, memory.size, memory.grow, constants.
  [0x28, 0x35, change],
  [0x36, 0x3e, store],
  [0x3f, 0x3f, push],
  [0x40, 0x40, change],
  [0x41, 0x44, push],
  // Comparisons: i32, i64, floats.
  [0x45, 0x45, change],
  [0x46, 0x4f, combine],
  [0x50, 0x50, change],
  [0x51, 0x66, combine],
  // Arithmetic of i32, i64, f32, f64.
  [0x67, 0x69, change],
  [0x6a, 0x78, combine],
  [0x79, 0x7b, change],
  [0x7c, 0x8a, combine],
  [0x8b, 0x91, change],
  [0x92, 0x98, combine],
  [0x99, 0x9f, change],
  [0xa0, 0xa6, combine],
  // Conversions.
  [0xa7, 0xc4, change],
];

const effects: ReadonlyMap<number, StackEffect> = new Map(
  ranges.flatMap(([first, last, found]) =>
    Array.from({ length: last - first + 1 }, (_, index) => [first + index, found] as const),
  ),
);

/** What an instruction takes and leaves that is no control, call or local; `null` where that is not known. */
export function stackEffect(opcode: number): StackEffect | null {
  return effects.get(opcode) ?? null;
}

/** The same of an instruction with the prefix 0xfc: saturating conversions, `memory.copy`, `memory.fill`. */
export function prefixedEffect(operation: number): StackEffect | null {
  if (operation <= 7) return change;
  return operation === 10 || operation === 11 ? effect(3, 0) : null;
}
