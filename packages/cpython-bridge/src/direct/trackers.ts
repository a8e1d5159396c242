/**
 * Direct functions for trackers, which every `HPyArg_Parse` that keeps handles opens and closes.
 *
 * An open tracker has an entry with room for a dozen handles; JavaScript keeps those that are more.
 */

import type { DirectFunction, Handle, Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Interpreter } from "../interpreter.ts";
import type { Code, DirectFunctions, Emit } from "./emit.ts";
import { EntryTable, freeEntry } from "./entry-table.ts";

/** What is known of an open tracker: its handles come last. */
const form = { entries: 32, shift: 6, offsets: { number: 0, count: 4, more: 8, handles: 16 } } as const;

/** The number of an entry while the handles of its tracker are closed. */
const closing = 0;

/** The handles that an entry has room for. */
const room = ((1 << form.shift) - form.offsets.handles) / 4;

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
  const table = new EntryTable(emit, memory, form);
  const placeOf = (entry: number, index: Code): Code => [
    ...[...op.localGet(entry), ...index, ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
  ];
  const endMore = (link: Link, entry: number, closes: number): Code => [
    ...[...table.get(entry, "more"), ...op.if, ...table.set(entry, "more", op.i32Const(0))],
    ...[...op.localGet(1), ...op.i32Const(closes), ...op.call(link("js:Tracker_endMore")), ...op.end],
  ];

  const open = (link: Link): Code => {
    const [number, entry] = [2, 3];
    return [
      ...[...op.block("v"), ...op.localGet(1), ...op.i32Const(maximum), ...op.i32GtU, ...op.brIf(0)],
      ...table.next(number, entry),
      ...[...table.set(entry, "number", op.localGet(number)), ...table.set(entry, "count", op.i32Const(0))],
      ...[...op.localGet(number), ...op.return, ...op.end, ...emit.inJavaScript(link, "Tracker_New")],
    ];
  };

  const add = (link: Link): Code => {
    const [entry, count] = [3, 4];
    return [
      ...[...table.find(link, "Tracker_Add", entry), ...op.localGet(2), ...op.i32Eqz, ...op.if],
      ...[...op.i32Const(0), ...op.return, ...op.end],
      ...[...table.get(entry, "count"), ...op.localTee(count), ...op.i32Const(room), ...op.i32LtU, ...op.if],
      ...[...placeOf(entry, op.localGet(count)), ...op.localGet(2), ...op.i32Store(form.offsets.handles)],
      ...[...table.set(entry, "count", [...op.localGet(count), ...op.i32Const(1), ...op.i32Add]), ...op.else],
      ...table.set(entry, "more", op.i32Const(1)),
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
      ...[...table.find(link, "Tracker_ForgetAll", entry), ...table.set(entry, "count", op.i32Const(0))],
      ...endMore(link, entry, 0),
    ];
  };

  // An object that dies here may open trackers of its own: the entry is free only when all is done.
  const close = (link: Link): Code => {
    const [entry, index, handle, scratch] = [2, 3, 4, 5];
    return [
      ...[...table.find(link, "Tracker_Close", entry), ...table.set(entry, "number", op.i32Const(closing))],
      ...[...op.block("v"), ...op.loop, ...op.localGet(index), ...table.get(entry, "count"), ...op.i32GeU],
      ...[...op.brIf(1), ...placeOf(entry, op.localGet(index)), ...op.i32Load(form.offsets.handles)],
      ...[...op.localSet(handle), ...emit.decrement(link, handle, scratch)],
      ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localSet(index), ...op.br(0)],
      ...[...op.end, ...op.end, ...endMore(link, entry, 1)],
      ...table.set(entry, "number", op.i32Const(freeEntry)),
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
