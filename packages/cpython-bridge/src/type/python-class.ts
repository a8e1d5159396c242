/** What CPython puts into the slots of a class that the `class` statement makes. */

import { type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** CPython's numbers of slots that the bridge fills or asks for by itself. */
export const typeSlot = {
  tp_base: 48,
  tp_call: 50,
  tp_clear: 51,
  tp_dealloc: 52,
  tp_doc: 56,
  tp_init: 60,
  tp_methods: 64,
  tp_new: 65,
  tp_traverse: 71,
  tp_members: 72,
  tp_getset: 73,
  tp_finalize: 80,
} as const;

/** The C functions in the slots of every class written in Python. */
export interface PythonClassSlots {
  /** `subtype_dealloc`. */
  readonly dealloc: Pointer;
  /** `subtype_traverse`. */
  readonly traverse: Pointer;
  /** `subtype_clear`. */
  readonly clear: Pointer;
  /** `slot_tp_new`, where the class defines `__new__`. */
  readonly new: Pointer;
}

/** Makes a class with a `__new__` and looks at its slots. */
export function probePythonClass({ capi, strings, transport }: Interpreter): PythonClassSlots {
  const type = transport.symbol("PyType_Type") as number as Handle;
  const namespace = capi.PyDict_New();
  const name = capi.PyUnicode_FromString(strings.constant("__new__"));
  capi.PyObject_SetItem(namespace, name, namespace);
  const args = capi.PyTuple_New(3);
  capi.PyTuple_SetItem(args, 0, capi.PyUnicode_FromString(strings.constant("probe")));
  capi.PyTuple_SetItem(args, 1, capi.PyTuple_New(0));
  capi.PyTuple_SetItem(args, 2, namespace);
  const made = capi.PyObject_Call(type, args, HPy_NULL);
  const slots: PythonClassSlots = {
    dealloc: capi.PyType_GetSlot(made, typeSlot.tp_dealloc),
    traverse: capi.PyType_GetSlot(made, typeSlot.tp_traverse),
    clear: capi.PyType_GetSlot(made, typeSlot.tp_clear),
    new: capi.PyType_GetSlot(made, typeSlot.tp_new),
  };
  // The namespace contains itself.
  capi.PyObject_DelItem(namespace, name);
  capi.Py_DecRef(name);
  capi.Py_DecRef(made);
  capi.Py_DecRef(args);
  return slots;
}
