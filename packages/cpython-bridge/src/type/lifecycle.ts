/**
 * The life of an instance after it was made: traversal and clearing by the collector, and deallocation.
 *
 * All types of an interpreter share these functions; each finds the records of its object's type and that type's
 * bases. An object dies in the order of CPython's own heap types: finalizer, out of the collector's sight, weak
 * references, then each level's `tp_destroy` and fields from the most derived down, then the root's deallocator.
 *
 * A root that is a class written in Python has `subtype_dealloc`, which finds the deallocator to call by looking for
 * the first base with another one; from an object of ours it would find us again, for ever. So the object becomes an
 * instance of the root for its last call, as if `__class__` had been assigned. The collector cannot do that trick
 * (it counts references to the class), so of such a root it sees the instance dictionary and what the C type below
 * it holds, not `__slots__`: a cycle through those is not collected.
 *
 * An instance holds a reference to its type. A heap type of C (`array.array`) visits it and lets it go in its own
 * functions; for all other roots that is done here.
 *
 * A long chain of objects dies by a loop, not by recursion: deallocations nested deeper than a limit are put off
 * (CPython's "trashcan"). All calls here are unguarded: nothing here can be refused, and the call into CPython that led
 * here had the stack's headroom.
 */

import { type Handle, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import type { CallProtocol } from "./call-protocol.ts";
import type { Fields } from "./fields.ts";
import type { Instances } from "./instance.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";

const TPFLAGS_HAVE_GC = 1 << 14;
const TPFLAGS_HEAPTYPE = 1 << 9;
const TPFLAGS_MANAGED_DICT = 1 << 4;

/** Deallocations nested deeper than this are put off. */
const deepestDealloc = 40;

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
  const { pythonClass } = instances;
  const putOff: Handle[] = [];
  let nesting = 0;

  function hasFlag(type: Handle, flag: number): boolean {
    return (bare.PyType_GetFlags(type) & flag) !== 0;
  }

  /** The nearest base of `root`, itself included, whose function in a slot is not that of classes in Python. */
  function origin(root: Handle, number: number, ofPythonClass: Pointer): Handle {
    let type = root;
    while (bare.PyType_GetSlot(type, number) === ofPythonClass) {
      type = bare.PyType_GetSlot(type, typeSlot.tp_base) as number as Handle;
    }
    return type;
  }

  /** Whether instances have a dictionary that `base`, the C type below `root`, does not take care of. */
  function addsDictionary(root: Handle, base: Handle): boolean {
    return hasFlag(root, TPFLAGS_MANAGED_DICT) && !hasFlag(base, TPFLAGS_MANAGED_DICT);
  }

  function traverse(self: Handle, visit: Pointer, arg: Pointer): number {
    const type = instances.typeOf(self);
    const record = registry.nearest(type);
    if (record === null) return 0;
    const { root } = record;
    const base = origin(root, typeSlot.tp_traverse, pythonClass.traverse);
    const baseTraverse = bare.PyType_GetSlot(base, typeSlot.tp_traverse);
    const visitor = transport.functionAt(visit);
    let result = fields.each(self, record, (field) => {
      const value = memory.u32()[field >>> 2] as number;
      return value === 0 ? 0 : visitor(value, arg);
    });
    if (result === 0 && addsDictionary(root, base)) result = bare.PyObject_VisitManagedDict(self, visit, arg);
    const visitsType = baseTraverse !== NULL && hasFlag(base, TPFLAGS_HEAPTYPE);
    if (result === 0 && !visitsType) result = visitor(type, arg);
    if (result !== 0 || baseTraverse === NULL) return result;
    return transport.functionAt(baseTraverse)(self, visit, arg);
  }

  function clear(self: Handle): number {
    const record = registry.nearest(instances.typeOf(self));
    if (record === null) return 0;
    const { root } = record;
    const base = origin(root, typeSlot.tp_clear, pythonClass.clear);
    fields.clear(self, record);
    if (addsDictionary(root, base)) bare.PyObject_ClearManagedDict(self);
    const baseClear = bare.PyType_GetSlot(base, typeSlot.tp_clear);
    return baseClear === NULL ? 0 : transport.functionAt(baseClear)(self);
  }

  function dismantle(self: Handle): void {
    const type = instances.typeOf(self);
    const record = registry.nearest(type) as TypeRecord;
    const { root } = record;
    if (record.weakReferences) bare.PyObject_ClearWeakRefs(self);
    const struct = instances.existingStruct(self, record);
    if (struct !== NULL) {
      for (let level: TypeRecord | null = record; level !== null; level = level.parent)
        level.destroy?.(struct);
    }
    fields.clear(self, record);
    fields.forget(self);
    instances.forget(self);
    calls.forget(self);
    const rootDealloc = bare.PyType_GetSlot(root, typeSlot.tp_dealloc);
    const isPythonClass = rootDealloc === pythonClass.dealloc;
    const letsGoOfType = !isPythonClass && hasFlag(root, TPFLAGS_HEAPTYPE);
    if (isPythonClass) {
      bare.Py_IncRef(root);
      memory.u32()[(self + transport.layout.type) >>> 2] = root;
    }
    if (hasFlag(root, TPFLAGS_HAVE_GC)) bare.PyObject_GC_Track(self);
    transport.functionAt(rootDealloc)(self);
    if (!letsGoOfType) bare.Py_DecRef(type);
  }

  function dealloc(self: Handle): void {
    const type = instances.typeOf(self);
    const exact = registry.get(type);
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
  return { dealloc: deallocPointer, traverse: traversePointer, clear: clearPointer };
}
