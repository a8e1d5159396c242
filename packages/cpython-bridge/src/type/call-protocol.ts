/**
 * The call protocol: `HPy_tp_call` and `HPy_SetCallFunction`.
 *
 * Each instance carries the C function that calling it runs, as CPython's vectorcall wants it: at an offset that the
 * type declares as the member `__vectorcalloffset__`. For `HPy_tp_call` it is kept in the room before the struct and set
 * in every new instance; a definition may also place it itself, inside the struct. Types whose structs are out of line have no such place:
 * there `tp_call` gets a tuple and a dict, and hands them on as an array.
 */

import {
  type CallFunction,
  type Handle,
  HPy_NULL,
  type MemberDefinition,
  NULL,
  type Pointer,
} from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import { vectorcallEntry } from "./entries.ts";
import type { Instances } from "./instance.ts";
import type { TypeRegistry } from "./registry.ts";

/** The member by which a type tells where its instances keep their vectorcall function. */
export const vectorcallOffsetName = "__vectorcalloffset__";

/** That member, for a place at `offset` from the start of the object. */
export function vectorcallOffsetMember(offset: number): MemberDefinition {
  return { kind: "member", name: vectorcallOffsetName, type: "HPYSSIZET", offset, readonly: true, doc: null };
}

/** A `tp_call` for types without room for a vectorcall function: tuple and dict become array and names. */
export function unpackingCall(interpreter: Interpreter, impl: CallFunction["impl"]): CallbackSpec {
  const { capi, edge, memory } = interpreter;
  const unpack = (self: Handle, args: Handle, kw: Handle): number => {
    const positional = capi.PyTuple_Size(args);
    const names = kw === HPy_NULL ? HPy_NULL : capi.PySequence_Tuple(kw);
    if (kw !== HPy_NULL && names === HPy_NULL) return 0;
    const named = names === HPy_NULL ? 0 : capi.PyTuple_Size(names);
    const array = memory.alloc((positional + named) * 4);
    const words = memory.u32();
    for (let index = 0; index < positional; index++)
      words[(array >>> 2) + index] = capi.PyTuple_GetItem(args, index);
    for (let index = 0; index < named; index++) {
      words[(array >>> 2) + positional + index] = capi.PyDict_GetItemWithError(
        kw,
        capi.PyTuple_GetItem(names, index),
      );
    }
    try {
      return impl(self, array, positional, names);
    } finally {
      memory.free(array);
      if (names !== HPy_NULL) capi.Py_DecRef(names);
    }
  };
  return edge.entry("h:hhh", unpack, 0);
}

/** Makes `HPy_SetCallFunction` for one interpreter. One C function serves all objects with the same implementation. */
export function createSetCallFunction(
  interpreter: Interpreter,
  registry: TypeRegistry,
  instances: Instances,
): (object: Handle, func: CallFunction) => number {
  const { capi, memory, raise, strings, transport } = interpreter;
  const pointers = new WeakMap<CallFunction["impl"], Pointer>();
  return (object, func) => {
    const type = instances.typeOf(object);
    const record = registry.nearest(type);
    if (record === null || record.vectorcallOffset === 0) {
      const name = capi.PyObject_GetAttrString(type, strings.constant("__name__"));
      raise.error(
        "PyExc_TypeError",
        `type '${strings.fromPython(name).slice(0, 50)} does not implement the HPy call protocol`,
      );
      capi.Py_DecRef(name);
      return -1;
    }
    let pointer = pointers.get(func.impl) ?? NULL;
    if (pointer === NULL) {
      [pointer] = transport.addFunctions([vectorcallEntry(interpreter, func.impl)]) as [Pointer];
      pointers.set(func.impl, pointer);
    }
    memory.u32()[(object + record.vectorcallOffset) >>> 2] = pointer;
    return 0;
  };
}
