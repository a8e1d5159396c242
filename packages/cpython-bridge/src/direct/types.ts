/** Direct functions that need to know an object's type: making instances and storing fields (`type/known-types.ts`). */

import type { Link, Pointer } from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import type { Interpreter } from "../interpreter.ts";
import {
  addressShift,
  type KnownTypes,
  listCapacity,
  place,
  placeShift,
  placesMask,
} from "../type/known-types.ts";
import { type Code, type DirectFunctions, Emit } from "./emit.ts";

/** The address of the place of the type in a local, on the stack. */
function placeOf(known: KnownTypes, type: number): Code {
  return [
    ...[...op.localGet(type), ...op.i32Const(addressShift), ...op.i32ShrU],
    ...[...op.i32Const(placesMask), ...op.i32And, ...op.i32Const(placeShift), ...op.i32Shl],
    ...[...op.i32Const(known.table), ...op.i32Add],
  ];
}

/** Leaves a block when the place in a local is not that of the type in another, or the type must not be used so. */
function unlessKnown(entry: number, type: number, use: "make" | "drop" | "storeFields"): Code {
  return [...op.localGet(entry), ...op.i32Load(place[use]), ...op.localGet(type), ...op.i32Ne, ...op.brIf(0)];
}

/** `_HPy_New`, `HPyType_GenericNew` and `HPyField_Store`. */
export function typeFunctions(emit: Emit, known: KnownTypes): DirectFunctions {
  /** A new instance of the type in local 1, in a local, or null; leaves a block when JavaScript is to make it. */
  const create = (
    link: Link,
    member: "New" | "Type_GenericNew",
    [entry, object, offset]: readonly [number, number, number],
  ): Code => [
    ...[...placeOf(known, 1), ...op.localSet(entry), ...unlessKnown(entry, 1, "make")],
    ...[
      ...emit.sampled(link, member, object),
      ...op.localGet(1),
      ...op.i32Const(0),
      ...op.call(link("c:PyType_GenericAlloc")),
    ],
    ...[...op.localTee(object), ...op.if],
    ...[...op.localGet(entry), ...op.i32Load(place.callOffset), ...op.localTee(offset), ...op.if],
    ...[...op.localGet(object), ...op.localGet(offset), ...op.i32Add],
    ...[...op.localGet(entry), ...op.i32Load(place.call), ...op.i32Store(0), ...op.end, ...op.end],
  ];
  return {
    New: emit.define("New", "iii", (link) => {
      const [data, entry, object, offset] = [2, 3, 4, 5];
      return [
        ...[...op.block("v"), ...create(link, "New", [entry, object, offset])],
        ...[...op.localGet(object), ...op.if, ...op.localGet(data), ...op.if, ...op.localGet(data)],
        ...[...op.localGet(object), ...op.localGet(entry), ...op.i32Load(place.struct), ...op.i32Add],
        ...[...op.i32Store(0), ...op.end, ...op.end, ...op.localGet(object), ...op.return, ...op.end],
        ...emit.inJavaScript(link, "New"),
      ];
    }),
    Type_GenericNew: emit.define("Type_GenericNew", "iii", (link) => {
      const [entry, object, offset] = [5, 6, 7];
      return [
        ...[...op.block("v"), ...create(link, "Type_GenericNew", [entry, object, offset])],
        ...[...op.localGet(object), ...op.return],
        ...[...op.end, ...emit.inJavaScript(link, "Type_GenericNew")],
      ];
    }),
    Field_Store: emit.define("Field_Store", "iii", (link) => {
      const [owner, field, value, type, entry, earlier] = [1, 2, 3, 4, 5, 6];
      return [
        ...[...op.block("v"), ...emit.typeOf(owner), ...op.localSet(type)],
        ...[...placeOf(known, type), ...op.localSet(entry)],
        ...unlessKnown(entry, type, "storeFields"),
        ...[...op.localGet(field), ...op.i32Load(0), ...op.localSet(earlier)],
        ...[...op.localGet(value), ...op.if, ...emit.increment(link, value, entry), ...op.end],
        ...[...op.localGet(field), ...op.localGet(value), ...op.i32Store(0)],
        ...[...emit.release(link, earlier, entry), ...op.return, ...op.end],
        ...emit.inJavaScript(link, "Field_Store"),
      ];
    }),
  };
}

/**
 * A `tp_dealloc` that lets the simplest instances go, and calls `other` for all others.
 * @returns `other` itself where the interpreter's objects are not known well enough.
 */
export function quickDealloc(interpreter: Interpreter, known: KnownTypes, other: Pointer): Pointer {
  const { transport } = interpreter;
  const { layout, wasm } = transport;
  const free = wasm?.symbol("PyObject_Free");
  const decrement = wasm?.symbol("Py_DecRef");
  const { finalizer, immortal, references } = layout;
  const isPossible = finalizer !== null && immortal !== null;
  if (wasm === null || !isPossible || typeof free !== "function" || typeof decrement !== "function")
    return other;
  const emit = new Emit(transport);
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "table");
  const freeIndex = module.importFunction("env", "free", "v:i");
  const decrementIndex = module.importFunction("env", "decrement", "v:i");
  const type = module.type("v:i");
  const [self, own, entry, destroy, list, count, number] = [0, 1, 2, 3, 4, 5, 6];
  module.function(
    "v:i",
    [
      ...[...op.block("v"), ...emit.typeOf(self), ...op.localSet(own), ...placeOf(known, own)],
      ...[...op.localSet(entry), ...unlessKnown(entry, own, "drop")],
      // A finalizer may have been given to the type at any time.
      ...[...op.localGet(own), ...op.i32Load(finalizer), ...op.brIf(0)],
      // The number that tp_destroy would note, if there is room.
      ...[...op.localGet(entry), ...op.i32Load(place.list), ...op.localTee(list), ...op.if],
      ...[...op.localGet(list), ...op.i32Load(0), ...op.localTee(count)],
      ...[...op.i32Const(listCapacity), ...op.i32GeU, ...op.brIf(1)],
      ...[...op.localGet(self), ...op.localGet(entry), ...op.i32Load(place.number), ...op.i32Add],
      ...[...op.i32Load(0), ...op.localTee(number), ...op.if],
      ...[...op.localGet(list), ...op.localGet(count), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...op.localGet(number), ...op.i32Store(4), ...op.localGet(list), ...op.localGet(count)],
      ...[...op.i32Const(1), ...op.i32Add, ...op.i32Store(0), ...op.end, ...op.end],
      ...[...op.localGet(entry), ...op.i32Load(place.destroy), ...op.localTee(destroy), ...op.if],
      ...[...op.localGet(self), ...op.localGet(entry), ...op.i32Load(place.struct), ...op.i32Add],
      ...[...op.localGet(destroy), ...op.callIndirect(type), ...op.end],
      ...[...op.localGet(self), ...op.call(freeIndex)],
      ...[...op.localGet(own), ...op.i32Load(references), ...op.localTee(count)],
      ...[...op.i32Const(2), ...op.i32Sub, ...op.i32Const(immortal - 2), ...op.i32LtU],
      ...[...op.if, ...op.localGet(own), ...op.localGet(count), ...op.i32Const(1), ...op.i32Sub],
      ...[...op.i32Store(references), ...op.else, ...op.localGet(own), ...op.call(decrementIndex)],
      ...[...op.end, ...op.return, ...op.end],
      ...[...op.localGet(self), ...op.i32Const(other), ...op.callIndirect(type)],
    ],
    "dealloc",
    6,
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory: wasm.memory, table: wasm.table, free, decrement },
  });
  const pointer = wasm.reserveFunctions(1);
  wasm.table.set(pointer, exports.dealloc);
  return pointer;
}
