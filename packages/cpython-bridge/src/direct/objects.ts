/** Direct functions for any object: its type, its truth, comparing, calling, iterating. */

import { capsuleKeys, type DirectFunction } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { subclassFlags } from "../subclass.ts";
import { arityOf, type Code, type DirectFunctions, type Emit, parametersOf } from "./emit.ts";
import { callCApi } from "./uniform.ts";

/** What every object can do, with what JavaScript checks before the call. */
export function objectFunctions(emit: Emit): DirectFunctions {
  return {
    Type: emit.define("Type", "ii", (link) => [
      ...[...op.localGet(1), ...op.i32Eqz, ...op.if],
      ...[...callCApi(emit, link, "Type", "PyObject_Type"), ...op.return, ...op.end],
      ...[...emit.typeOf(1), ...op.localSet(2), ...emit.increment(link, 2, 3), ...op.localGet(2)],
    ]),
    TypeCheck: emit.define("TypeCheck", "", (link) => [
      ...[
        ...emit.typeOf(1),
        ...op.localGet(2),
        ...op.i32Eq,
        ...op.ifTyped("i"),
        ...op.i32Const(1),
        ...op.else,
      ],
      ...[...emit.typeOf(1), ...op.localGet(2), ...op.call(link("c:PyType_IsSubtype")), ...op.end],
    ]),
    Is: emit.define("Is", "", () => [...op.localGet(1), ...op.localGet(2), ...op.i32Eq]),
    IsTrue: emit.define("IsTrue", "i", (link) => [
      ...[...op.localGet(1), ...emit.address("_Py_TrueStruct"), ...op.i32Eq, ...op.if],
      ...[...op.i32Const(1), ...op.return, ...op.end],
      ...[...op.localGet(1), ...emit.address("_Py_FalseStruct"), ...op.i32Eq, ...op.if],
      ...[...op.i32Const(0), ...op.return, ...op.end],
      ...callCApi(emit, link, "IsTrue", "PyObject_IsTrue"),
    ]),
    Err_Occurred: emit.define("Err_Occurred", "", (link) => [
      ...[...op.call(link("c:PyErr_Occurred")), ...op.i32Const(0), ...op.i32Ne],
    ]),
    Hash: unless(emit, "Hash", [...op.localGet(1), ...op.i32Eqz], "PyObject_Hash"),
    RichCompare: unless(emit, "RichCompare", noComparison(), "PyObject_RichCompare"),
    RichCompareBool: unless(emit, "RichCompareBool", noComparison(), "PyObject_RichCompareBool"),
    CallMethod: unless(emit, "CallMethod", [...op.localGet(3), ...op.i32Eqz], "PyObject_VectorcallMethod"),
    Iter_Next: emit.define("Iter_Next", "i", (link) => [
      // In the commonest iterators no Python code runs.
      ...[...emit.isExactly(1, "PyListIter_Type"), ...emit.isExactly(1, "PyTupleIter_Type"), ...op.i32Or],
      ...[...op.if, ...op.localGet(1), ...op.call(link("c:PyIter_Next")), ...op.return, ...op.end],
      ...[...op.localGet(1), ...op.call(link("c:PyIter_Check")), ...op.i32Eqz, ...op.if],
      ...[...emit.inJavaScript(link, "Iter_Next"), ...op.return, ...op.end],
      ...callCApi(emit, link, "Iter_Next", "PyIter_Next"),
    ]),
    CallTupleDict: callTupleDict(emit),
    Bytes_FromStringAndSize: unless(
      emit,
      "Bytes_FromStringAndSize",
      [...op.localGet(1), ...op.i32Eqz],
      "PyBytes_FromStringAndSize",
    ),
    Slice_Unpack: unless(
      emit,
      "Slice_Unpack",
      [...emit.isExactly(1, "PySlice_Type"), ...op.i32Eqz],
      "PySlice_Unpack",
    ),
    ContextVar_Get: emit.define("ContextVar_Get", "i", (link) => [
      ...[...op.localGet(3), ...op.i32Const(0), ...op.i32Store(0)],
      ...callCApi(emit, link, "ContextVar_Get", "PyContextVar_Get"),
    ]),
    Tuple_FromArray: tupleFromArray(emit),
    Capsule_Get: capsuleGet(emit),
    ...typeChecks(emit),
  };
}

/** No comparison has the number in the third parameter. */
const noComparison = (): Code => [...op.localGet(3), ...op.i32Const(5), ...op.i32GtU];

/** A call of the C API, unless a condition holds: then JavaScript has something to say. */
function unless(emit: Emit, member: string, condition: Code, name: string): DirectFunction {
  return emit.define(member, "i", (link) => [
    ...[...condition, ...op.if, ...emit.inJavaScript(link, member), ...op.return, ...op.end],
    ...callCApi(emit, link, member, name),
  ]);
}

/** `HPyList_Check` and its like: a look at the type, or at a bit of it. */
function typeChecks(emit: Emit): DirectFunctions {
  const check = (member: string, type: string, flag: number): DirectFunction =>
    emit.define(member, "", (link) => [
      ...[...emit.isExactly(1, type), ...op.ifTyped("i"), ...op.i32Const(1), ...op.else],
      ...[...emit.typeOf(1), ...op.call(link("c:PyType_GetFlags")), ...op.i32Const(flag), ...op.i32And],
      ...[...op.i32Const(0), ...op.i32Ne, ...op.end],
    ]);
  return {
    List_Check: check("List_Check", "PyList_Type", subclassFlags.List),
    Tuple_Check: check("Tuple_Check", "PyTuple_Type", subclassFlags.Tuple),
    Dict_Check: check("Dict_Check", "PyDict_Type", subclassFlags.Dict),
    Bytes_Check: check("Bytes_Check", "PyBytes_Type", subclassFlags.Bytes),
    Unicode_Check: check("Unicode_Check", "PyUnicode_Type", subclassFlags.Unicode),
  };
}

/** Exact tuples and dicts, or null for either; the rest is JavaScript's. */
function callTupleDict(emit: Emit): DirectFunction {
  const member = "CallTupleDict";
  const [scratch, empty] = [arityOf(member) + 1, arityOf(member) + 2];
  const nullOr = (parameter: number, type: string): Code => [
    ...[...op.localGet(parameter), ...op.i32Eqz, ...op.ifTyped("i"), ...op.i32Const(1), ...op.else],
    ...[...emit.isExactly(parameter, type), ...op.end],
  ];
  return emit.define(member, "ii", (link) => [
    ...[...nullOr(2, "PyTuple_Type"), ...op.if, ...nullOr(3, "PyDict_Type"), ...op.if],
    ...[...emit.sampled(link, member, scratch), ...op.localGet(3), ...op.i32Eqz, ...op.if],
    ...[
      ...op.localGet(1),
      ...op.localGet(2),
      ...op.call(link("c:PyObject_CallObject")),
      ...op.return,
      ...op.end,
    ],
    ...[...op.localGet(2), ...op.if, ...parametersOf(member), ...op.call(link("c:PyObject_Call"))],
    ...[...op.return, ...op.end],
    ...[...op.i32Const(0), ...op.call(link("c:PyTuple_New")), ...op.localTee(empty), ...op.i32Eqz, ...op.if],
    ...[...op.i32Const(0), ...op.return, ...op.end],
    ...[...op.localGet(1), ...op.localGet(empty), ...op.localGet(3), ...op.call(link("c:PyObject_Call"))],
    ...[...op.localGet(empty), ...op.call(link("c:Py_DecRef")), ...op.return, ...op.end, ...op.end],
    ...emit.inJavaScript(link, member),
  ]);
}

/** What a capsule has, by the key in local 2; the rest, and what is wrong, is JavaScript's. */
function capsuleGet(emit: Emit): DirectFunction {
  const isKey = (key: keyof typeof capsuleKeys): Code => [
    ...[...op.localGet(2), ...op.i32Const(capsuleKeys[key]), ...op.i32Eq, ...op.if, ...op.localGet(1)],
  ];
  return emit.define("Capsule_Get", "", (link) => [
    ...[...isKey("Pointer"), ...op.localGet(3), ...op.call(link("c:PyCapsule_GetPointer")), ...op.return],
    ...[...op.end, ...isKey("Name"), ...op.call(link("c:PyCapsule_GetName")), ...op.return, ...op.end],
    ...[...isKey("Context"), ...op.call(link("c:PyCapsule_GetContext")), ...op.return, ...op.end],
    ...emit.inJavaScript(link, "Capsule_Get"),
  ]);
}

/** A new tuple, filled from the end; JavaScript says what is wrong with a null item. */
function tupleFromArray(emit: Emit): DirectFunction {
  const { tupleItems } = emit.layout;
  const [tuple, left, item, scratch] = [3, 4, 5, 6];
  const word = (start: Code): Code => [
    ...start,
    ...[...op.localGet(left), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
  ];
  return emit.define("Tuple_FromArray", "iiii", (link) => {
    if (tupleItems === null) return emit.inJavaScript(link, "Tuple_FromArray");
    return [
      ...[...op.localGet(2), ...op.call(link("c:PyTuple_New")), ...op.localTee(tuple), ...op.i32Eqz],
      ...[...op.if, ...op.i32Const(0), ...op.return, ...op.end, ...op.localGet(2), ...op.localSet(left)],
      ...[...op.block("v"), ...op.loop, ...op.localGet(left), ...op.i32Eqz, ...op.brIf(1)],
      ...[...op.localGet(left), ...op.i32Const(1), ...op.i32Sub, ...op.localSet(left)],
      ...[...word(op.localGet(1)), ...op.i32Load(0), ...op.localTee(item), ...op.i32Eqz, ...op.if],
      ...[...emit.decrement(link, tuple, item), ...emit.inJavaScript(link, "Tuple_FromArray")],
      ...[...op.return, ...op.end, ...emit.increment(link, item, scratch)],
      ...[...word(op.localGet(tuple)), ...op.localGet(item), ...op.i32Store(tupleItems)],
      ...[...op.br(0), ...op.end, ...op.end, ...op.localGet(tuple)],
    ];
  });
}
