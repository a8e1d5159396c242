/**
 * The life of an instance after it was made: traversal and clearing by the collector, and deallocation.
 *
 * All types of an interpreter share these functions; each finds the records of its object's type and that type's
 * bases. An object dies in the order of CPython's own heap types: finalizer, out of the collector's sight, weak
 * references, then each level's `tp_destroy` and fields from the most derived down, then what bases written in Python
 * added, then the deallocator of the C type below.
 *
 * An instance holds a reference to its type. A heap type of C (`array.array`) visits it and lets it go in its own
 * functions; for all other bases that is done here.
 *
 * Instances that need none of that die without JavaScript (`known-types.ts`).
 *
 * A long chain of objects dies by a loop, not by recursion: deallocations nested deeper than a limit are put off
 * (CPython's "trashcan"). All calls here are unguarded: nothing here can be refused, and the call into CPython that led
 * here had the stack's headroom.
 */

import { type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import { quickDealloc } from "../direct/types.ts";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import type { CallProtocol } from "./call-protocol.ts";
import type { Fields } from "./fields.ts";
import type { Instances } from "./instance.ts";
import { traverseOnce } from "./listing.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";

const TPFLAGS_HAVE_GC = 1 << 14;
const TPFLAGS_HEAPTYPE = 1 << 9;

/** Deallocations nested deeper than this are put off: together they need less stack than a call is guaranteed. */
const deepestDealloc = 20;

/** The C functions that all types share. */
export interface LifecycleFunctions {
  /** `tp_dealloc`. */
  readonly dealloc: Pointer;
  /** `tp_traverse`. */
  readonly traverse: Pointer;
  /** `tp_clear`. */
  readonly clear: Pointer;
}

/** Makes the shared functions for one interpreter. */
export function createLifecycle(
  interpreter: Interpreter,
  registry: TypeRegistry,
  instances: Instances,
  fields: Fields,
  calls: CallProtocol,
): LifecycleFunctions {
  const { edge, memory, transport } = interpreter;
  const { bare } = transport;
  const putOff: Handle[] = [];
  let nesting = 0;
  /** The function by which `gc.get_referents` visits. */
  let listing: Pointer = NULL;

  function hasFlag(type: Handle, flag: number): boolean {
    return (bare.PyType_GetFlags(type) & flag) !== 0;
  }

  function hasDictionary({ dictionary, pythonPart }: TypeRecord): boolean {
    return dictionary || pythonPart.dictionary;
  }

  function traverse(self: Handle, visit: Pointer, arg: Pointer): number {
    const type = instances.typeOf(self);
    const record = registry.nearest(type);
    if (record === null) {
      // No other object without a record has this function.
      listing = visit;
      return 0;
    }
    const { base, slots } = record.pythonPart;
    const visitor = transport.functionAt(visit);
    const visitPlace = (place: number): number => {
      const value = memory.u32()[place >>> 2] as number;
      return value === 0 ? 0 : visitor(value, arg);
    };
    let result = fields.each(self, record, visitPlace);
    for (const offset of slots) result ||= visitPlace(self + offset);
    if (hasDictionary(record)) result ||= bare.PyObject_VisitManagedDict(self, visit, arg);
    const baseTraverse = bare.PyType_GetSlot(base, typeSlot.tp_traverse);
    const visitsType = visit !== listing && (baseTraverse === NULL || !hasFlag(base, TPFLAGS_HEAPTYPE));
    if (visitsType) result ||= visitor(type, arg);
    return result || (baseTraverse === NULL ? 0 : transport.functionAt(baseTraverse)(self, visit, arg));
  }

  /** Lets go of what fields and bases in Python hold. */
  function release(self: Handle, record: TypeRecord): void {
    fields.clear(self, record);
    for (const offset of record.pythonPart.slots) {
      const value = memory.u32()[(self + offset) >>> 2] as Handle;
      memory.u32()[(self + offset) >>> 2] = 0;
      if (value !== HPy_NULL) bare.Py_DecRef(value);
    }
    if (hasDictionary(record)) bare.PyObject_ClearManagedDict(self);
  }

  function clear(self: Handle): number {
    const record = registry.nearest(instances.typeOf(self));
    if (record === null) return 0;
    release(self, record);
    const baseClear = bare.PyType_GetSlot(record.pythonPart.base, typeSlot.tp_clear);
    return baseClear === NULL ? 0 : transport.functionAt(baseClear)(self);
  }

  function dismantle(self: Handle): void {
    const type = instances.typeOf(self);
    const record = registry.nearest(type) as TypeRecord;
    const { base, weakReferences } = record.pythonPart;
    if (record.weakReferences || weakReferences) bare.PyObject_ClearWeakRefs(self);
    for (const level of record.levels) {
      const struct = instances.levelStruct(self, record, level);
      if (struct !== NULL) level.destroy?.(struct);
    }
    release(self, record);
    fields.forget(self);
    for (const level of record.levels) {
      const struct = instances.levelStruct(self, record, level);
      if (struct !== NULL) level.definer.release?.(struct);
    }
    instances.forget(self);
    calls.forget(self);
    // The deallocator of a heap type lets go of the object's type, whichever that is.
    const letsGoOfType = hasFlag(base, TPFLAGS_HEAPTYPE);
    if (hasFlag(base, TPFLAGS_HAVE_GC)) bare.PyObject_GC_Track(self);
    transport.functionAt(bare.PyType_GetSlot(base, typeSlot.tp_dealloc))(self);
    if (!letsGoOfType) bare.Py_DecRef(type);
  }

  function dealloc(self: Handle): void {
    const type = instances.typeOf(self);
    const exact = registry.get(type);
    if (exact !== undefined) registry.know(type, exact);
    if (exact !== undefined && bare.PyType_GetSlot(type, typeSlot.tp_finalize) !== NULL) {
      if (bare.PyObject_CallFinalizerFromDealloc(self) < 0) return;
    }
    if (hasFlag(type, TPFLAGS_HAVE_GC)) bare.PyObject_GC_UnTrack(self);
    if (nesting >= deepestDealloc) {
      putOff.push(self);
      return;
    }
    nesting++;
    dismantle(self);
    if (nesting === 1) {
      for (let next = putOff.pop(); next !== undefined; next = putOff.pop()) dismantle(next);
    }
    nesting--;
  }

  const callbacks: CallbackSpec[] = [
    edge.frame("v:h", dealloc),
    edge.frame("i:hpp", traverse),
    edge.frame("i:h", clear),
  ];
  const [deallocPointer, traversePointer, clearPointer] = transport.addFunctions(callbacks) as [
    Pointer,
    Pointer,
    Pointer,
  ];
  traverseOnce(interpreter, traversePointer);
  const quick = quickDealloc(interpreter, registry.known, deallocPointer);
  return { dealloc: quick, traverse: traversePointer, clear: clearPointer };
}
