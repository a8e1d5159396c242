/**
 * Tables of what is open: builders, trackers.
 *
 * What is known of one that is open is in an entry of memory. Its number says which, and differs from those that the entry
 * had before. When the entry that comes next is taken, JavaScript makes the thing, whose numbers are smaller.
 */

import type { Link, Memory, Pointer } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Code, Emit } from "./emit.ts";

/** Numbers begin here; below are those of JavaScript's. */
const firstNumber = 0x4000_0000;

/** What a free entry has for a number: that of nothing that is open, and not that of the null handle. */
export const freeEntry = -1;

/** The form of a table. @typeParam F the names of an entry's words, but for its number, which comes first. */
export interface EntryForm<F extends string> {
  /** How many entries there are: a power of two. */
  readonly entries: number;
  /** Bytes of an entry, as a power of two. */
  readonly shift: number;
  /** Where in an entry is what, in bytes. */
  readonly offsets: Readonly<Record<F | "number", number>>;
}

/** One table, and the code that uses it. Locals are named by their indices. */
export class EntryTable<F extends string> {
  readonly #emit: Emit;
  readonly #form: EntryForm<F>;
  readonly #table: Pointer;

  /** Makes a table of free entries, with the number of the last one that was given behind them. */
  constructor(emit: Emit, memory: Memory, form: EntryForm<F>) {
    const { entries, shift } = form;
    this.#emit = emit;
    this.#form = form;
    this.#table = memory.alloc((entries << shift) + 4);
    const words = memory.i32();
    for (let index = 0; index < entries; index++) words[(this.#table + (index << shift)) >>> 2] = freeEntry;
  }

  /** A word of the entry in a local, on the stack. */
  get(entry: number, name: F | "number"): Code {
    return [...op.localGet(entry), ...op.i32Load(this.#form.offsets[name])];
  }

  /** Sets a word of the entry in a local. */
  set(entry: number, name: F | "number", value: Code): Code {
    return [...op.localGet(entry), ...value, ...op.i32Store(this.#form.offsets[name])];
  }

  /** Puts the next number into a local, and its entry into another; leaves a block when that is not free. */
  next(number: number, entry: number): Code {
    const last = this.#table + (this.#form.entries << this.#form.shift);
    return [
      ...[...op.i32Const(0), ...op.i32Load(last), ...op.i32Const(1), ...op.i32Add],
      ...[...op.i32Const(firstNumber - 1), ...op.i32And, ...op.i32Const(firstNumber), ...op.i32Or],
      ...[...op.localSet(number), ...this.#entryOf(number), ...op.localSet(entry)],
      ...[...op.i32Const(0), ...op.localGet(number), ...op.i32Store(last)],
      ...[...this.get(entry, "number"), ...op.i32Const(freeEntry), ...op.i32Ne, ...op.brIf(0)],
    ];
  }

  /** Puts the entry of the first argument's number into a local; leaves what has none to JavaScript. */
  find(link: Link, member: string, entry: number): Code {
    return [
      ...[...this.#entryOf(1), ...op.localTee(entry), ...op.i32Load(this.#form.offsets.number)],
      ...[...op.localGet(1), ...op.i32Ne, ...op.if, ...this.#emit.inJavaScript(link, member)],
      ...[...op.return, ...op.end],
    ];
  }

  #entryOf(number: number): Code {
    const { entries, shift } = this.#form;
    return [
      ...[...op.localGet(number), ...op.i32Const(entries - 1), ...op.i32And, ...op.i32Const(shift)],
      ...[...op.i32Shl, ...op.i32Const(this.#table), ...op.i32Add],
    ];
  }
}
