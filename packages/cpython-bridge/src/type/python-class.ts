/**
 * Classes that the `class` statement makes, as bases of types from definitions.
 *
 * Such a class takes care of what it adds to instances (`__slots__`, a dictionary, weak references) in `subtype_dealloc`
 * and its like. But these find what to do next by looking for the first base with another function, and from an object
 * of ours they would find us again, for ever. So the bridge does their work itself: here it finds out what there is.
 */

import { type Handle, HPy_NULL, memberKindNumber, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { TypeAttribute } from "./type-attribute.ts";

/** CPython's numbers of slots that the bridge fills or asks for by itself. */
export const typeSlot = {
  tp_base: 48,
  tp_bases: 49,
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
  tp_free: 74,
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
function probePythonClass({ capi, strings, transport }: Interpreter): PythonClassSlots {
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

/** What all classes in Python between a type from a definition and the C type below them add to instances. */
export interface PythonPart {
  /** The C type: the nearest base that no `class` statement made. */
  readonly base: Handle;
  /** Bytes from the start of the object to each reference in `__slots__`. */
  readonly slots: readonly number[];
  /** Whether instances have a dictionary that the C type does not take care of. */
  readonly dictionary: boolean;
  /** Whether instances have weak references that the C type does not take care of. */
  readonly weakReferences: boolean;
}

const TPFLAGS_MANAGED_DICT = 1 << 4;

/** Offsets in a `PyMemberDef` on wasm32, in bytes, and its flag of members that cannot be written. */
const memberDef = { type: 4, offset: 8, flags: 12, READONLY: 1 } as const;

/** Finds out what classes in Python add to instances. */
export class PythonClasses {
  /** What is in the slots of such classes. */
  readonly slots: PythonClassSlots;
  readonly #interpreter: Interpreter;
  readonly #namespaceOf: TypeAttribute;
  readonly #weakReferencesOf: TypeAttribute;
  readonly #memberDescriptor: Handle;

  /** For classes of `interpreter`. */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.slots = probePythonClass(interpreter);
    this.#namespaceOf = new TypeAttribute(interpreter, "__dict__");
    this.#weakReferencesOf = new TypeAttribute(interpreter, "__weakrefoffset__");
    this.#memberDescriptor = this.#weakReferencesOf.descriptorType;
  }

  /**
   * What the classes in Python from `type` down to a C type add to instances.
   * @param parent the part of the nearest base that was made from a definition, which goes on from there.
   */
  partOf(type: Handle, parent: PythonPart | null): PythonPart {
    const { capi } = this.#interpreter;
    const hasDictionary = (type: Handle): boolean =>
      (capi.PyType_GetFlags(type) & TPFLAGS_MANAGED_DICT) !== 0;
    const hasWeakReferences = (type: Handle): boolean => this.#weakReferencesOf.number(type) !== 0;
    const slots: number[] = [];
    let base = type;
    while (capi.PyType_GetSlot(base, typeSlot.tp_dealloc) === this.slots.dealloc) {
      slots.push(...this.#slotsOf(base));
      base = capi.PyType_GetSlot(base, typeSlot.tp_base) as number as Handle;
    }
    return {
      base: parent?.base ?? base,
      slots: [...slots, ...(parent?.slots ?? [])],
      dictionary: (hasDictionary(type) && !hasDictionary(base)) || (parent?.dictionary ?? false),
      weakReferences:
        (hasWeakReferences(type) && !hasWeakReferences(base)) || (parent?.weakReferences ?? false),
    };
  }

  /** Where the `__slots__` of one class are. Without knowing the layout of descriptors one cannot tell. */
  #slotsOf(type: Handle): readonly number[] {
    const { capi, memory, transport } = this.#interpreter;
    const { memberOfDescriptor, type: typeOffset } = transport.layout;
    if (memberOfDescriptor === null) return [];
    const namespace = this.#namespaceOf.get(type);
    const names = capi.PySequence_Tuple(namespace);
    const found: number[] = [];
    for (let index = 0; index < capi.PyTuple_Size(names); index++) {
      const value = capi.PyObject_GetItem(namespace, capi.PyTuple_GetItem(names, index));
      const words = memory.u32();
      const word = (address: number): number => words[address >>> 2] ?? 0;
      if (word(value + typeOffset) === this.#memberDescriptor >>> 0) {
        const member = word(value + memberOfDescriptor);
        const isReference = word(member + memberDef.type) === memberKindNumber.OBJECT_EX;
        const isWritable = (word(member + memberDef.flags) & memberDef.READONLY) === 0;
        if (isReference && isWritable) found.push(word(member + memberDef.offset));
      }
      capi.Py_DecRef(value);
    }
    capi.Py_DecRef(names);
    capi.Py_DecRef(namespace);
    return found;
  }
}
