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
 * (it counts references to the class), so of such a root it sees the instance dictionary, not `__slots__`: a cycle
 * through those is not collected.
 *
 * A long chain of objects dies by a loop, not by recursion: deallocations nested deeper than a limit are put off
 * (CPython's "trashcan").
 */

import { type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import type { Fields } from "./fields.ts";
import type { Instances } from "./instance.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";

/** CPython's slot numbers. */
const slot = { tp_clear: 51, tp_dealloc: 52, tp_traverse: 71, tp_finalize: 80 } as const;

const TPFLAGS_HAVE_GC = 1 << 14;
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
): LifecycleFunctions {
  const { capi, edge, memory, transport } = interpreter;
  const putOff: number[] = [];
  let nesting = 0;

  const pythonClass = makePythonClass(interpreter);
  const subtype = {
    dealloc: capi.PyType_GetSlot(pythonClass, slot.tp_dealloc),
    traverse: capi.PyType_GetSlot(pythonClass, slot.tp_traverse),
    clear: capi.PyType_GetSlot(pythonClass, slot.tp_clear),
  };
  capi.Py_DecRef(pythonClass);

  function hasManagedDict(type: Handle): boolean {
    return (capi.PyType_GetFlags(type) & TPFLAGS_MANAGED_DICT) !== 0;
  }

  function traverse(self: Handle, visit: Pointer, arg: Pointer): number {
    const type = instances.typeOf(self);
    const record = registry.nearest(type);
    if (record === null) return 0;
    const visitor = transport.functionAt(visit);
    const result = fields.each(self, record, (field) => {
      const value = memory.u32()[field >>> 2] as number;
      return value === 0 ? 0 : visitor(value, arg);
    });
    if (result !== 0) return result;
    const typeResult = visitor(type, arg);
    if (typeResult !== 0) return typeResult;
    const rootTraverse = capi.PyType_GetSlot(record.root, slot.tp_traverse);
    if (rootTraverse === subtype.traverse) {
      return hasManagedDict(record.root) ? capi.PyObject_VisitManagedDict(self, visit, arg) : 0;
    }
    return rootTraverse === NULL ? 0 : transport.functionAt(rootTraverse)(self, visit, arg);
  }

  function clear(self: Handle): number {
    const record = registry.nearest(instances.typeOf(self));
    if (record === null) return 0;
    fields.clear(self, record);
    const rootClear = capi.PyType_GetSlot(record.root, slot.tp_clear);
    if (rootClear === subtype.clear) {
      if (hasManagedDict(record.root)) capi.PyObject_ClearManagedDict(self);
      return 0;
    }
    return rootClear === NULL ? 0 : transport.functionAt(rootClear)(self);
  }

  function dismantle(self: Handle): void {
    const type = instances.typeOf(self);
    const record = registry.nearest(type) as TypeRecord;
    if (record.weakReferences && registry.get(type) === record) capi.PyObject_ClearWeakRefs(self);
    const struct = instances.existingStruct(self, record);
    if (struct !== NULL) {
      for (let level: TypeRecord | null = record; level !== null; level = level.parent)
        level.destroy?.(struct);
    }
    fields.clear(self, record);
    fields.forget(self);
    instances.forget(self);
    const rootDealloc = capi.PyType_GetSlot(record.root, slot.tp_dealloc);
    if (rootDealloc === subtype.dealloc) {
      capi.Py_IncRef(record.root);
      memory.u32()[(self + transport.layout.type) >>> 2] = record.root;
    }
    if ((capi.PyType_GetFlags(record.root) & TPFLAGS_HAVE_GC) !== 0) capi.PyObject_GC_Track(self);
    transport.functionAt(rootDealloc)(self);
    capi.Py_DecRef(type);
  }

  function dealloc(self: Handle): void {
    const type = instances.typeOf(self);
    const exact = registry.get(type);
    if (exact !== undefined && capi.PyType_GetSlot(type, slot.tp_finalize) !== NULL) {
      if (capi.PyObject_CallFinalizerFromDealloc(self) < 0) return;
    }
    if ((capi.PyType_GetFlags(type) & TPFLAGS_HAVE_GC) !== 0) capi.PyObject_GC_UnTrack(self);
    if (nesting >= deepestDealloc) {
      putOff.push(self);
      return;
    }
    nesting++;
    dismantle(self);
    if (nesting === 1) {
      for (let next = putOff.pop(); next !== undefined; next = putOff.pop()) dismantle(next as Handle);
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

/** A class as the `class` statement makes it; new reference. */
function makePythonClass({ capi, strings, transport }: Interpreter): Handle {
  const type = transport.symbol("PyType_Type") as number as Handle;
  const args = capi.PyTuple_New(3);
  capi.PyTuple_SetItem(args, 0, capi.PyUnicode_FromString(strings.constant("probe")));
  capi.PyTuple_SetItem(args, 1, capi.PyTuple_New(0));
  capi.PyTuple_SetItem(args, 2, capi.PyDict_New());
  const made = capi.PyObject_Call(type, args, HPy_NULL);
  capi.Py_DecRef(args);
  return made;
}
