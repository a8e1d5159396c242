/**
 * Direct functions for trackers, which every `HPyArg_Parse` that keeps handles opens and closes.
 *
 * An open tracker has one of a few entries of memory, with room for a dozen handles; JavaScript keeps those that are more.
 * The tracker's number says which entry, and differs from those that the entry had before. When the entry that comes next is
 * taken, JavaScript makes the tracker, whose numbers are smaller (`context/tracker.ts`).
 */

import type { DirectFunction, Handle, Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Interpreter } from "../interpreter.ts";
import type { Code, DirectFunctions, Emit } from "./emit.ts";

/** How many trackers can be open at a time: a power of two. */
const entries = 32;

/** The numbers of trackers begin here; below are those of JavaScript's. */
const firstNumber = 0x4000_0000;

/** What an entry has for a number while there is no tracker, and while the handles of one are closed. */
const states = { free: -1, closing: 0 } as const;

/** What an entry keeps, in bytes from its start: the handles come last. */
const offsets = { number: 0, count: 4, more: 8, handles: 16 } as const;

/** Bytes of an entry, as a power of two. */
const entryShift = 6;

/** The handles that an entry has room for. */
const room = ((1 << entryShift) - offsets.handles) / 4;

/** More handles than this do not fit into the address space. */
const maximum = 0x7fff_ffff / 4 - 1;

/** The functions in JavaScript for handles that an entry has no room for. */
export interface MoreHandles {
  /** Keeps another handle of a tracker. */
  readonly add: (tracker: number, h: Handle) => void;
  /** Forgets those of a tracker, and closes them if `closes` is not 0. */
  readonly end: (tracker: number, closes: number) => void;
}

/** Makes them for one interpreter. */
export function moreHandles({ capi }: Interpreter): MoreHandles {
  const kept = new Map<number, Handle[]>();
  return {
    add: (tracker, h) => {
      const handles = kept.get(tracker);
      if (handles === undefined) kept.set(tracker, [h]);
      else handles.push(h);
    },
    end: (tracker, closes) => {
      const handles = kept.get(tracker) ?? [];
      kept.delete(tracker);
      if (closes !== 0) for (const h of handles) capi.Py_DecRef(h);
    },
  };
}

/** The functions of trackers. */
export function trackerFunctions(emit: Emit, { memory }: Interpreter): DirectFunctions {
  const table = memory.alloc((entries << entryShift) + 4);
  const last = table + (entries << entryShift);
  for (let index = 0; index < entries; index++)
    memory.i32()[(table + (index << entryShift)) >>> 2] = states.free;

  const entryOf = (number: number): Code => [
    ...[...op.localGet(number), ...op.i32Const(entries - 1), ...op.i32And, ...op.i32Const(entryShift)],
    ...[...op.i32Shl, ...op.i32Const(table), ...op.i32Add],
  ];
  const field = (entry: number, name: keyof typeof offsets): Code => [
    ...[...op.localGet(entry), ...op.i32Load(offsets[name])],
  ];
  const set = (entry: number, name: keyof typeof offsets, value: Code): Code => [
    ...[...op.localGet(entry), ...value, ...op.i32Store(offsets[name])],
  ];
  const placeOf = (entry: number, index: Code): Code => [
    ...[...op.localGet(entry), ...index, ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
  ];
  /** Leaves to JavaScript what is no tracker of an entry. */
  const orJavaScript = (link: Link, member: string, entry: number): Code => [
    ...[...entryOf(1), ...op.localTee(entry), ...op.i32Load(offsets.number), ...op.localGet(1), ...op.i32Ne],
    ...[...op.if, ...emit.inJavaScript(link, member), ...op.return, ...op.end],
  ];
  const endMore = (link: Link, entry: number, closes: number): Code => [
    ...[...field(entry, "more"), ...op.if, ...set(entry, "more", op.i32Const(0))],
    ...[...op.localGet(1), ...op.i32Const(closes), ...op.call(link("js:Tracker_endMore")), ...op.end],
  ];

  const open = (link: Link): Code => {
    const [number, entry] = [2, 3];
    return [
      ...[...op.block("v"), ...op.localGet(1), ...op.i32Const(maximum), ...op.i32GtU, ...op.brIf(0)],
      ...[...op.i32Const(0), ...op.i32Load(last), ...op.i32Const(1), ...op.i32Add],
      ...[...op.i32Const(firstNumber - 1), ...op.i32And, ...op.i32Const(firstNumber), ...op.i32Or],
      ...[...op.localSet(number), ...entryOf(number), ...op.localSet(entry)],
      ...[...op.i32Const(0), ...op.localGet(number), ...op.i32Store(last)],
      ...[...field(entry, "number"), ...op.i32Const(states.free), ...op.i32Ne, ...op.brIf(0)],
      ...[...set(entry, "number", op.localGet(number)), ...set(entry, "count", op.i32Const(0))],
      ...[...op.localGet(number), ...op.return, ...op.end, ...emit.inJavaScript(link, "Tracker_New")],
    ];
  };

  const add = (link: Link): Code => {
    const [entry, count] = [3, 4];
    return [
      ...[...orJavaScript(link, "Tracker_Add", entry), ...op.localGet(2), ...op.i32Eqz, ...op.if],
      ...[...op.i32Const(0), ...op.return, ...op.end],
      ...[...field(entry, "count"), ...op.localTee(count), ...op.i32Const(room), ...op.i32LtU, ...op.if],
      ...[...placeOf(entry, op.localGet(count)), ...op.localGet(2), ...op.i32Store(offsets.handles)],
      ...[...set(entry, "count", [...op.localGet(count), ...op.i32Const(1), ...op.i32Add]), ...op.else],
      ...set(entry, "more", op.i32Const(1)),
      ...[
        ...op.localGet(1),
        ...op.localGet(2),
        ...op.call(link("js:Tracker_addMore")),
        ...op.end,
        ...op.i32Const(0),
      ],
    ];
  };

  const forgetAll = (link: Link): Code => {
    const entry = 2;
    return [
      ...[...orJavaScript(link, "Tracker_ForgetAll", entry), ...set(entry, "count", op.i32Const(0))],
      ...endMore(link, entry, 0),
    ];
  };

  // An object that dies here may open trackers of its own: the entry is free only when all is done.
  const close = (link: Link): Code => {
    const [entry, index, handle, scratch] = [2, 3, 4, 5];
    return [
      ...[
        ...orJavaScript(link, "Tracker_Close", entry),
        ...set(entry, "number", op.i32Const(states.closing)),
      ],
      ...[...op.block("v"), ...op.loop, ...op.localGet(index), ...field(entry, "count"), ...op.i32GeU],
      ...[...op.brIf(1), ...placeOf(entry, op.localGet(index)), ...op.i32Load(offsets.handles)],
      ...[...op.localSet(handle), ...emit.decrement(link, handle, scratch)],
      ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localSet(index), ...op.br(0)],
      ...[...op.end, ...op.end, ...endMore(link, entry, 1)],
      ...set(entry, "number", op.i32Const(states.free)),
    ];
  };

  const functions: Record<string, DirectFunction> = {
    Tracker_New: emit.define("Tracker_New", "ii", open),
    Tracker_Add: emit.define("Tracker_Add", "ii", add),
    Tracker_ForgetAll: emit.define("Tracker_ForgetAll", "i", forgetAll),
    Tracker_Close: emit.define("Tracker_Close", "iiii", close),
  };
  return functions;
}
