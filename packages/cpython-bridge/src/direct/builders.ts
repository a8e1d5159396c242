/**
 * Direct functions for builders.
 *
 * As in `context/builder.ts`, nobody sees an object half-made, whatever goes wrong waits for `Build`, and a spent builder
 * is known. Here the object is made at once, but kept out of the collector's sight until it is built. What is known of
 * an open builder is in one of 64 entries of memory; the builder's number says which, and differs from those that the
 * entry had before. When an entry that comes next is taken, JavaScript makes the builder, whose numbers are smaller.
 */

import { type DirectFunction, HPy_NULL, type Link, type Pointer } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { builderProblem } from "../context/builder.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Code, DirectFunctions, Emit } from "./emit.ts";

/** How many builders of a kind can be open at a time. */
const entries = 64;

/** The numbers of builders begin here; below are those of JavaScript's. */
const firstNumber = 0x4000_0000;

/** What a free entry has for a number: no builder's, and not that of the null builder. */
const free = -1;

/** More items than this do not fit into the address space. */
const maximum = Math.floor(0x7fff_ffff / 4);

/** What an entry keeps, in words. */
const offsets = { number: 0, object: 4, size: 8, left: 12, items: 16, problem: 20, where: 24 } as const;

/** Bytes of an entry, as a power of two. */
const entryShift = 5;

const problems = { none: 0, index: 1, null: 2 } as const;

type Kind = "List" | "Tuple";

/** The functions of the builders, where lists and tuples look as expected. */
export function builderFunctions(emit: Emit, interpreter: Interpreter): DirectFunctions {
  const { list, size, tupleItems } = emit.layout;
  if (list === null || tupleItems === null || size === null) return {};
  return {
    ...kindFunctions(emit, "List", makeTable(interpreter)),
    ...kindFunctions(emit, "Tuple", makeTable(interpreter)),
  };
}

/** A table of entries that are all free, followed by the number of the last builder. */
function makeTable({ memory }: Interpreter): Pointer {
  const table = memory.alloc((entries << entryShift) + 4);
  const words = memory.i32();
  for (let index = 0; index < entries; index++) words[(table + (index << entryShift)) >>> 2] = free;
  return table;
}

/** What their code calls when an object cannot be built: raises, and lets go of the object. */
export function builderFailure(
  interpreter: Interpreter,
  kind: Kind,
): (object: number, size: number, problem: number, where: number) => number {
  const { capi, memory, raise, transport } = interpreter;
  return (object, size, problem, where) => {
    const words = memory.u32();
    const items =
      kind === "List"
        ? (words[(object + (transport.layout.list?.items ?? 0)) >>> 2] as number)
        : object + (transport.layout.tupleItems ?? 0);
    const missing = Array.from({ length: size }, (_, index) => words[(items >>> 2) + index]).indexOf(0);
    capi.Py_DecRef(object as never);
    raise.error(
      "PyExc_SystemError",
      `HPy${kind}Builder: ${
        problem === problems.index
          ? builderProblem.index(where, size)
          : problem === problems.null
            ? builderProblem.null(where)
            : builderProblem.unset(missing, size)
      }`,
    );
    return HPy_NULL;
  };
}

/** @param table 64 entries, then the number of the last builder. */
function kindFunctions(emit: Emit, kind: Kind, table: Pointer): DirectFunctions {
  const last = table + (entries << entryShift);
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
  /** Leaves to JavaScript what is no builder of an entry. */
  const orJavaScript = (link: Link, member: string, entry: number): Code => [
    ...[...entryOf(1), ...op.localTee(entry), ...op.i32Load(offsets.number), ...op.localGet(1), ...op.i32Ne],
    ...[...op.if, ...emit.inJavaScript(link, member), ...op.return, ...op.end],
  ];
  const names = {
    New: `${kind}Builder_New`,
    Set: `${kind}Builder_Set`,
    Build: `${kind}Builder_Build`,
    Cancel: `${kind}Builder_Cancel`,
  };

  const make = (link: Link): Code => {
    const [number, entry, object] = [2, 3, 4];
    const items =
      kind === "List"
        ? [...op.localGet(object), ...op.i32Load(emit.layout.list?.items ?? 0)]
        : [...op.localGet(object), ...op.i32Const(emit.layout.tupleItems ?? 0), ...op.i32Add];
    return [
      ...[...op.block("v"), ...op.localGet(1), ...op.i32Const(1), ...op.i32Sub],
      ...[...op.i32Const(maximum), ...op.i32GeU, ...op.brIf(0)],
      ...[...op.i32Const(0), ...op.i32Load(last), ...op.i32Const(1), ...op.i32Add],
      ...[...op.i32Const(firstNumber - 1), ...op.i32And, ...op.i32Const(firstNumber), ...op.i32Or],
      ...[...op.localSet(number), ...entryOf(number), ...op.localSet(entry)],
      ...[...op.i32Const(0), ...op.localGet(number), ...op.i32Store(last)],
      ...[...field(entry, "number"), ...op.i32Const(free), ...op.i32Ne, ...op.brIf(0)],
      ...[
        ...op.localGet(1),
        ...op.call(link(`c:Py${kind}_New`)),
        ...op.localTee(object),
        ...op.i32Eqz,
        ...op.if,
      ],
      // Build raises the MemoryError.
      ...[...op.call(link("c:PyErr_Clear")), ...op.i32Const(0), ...op.return, ...op.end],
      ...[...op.localGet(object), ...op.call(link("c:PyObject_GC_UnTrack"))],
      ...[...set(entry, "number", op.localGet(number)), ...set(entry, "object", op.localGet(object))],
      ...[...set(entry, "size", op.localGet(1)), ...set(entry, "left", op.localGet(1))],
      ...[...set(entry, "items", items), ...set(entry, "problem", op.i32Const(problems.none))],
      ...[...op.localGet(number), ...op.return, ...op.end],
      ...emit.inJavaScript(link, names.New),
    ];
  };

  const put = (link: Link): Code => {
    const [entry, place, earlier, scratch] = [4, 5, 6, 7];
    const note = (problem: number): Code => [
      ...[...field(entry, "problem"), ...op.i32Eqz, ...op.if, ...set(entry, "problem", op.i32Const(problem))],
      ...[...set(entry, "where", op.localGet(2)), ...op.end, ...op.return],
    ];
    return [
      ...orJavaScript(link, names.Set, entry),
      ...[
        ...op.localGet(2),
        ...field(entry, "size"),
        ...op.i32GeU,
        ...op.if,
        ...note(problems.index),
        ...op.end,
      ],
      ...[...op.localGet(3), ...op.i32Eqz, ...op.if, ...note(problems.null), ...op.end],
      ...emit.increment(link, 3),
      ...[...field(entry, "items"), ...op.localGet(2), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...op.localTee(place), ...op.i32Load(0), ...op.localSet(earlier)],
      ...[...op.localGet(place), ...op.localGet(3), ...op.i32Store(0), ...op.localGet(earlier), ...op.if],
      ...[...emit.decrement(link, earlier, scratch), ...op.else],
      ...[...set(entry, "left", [...field(entry, "left"), ...op.i32Const(1), ...op.i32Sub]), ...op.end],
    ];
  };

  const build = (link: Link): Code => {
    const [entry, object] = [2, 3];
    return [
      ...orJavaScript(link, names.Build, entry),
      ...[...set(entry, "number", op.i32Const(free)), ...field(entry, "object"), ...op.localSet(object)],
      ...[...field(entry, "left"), ...field(entry, "problem"), ...op.i32Or, ...op.if],
      ...[...op.localGet(object), ...field(entry, "size"), ...field(entry, "problem")],
      ...[...field(entry, "where"), ...op.call(link(`js:${kind}Builder_fail`)), ...op.return, ...op.end],
      ...[...op.localGet(object), ...op.call(link("c:PyObject_GC_Track")), ...op.localGet(object)],
    ];
  };

  const cancel = (link: Link): Code => {
    const [entry, object, scratch] = [2, 3, 4];
    return [
      ...orJavaScript(link, names.Cancel, entry),
      ...[...set(entry, "number", op.i32Const(free)), ...field(entry, "object"), ...op.localSet(object)],
      ...emit.decrement(link, object, scratch),
    ];
  };

  const functions: Record<string, DirectFunction> = {
    [names.New]: emit.define(names.New, "iii", make),
    [names.Set]: emit.define(names.Set, "iiii", put),
    [names.Build]: emit.define(names.Build, "ii", build),
    [names.Cancel]: emit.define(names.Cancel, "iii", cancel),
  };
  return functions;
}
