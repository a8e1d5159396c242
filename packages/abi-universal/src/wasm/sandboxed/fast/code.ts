/** Instructions that work on two memories: the module's is memory 0, the interpreter's memory 1. */

import { op, uleb } from "@hpyjs/wasm";

/** Instructions. */
export type Code = readonly number[];

/** The index of the interpreter's memory. */
export const interpreterMemory = 1;

const memory = (opcode: number, align: number, offset: number): Code => [
  ...[opcode, align | 0x40, interpreterMemory],
  ...uleb(offset),
];

/** Loads and stores in the interpreter's memory. */
export const own = {
  load: (offset: number): Code => memory(0x28, 2, offset),
  load64: (offset: number): Code => memory(0x29, 3, offset),
  load8: (offset: number): Code => memory(0x2d, 0, offset),
  store: (offset: number): Code => memory(0x36, 2, offset),
  store64: (offset: number): Code => memory(0x37, 3, offset),
  store8: (offset: number): Code => memory(0x3a, 0, offset),
  loadF64: (offset: number): Code => memory(0x2b, 3, offset),
} as const;

/** Loads and stores in the module's memory. */
export const theirs = {
  load8: (offset: number): Code => [0x2d, 0, ...uleb(offset)],
  store: (offset: number): Code => [0x36, 2, ...uleb(offset)],
  load: (offset: number): Code => [0x28, 2, ...uleb(offset)],
  store8: (offset: number): Code => [0x3a, 0, ...uleb(offset)],
  load64: (offset: number): Code => [0x29, 0, ...uleb(offset)],
  store64: (offset: number): Code => [0x37, 0, ...uleb(offset)],
  /** Its size in pages. */
  pages: [0x3f, 0] as Code,
  /** `memory.fill`. */
  fill: [0xfc, 11, 0] as Code,
} as const;

/** So many bytes are copied or filled with instructions for words: those for memory take longer to begin. */
const eights = (size: number): readonly number[] =>
  Array.from({ length: size >>> 3 }, (_, index) => 8 * index);

/** Fills a few bytes of the module's memory with zeros, from the address in a local on: a multiple of 8. */
export const clear = (address: number, size: number): Code =>
  eights(size).flatMap((offset) => [
    ...[...op.localGet(address), ...op.i64Const(0), ...theirs.store64(offset)],
  ]);

/** Copies a few bytes out of the module's memory: a multiple of 4. Both addresses are in locals. */
export const copyWords = (target: number, source: number, size: number): Code => [
  ...eights(size).flatMap((offset) => [
    ...[...op.localGet(target), ...op.localGet(source), ...theirs.load64(offset), ...own.store64(offset)],
  ]),
  ...(size % 8 === 0
    ? []
    : [...op.localGet(target), ...op.localGet(source), ...theirs.load(size - 4), ...own.store(size - 4)]),
];

/** Instructions that only this code uses. */
export const more = {
  i32GeU: [0x4f] as Code,
  i32LtU: [0x49] as Code,
  i64LtS: [0x53] as Code,
  i64Mul: [0x7e] as Code,
  i64Ne: [0x52] as Code,
  select: [0x1b] as Code,
  /** The same bits as another type. */
  i64OfF64: [0xbd] as Code,
  f64OfI64: [0xbf] as Code,
  /** `memory.copy` from the module's memory to the interpreter's, and back. */
  copyOut: [0xfc, 10, interpreterMemory, 0] as Code,
  copyIn: [0xfc, 10, 0, interpreterMemory] as Code,
  /** Throws on what the `catch` around it has caught. */
  rethrow: [0x09, 0x00] as Code,
} as const;
