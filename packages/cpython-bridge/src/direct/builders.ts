/**
 * Direct functions for builders.
 *
 * As in `context/builder.ts`, nobody sees an object half-made, whatever goes wrong waits for `Build`, and a spent builder
 * is known. Here the object is made at once, but kept out of the collector's sight until it is built.
 */

import { type DirectFunction, HPy_NULL, type Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { builderProblem } from "../context/builder.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Code, DirectFunctions, Emit } from "./emit.ts";
import { EntryTable, freeEntry } from "./entry-table.ts";

/** More items than this do not fit into the address space. */
const maximum = Math.floor(0x7fff_ffff / 4);

/** What is known of an open builder. */
const form = {
  entries: 64,
  shift: 5,
  offsets: { number: 0, object: 4, size: 8, left: 12, items: 16, problem: 20, where: 24 },
} as const;

const problems = { none: 0, index: 1, null: 2 } as const;

type Kind = "List" | "Tuple";

type Table = EntryTable<keyof typeof form.offsets>;

/** The functions of the builders, where lists and tuples look as expected. */
export function builderFunctions(emit: Emit, interpreter: Interpreter): DirectFunctions {
  const { list, size, tupleItems } = emit.layout;
  if (list === null || tupleItems === null || size === null) return {};
  return {
    ...kindFunctions(emit, "List", new EntryTable(emit, interpreter.memory, form)),
    ...kindFunctions(emit, "Tuple", new EntryTable(emit, interpreter.memory, form)),
  };
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

function kindFunctions(emit: Emit, kind: Kind, table: Table): DirectFunctions {
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
      ...table.next(number, entry),
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
      ...[
        ...table.set(entry, "number", op.localGet(number)),
        ...table.set(entry, "object", op.localGet(object)),
      ],
      ...[...table.set(entry, "size", op.localGet(1)), ...table.set(entry, "left", op.localGet(1))],
      ...[...table.set(entry, "items", items), ...table.set(entry, "problem", op.i32Const(problems.none))],
      ...[...op.localGet(number), ...op.return, ...op.end],
      ...emit.inJavaScript(link, names.New),
    ];
  };

  const put = (link: Link): Code => {
    const [entry, place, earlier, scratch] = [4, 5, 6, 7];
    const note = (problem: number): Code => [
      ...[
        ...table.get(entry, "problem"),
        ...op.i32Eqz,
        ...op.if,
        ...table.set(entry, "problem", op.i32Const(problem)),
      ],
      ...[...table.set(entry, "where", op.localGet(2)), ...op.end, ...op.return],
    ];
    return [
      ...table.find(link, names.Set, entry),
      ...[
        ...op.localGet(2),
        ...table.get(entry, "size"),
        ...op.i32GeU,
        ...op.if,
        ...note(problems.index),
        ...op.end,
      ],
      ...[...op.localGet(3), ...op.i32Eqz, ...op.if, ...note(problems.null), ...op.end],
      ...emit.increment(link, 3, scratch),
      ...[...table.get(entry, "items"), ...op.localGet(2), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...op.localTee(place), ...op.i32Load(0), ...op.localSet(earlier)],
      ...[...op.localGet(place), ...op.localGet(3), ...op.i32Store(0), ...op.localGet(earlier), ...op.if],
      ...[...emit.decrement(link, earlier, scratch), ...op.else],
      ...[
        ...table.set(entry, "left", [...table.get(entry, "left"), ...op.i32Const(1), ...op.i32Sub]),
        ...op.end,
      ],
    ];
  };

  const build = (link: Link): Code => {
    const [entry, object] = [2, 3];
    return [
      ...table.find(link, names.Build, entry),
      ...[
        ...table.set(entry, "number", op.i32Const(freeEntry)),
        ...table.get(entry, "object"),
        ...op.localSet(object),
      ],
      ...[...table.get(entry, "left"), ...table.get(entry, "problem"), ...op.i32Or, ...op.if],
      ...[...op.localGet(object), ...table.get(entry, "size"), ...table.get(entry, "problem")],
      ...[...table.get(entry, "where"), ...op.call(link(`js:${kind}Builder_fail`)), ...op.return, ...op.end],
      ...[...op.localGet(object), ...op.call(link("c:PyObject_GC_Track")), ...op.localGet(object)],
    ];
  };

  const cancel = (link: Link): Code => {
    const [entry, object, scratch] = [2, 3, 4];
    return [
      ...table.find(link, names.Cancel, entry),
      ...[
        ...table.set(entry, "number", op.i32Const(freeEntry)),
        ...table.get(entry, "object"),
        ...op.localSet(object),
      ],
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
