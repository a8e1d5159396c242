/** Direct functions for items and lengths. Exact lists, tuples and dicts have ways of their own. */

import type { DirectFunction, Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { arityOf, type Code, type DirectFunctions, type Emit, parametersOf } from "./emit.ts";
import { callCApi } from "./uniform.ts";

/** Items, lengths, and appending to lists. */
export function itemFunctions(emit: Emit): DirectFunctions {
  return {
    Length: length(emit),
    GetItem_i: getByIndex(emit),
    SetItem_i: setByIndex(emit),
    List_Append: append(emit),
    SetItem: emit.define("SetItem", "i", (link) => [
      // A null value is an error that PyObject_SetItem knows.
      ...[
        ...emit.isExactly(1, "PyDict_Type"),
        ...op.localGet(3),
        ...op.i32Const(0),
        ...op.i32Ne,
        ...op.i32And,
      ],
      ...op.ifTyped("i"),
      // Where keys are exact integers or strings, no Python code runs before the key is there.
      ...[...emit.isExactly(2, "PyLong_Type"), ...emit.isExactly(2, "PyUnicode_Type"), ...op.i32Or],
      ...[...op.i32Eqz, ...op.if, ...emit.sampled(link, "SetItem", 4), ...op.end],
      ...[...parametersOf("SetItem"), ...op.call(link("c:PyDict_SetItem")), ...op.else],
      ...[...callCApi(emit, link, "SetItem", "PyObject_SetItem"), ...op.end],
    ]),
    GetItem_s: withKey(emit, "GetItem_s", "PyUnicode_FromString", "PyObject_GetItem"),
    SetItem_s: withKey(emit, "SetItem_s", "PyUnicode_FromString", "PyObject_SetItem"),
    DelItem_i: withKey(emit, "DelItem_i", "PyLong_FromSsize_t", "PyObject_DelItem"),
    DelItem_s: withKey(emit, "DelItem_s", "PyUnicode_FromString", "PyObject_DelItem"),
  };
}

/** A new key in the second parameter's place, let go of afterwards. Locals: the key, the saved count, the result. */
function keyed(emit: Emit, link: Link, member: string, make: string, use: string): Code {
  const parameters = arityOf(member);
  const [key, saved, result] = [parameters + 1, parameters + 2, parameters + 3];
  const value = parameters === 3 ? op.localGet(3) : [];
  const isHandle = member.startsWith("GetItem");
  const call = [...op.localGet(1), ...op.localGet(key), ...value, ...op.call(link(`c:${use}`))];
  return [
    ...[
      ...emit.sampled(link, member, saved),
      ...op.localGet(2),
      ...op.call(link(`c:${make}`)),
      ...op.localTee(key),
      ...op.i32Eqz,
      ...op.if,
    ],
    ...[...op.i32Const(isHandle ? 0 : -1), ...op.return, ...op.end],
    ...[...call, ...op.localSet(result)],
    ...[...emit.decrement(link, key, saved), ...op.localGet(result)],
  ];
}

function withKey(emit: Emit, member: string, make: string, use: string): DirectFunction {
  return emit.define(member, "iii", (link) => keyed(emit, link, member, make, use));
}

function length(emit: Emit): DirectFunction {
  const { size } = emit.layout;
  return emit.define("Length", "i", (link) => [
    ...(size === null
      ? []
      : [
          ...[...emit.isExactly(1, "PyList_Type"), ...emit.isExactly(1, "PyTuple_Type"), ...op.i32Or],
          ...[...op.if, ...op.localGet(1), ...op.i32Load(size), ...op.return, ...op.end],
        ]),
    ...callCApi(emit, link, "Length", "PyObject_Size"),
  ]);
}

/** The address of the item in an exact list or tuple whose index is in local 2, on the stack. */
function place(emit: Emit, kind: "list" | "tuple"): Code {
  const { list, tupleItems } = emit.layout;
  const items =
    kind === "list"
      ? [...op.localGet(1), ...op.i32Load(list?.items ?? 0)]
      : [...op.localGet(1), ...op.i32Const(tupleItems ?? 0), ...op.i32Add];
  return [...items, ...op.localGet(2), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add];
}

/** Whether the index in local 2 is one of an item of the list or tuple in local 1. */
function isInside(size: number): Code {
  return [...op.localGet(2), ...op.localGet(1), ...op.i32Load(size), ...op.i32LtU];
}

function getByIndex(emit: Emit): DirectFunction {
  const { list, size, tupleItems } = emit.layout;
  const [key, saved, result] = [3, 4, 5];
  const from = (link: Link, kind: "list" | "tuple", type: string): Code =>
    size === null
      ? []
      : [
          ...[...emit.isExactly(1, type), ...op.if, ...isInside(size), ...op.if],
          ...[...place(emit, kind), ...op.i32Load(0), ...op.localTee(result), ...op.if],
          ...[...emit.increment(link, result, saved), ...op.localGet(result), ...op.return],
          ...[...op.end, ...op.end, ...op.end],
        ];
  return emit.define("GetItem_i", "iii", (link) => {
    const ofSequence = [...op.localGet(1), ...op.localGet(2), ...op.call(link("c:PySequence_GetItem"))];
    const ofOther = [...op.localGet(1), ...op.localGet(key), ...op.call(link("c:PyObject_GetItem"))];
    return [
      ...(list === null ? [] : from(link, "list", "PyList_Type")),
      ...(tupleItems === null ? [] : from(link, "tuple", "PyTuple_Type")),
      ...[
        ...emit.sampled(link, "GetItem_i", saved),
        ...op.localGet(1),
        ...op.call(link("c:PySequence_Check")),
      ],
      ...[...op.if, ...ofSequence, ...op.return, ...op.end],
      ...[...op.localGet(2), ...op.call(link("c:PyLong_FromSsize_t")), ...op.localTee(key)],
      ...[...op.i32Eqz, ...op.if, ...op.i32Const(0), ...op.return, ...op.end],
      ...[...ofOther, ...op.localSet(result)],
      ...[...emit.decrement(link, key, saved), ...op.localGet(result)],
    ];
  });
}

function setByIndex(emit: Emit): DirectFunction {
  const { list, size } = emit.layout;
  const [earlier, scratch] = [4, 5];
  return emit.define("SetItem_i", "iii", (link) => [
    ...(list === null || size === null
      ? []
      : [
          ...[...emit.isExactly(1, "PyList_Type"), ...op.localGet(3), ...op.i32Const(0), ...op.i32Ne],
          ...[...op.i32And, ...isInside(size), ...op.i32And, ...op.if, ...emit.increment(link, 3, earlier)],
          ...[...place(emit, "list"), ...op.i32Load(0), ...op.localSet(earlier)],
          ...[...place(emit, "list"), ...op.localGet(3), ...op.i32Store(0)],
          ...[...emit.release(link, earlier, scratch), ...op.i32Const(0), ...op.return, ...op.end],
        ]),
    ...keyed(emit, link, "SetItem_i", "PyLong_FromSsize_t", "PyObject_SetItem"),
  ]);
}

/** Appending to a list that has room. */
function append(emit: Emit): DirectFunction {
  const { list, size } = emit.layout;
  const [before, scratch] = [3, 4];
  return emit.define("List_Append", "ii", (link) => [
    ...(list === null || list.allocated === null || size === null
      ? []
      : [
          ...[...emit.isExactly(1, "PyList_Type"), ...op.localGet(2), ...op.i32Const(0), ...op.i32Ne],
          ...[...op.i32And, ...op.if, ...op.localGet(1), ...op.i32Load(size), ...op.localTee(before)],
          ...[...op.localGet(1), ...op.i32Load(list.allocated), ...op.i32LtU, ...op.if],
          ...[...emit.increment(link, 2, scratch), ...op.localGet(1), ...op.i32Load(list.items)],
          ...[...op.localGet(before), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
          ...[...op.localGet(2), ...op.i32Store(0), ...op.localGet(1), ...op.localGet(before)],
          ...[...op.i32Const(1), ...op.i32Add, ...op.i32Store(size), ...op.i32Const(0), ...op.return],
          ...[...op.end, ...op.end],
        ]),
    ...callCApi(emit, link, "List_Append", "PyList_Append"),
  ]);
}
