/**
 * The call protocol: `HPy_tp_call` and `HPy_SetCallFunction`.
 *
 * Each instance carries the C function that calling it runs, as CPython's vectorcall wants it: at an offset that the
 * type declares as the member `__vectorcalloffset__`. For `HPy_tp_call` it is kept in the room before the struct and
 * set in every new instance; a definition may also place it itself, inside the struct. Types whose structs are out of
 * line have no such place, and an instance that was made by a `__new__` in Python has an empty one: these are called
 * through CPython's `tp_call`, which gets a tuple and a dict, and hands them on as an array.
 *
 * The functions that single objects were given are kept by the object's address until it dies. They all share one C
 * function, so that giving out a new one for each object costs no entry of the interpreter's table.
 */

import {
  type CallFunction,
  type Handle,
  HPy_NULL,
  type MemberDefinition,
  NULL,
  type Pointer,
  type Signatures,
} from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";
import type { CallbackSpec } from "../transport.ts";
import { type Defines, findMember, findSlot, layoutMembers } from "./defines.ts";
import { vectorcallEntry } from "./entries.ts";
import { type Instances, vectorcallRoom } from "./instance.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";
import type { SlotTable } from "./slot-table.ts";

type Implementation = CallFunction["impl"];

/** How instances of a new type are called. */
export interface CallPlan {
  /** Whether `HPy_SetCallFunction` works on instances. */
  readonly isCallable: boolean;
  /** Bytes from the start of the object to the vectorcall function, or 0 when there is no such place. */
  readonly offset: number;
  /** Whether the place is new in this type: CPython must be told. */
  readonly isPlaced: boolean;
  /** The function of new instances, once the type's callbacks are delivered. */
  readonly pointer: () => Pointer;
}

/** The call protocol of one interpreter. */
export class CallProtocol {
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #instances: Instances;
  readonly #own: Map<number, Implementation> = new Map();
  readonly #dispatch: Pointer;
  readonly #objectInit: Pointer;

  /** Serves the types of `registry`. */
  constructor(interpreter: Interpreter, registry: TypeRegistry, instances: Instances) {
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.#instances = instances;
    const { capi, transport } = interpreter;
    const dispatch: Implementation = (self, args, nargs, kwnames) =>
      (this.#own.get(self >>> 0) as Implementation)(self, args, nargs, kwnames);
    [this.#dispatch] = transport.addFunctions([vectorcallEntry(interpreter, dispatch)]) as [Pointer];
    this.#objectInit = capi.PyType_GetSlot(instances.shapeType("Object"), typeSlot.tp_init);
  }

  /** `HPy_SetCallFunction`. */
  setCallFunction(object: Handle, func: CallFunction): number {
    const { capi, memory, raise, strings } = this.#interpreter;
    const type = this.#instances.typeOf(object);
    const record = this.#registry.nearest(type);
    if (record === null || !record.isCallable) {
      const name = strings.fromC(capi._PyType_Name(type)) ?? "";
      raise.error("PyExc_TypeError", `type '${name.slice(0, 50)} does not implement the HPy call protocol`);
      return -1;
    }
    this.#own.set(object >>> 0, func.impl);
    if (record.vectorcallOffset !== 0) {
      memory.u32()[(object + record.vectorcallOffset) >>> 2] = this.#dispatch;
    }
    return 0;
  }

  /** Forgets the function of an object that dies. */
  forget(object: number): void {
    if (this.#own.size > 0) this.#own.delete(object >>> 0);
  }

  /** Sets up the slots of a new type by which its instances are called. */
  plan(
    defines: Defines,
    structOffset: number | null,
    parent: TypeRecord | null,
    base: Handle,
    slots: SlotTable,
  ): CallPlan {
    const { transport } = this.#interpreter;
    const explicit = findMember(defines, layoutMembers.vectorcall);
    const impl = (findSlot(defines, "tp_call")?.impl ?? null) as Signatures["KEYWORDS"] | null;
    if (explicit === undefined && impl === null) {
      return {
        isCallable: parent?.isCallable ?? false,
        offset: parent?.vectorcallOffset ?? 0,
        isPlaced: false,
        pointer: () => parent?.vectorcall ?? NULL,
      };
    }
    if (explicit !== undefined && structOffset !== null) {
      slots.add(typeSlot.tp_call, transport.functionPointer("PyVectorcall_Call"));
      return {
        isCallable: true,
        offset: structOffset + explicit.offset,
        isPlaced: true,
        pointer: () => NULL,
      };
    }
    slots.addCallback(typeSlot.tp_call, this.#unpackingCall(impl));
    if (impl === null || structOffset === null) {
      return { isCallable: true, offset: 0, isPlaced: false, pointer: () => NULL };
    }
    let pointer: Pointer = NULL;
    slots.callbacks.add(vectorcallEntry(this.#interpreter, impl), (made) => {
      pointer = made;
    });
    if (findSlot(defines, "tp_new") === null && !this.#instances.hasPythonNew(base)) {
      slots.addCallback(typeSlot.tp_new, this.#initializingNew(base));
    }
    return {
      isCallable: true,
      offset: structOffset - vectorcallRoom,
      isPlaced: true,
      pointer: () => pointer,
    };
  }

  /** A `tp_new` that calls the base's and then sets the new instance's vectorcall function. */
  #initializingNew(base: Handle): CallbackSpec {
    const { capi, edge, raise, strings } = this.#interpreter;
    const takesNothing = (type: Handle): boolean =>
      this.#instances.hasObjectNew(base) && capi.PyType_GetSlot(type, typeSlot.tp_init) === this.#objectInit;
    const create = (type: Handle, args: Handle, kw: Handle): Handle => {
      const isGiven = capi.PyTuple_Size(args) > 0 || (kw !== HPy_NULL && capi.PyObject_Size(kw) > 0);
      // object() refuses arguments that nobody takes only where tp_new is its own.
      if (isGiven && takesNothing(type)) {
        return raise.error(
          "PyExc_TypeError",
          `${strings.fromC(capi._PyType_Name(type))}() takes no arguments`,
        );
      }
      const made = this.#instances.callNew(base, type, args, kw);
      if (made === HPy_NULL) return HPy_NULL;
      // A base's tp_new may give an object of any type.
      const record = this.#registry.nearest(this.#instances.typeOf(made));
      if (record !== null) this.#instances.initialize(made, record);
      return made;
    };
    return edge.entry("h:hhh", create, 0);
  }

  /** A `tp_call` for objects without a vectorcall function: tuple and dict become array and names. */
  #unpackingCall(impl: Implementation | null): CallbackSpec {
    const { capi, edge, memory, raise } = this.#interpreter;
    const isText = subclassCheck(this.#interpreter, "Unicode");
    const unpack = (self: Handle, args: Handle, kw: Handle): number => {
      const call = this.#own.get(self >>> 0) ?? impl;
      if (call === null) return raise.error("PyExc_TypeError", "the object was given no call function");
      const positional = capi.PyTuple_Size(args);
      const named = kw === HPy_NULL ? 0 : capi.PyObject_Size(kw);
      const names = named === 0 ? HPy_NULL : capi.PySequence_Tuple(kw);
      if (named !== 0 && names === HPy_NULL) return HPy_NULL;
      for (let index = 0; index < named; index++) {
        if (isText(capi.PyTuple_GetItem(names, index)) !== 0) continue;
        capi.Py_DecRef(names);
        return raise.error("PyExc_TypeError", "keywords must be strings");
      }
      const array = memory.alloc((positional + named) * 4);
      const words = memory.u32();
      for (let index = 0; index < positional; index++) {
        words[(array >>> 2) + index] = capi.PyTuple_GetItem(args, index);
      }
      for (let index = 0; index < named; index++) {
        const name = capi.PyTuple_GetItem(names, index);
        words[(array >>> 2) + positional + index] = capi.PyDict_GetItemWithError(kw, name);
      }
      try {
        return call(self, array, positional, names);
      } finally {
        memory.free(array);
        if (names !== HPy_NULL) capi.Py_DecRef(names);
      }
    };
    return edge.entry("h:hhh", unpack, 0);
  }
}

/** The member by which a type tells CPython where its instances keep their vectorcall function. */
export function vectorcallOffsetMember(offset: number): MemberDefinition {
  const name = layoutMembers.vectorcall;
  return { kind: "member", name, type: "HPYSSIZET", offset, readonly: true, doc: null };
}
