/**
 * `HPyType_FromSpec`: a Python type from a definition.
 *
 * The definition is checked, the place of the struct decided (see `instance.ts`), CPython's tables written, all C
 * function pointers made in one batch, and the type created with `PyType_FromMetaclass`.
 */

import {
  type BuiltinShape,
  builtinShapes,
  type GetSetDefinition,
  type Handle,
  HPy_NULL,
  type MemberDefinition,
  type MethodDefinition,
  NULL,
  type Pointer,
  type Signatures,
  type SlotDefinition,
  type SpecParam,
  slotNumber,
  slotSignature,
  type TypeDefinition,
  typeFlags,
} from "@hpyjs/core";
import { CBlock } from "../c-block.ts";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import { unpackingCall, vectorcallOffsetMember, vectorcallOffsetName } from "./call-protocol.ts";
import { slotEntry, vectorcallEntry } from "./entries.ts";
import { type Instances, structOffsetAfter, vectorcallRoom } from "./instance.ts";
import type { LifecycleFunctions } from "./lifecycle.ts";
import { bestBase, readParams } from "./params.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";
import { SlotTable } from "./slot-table.ts";
import { getSetRow, getSetTable, memberTable, methodTable, outOfLineMemberRow } from "./tables.ts";

/** CPython's numbers of slots that no definition names. */
const slot = {
  tp_call: 50,
  tp_clear: 51,
  tp_dealloc: 52,
  tp_doc: 56,
  tp_methods: 64,
  tp_new: 65,
  tp_traverse: 71,
  tp_members: 72,
  tp_getset: 73,
} as const;

interface Sorted {
  readonly methods: readonly MethodDefinition[];
  readonly members: readonly MemberDefinition[];
  readonly getsets: readonly GetSetDefinition[];
  readonly slots: readonly SlotDefinition[];
}

function sort(definition: TypeDefinition): Sorted {
  const { defines } = definition;
  return {
    methods: defines.filter((define) => define.kind === "meth"),
    members: defines.filter((define) => define.kind === "member"),
    getsets: defines.filter((define) => define.kind === "getset"),
    slots: defines.filter((define) => define.kind === "slot"),
  };
}

function findSlot<N extends SlotDefinition["slot"]>(
  slots: readonly SlotDefinition[],
  name: N,
): SlotDefinition | null {
  return slots.find((define) => define.slot === name) ?? null;
}

/** Why a definition cannot become a type, as upstream says it; `null` when it can. */
function objection(
  definition: TypeDefinition,
  { members, slots }: Sorted,
): readonly [`PyExc_${string}`, string] | null {
  const hasCall = findSlot(slots, "tp_call") !== null;
  const { shape } = definition;
  if (typeof shape === "number" || !(shape in builtinShapes)) {
    return ["PyExc_ValueError", `invalid shape: ${shape}`];
  }
  if (definition.legacySlots !== NULL && shape !== "Legacy") {
    return [
      "PyExc_TypeError",
      "cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy",
    ];
  }
  if (shape === "Legacy") {
    return ["PyExc_TypeError", "legacy types belong to the hybrid ABI, which this context does not offer"];
  }
  if (
    members.length > 0 &&
    definition.basicsize === 0 &&
    !members.every(({ name }) => name === vectorcallOffsetName)
  ) {
    return ["PyExc_TypeError", "Type claims to have basicsize==0 but defines members"];
  }
  if ((definition.flags & typeFlags.HAVE_GC) !== 0 && findSlot(slots, "tp_traverse") === null) {
    return [
      "PyExc_ValueError",
      "You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC",
    ];
  }
  if (hasCall && definition.itemsize > 0) {
    return ["PyExc_TypeError", "Cannot use HPy call protocol with var objects"];
  }
  if (hasCall && members.some(({ name }) => name === vectorcallOffsetName)) {
    return [
      "PyExc_TypeError",
      "Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.",
    ];
  }
  if (definition.basicsize < 0 || definition.itemsize < 0) {
    return ["PyExc_ValueError", `negative size of type '${definition.name}'`];
  }
  return null;
}

/** Makes types, for one interpreter. */
export class TypeFactory {
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #instances: Instances;
  readonly #lifecycle: LifecycleFunctions;

  /** Makes types that `registry` remembers. */
  constructor(
    interpreter: Interpreter,
    registry: TypeRegistry,
    instances: Instances,
    lifecycle: LifecycleFunctions,
  ) {
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.#instances = instances;
    this.#lifecycle = lifecycle;
  }

  /** `HPyType_FromSpec`. New reference, or null with an exception set. */
  create(definition: TypeDefinition, params: readonly SpecParam[]): Handle {
    const interpreter = this.#interpreter;
    const { capi, raise } = interpreter;
    this.#registry.sweep();
    const sorted = sort(definition);
    const refusal = objection(definition, sorted);
    if (refusal !== null) return raise.error(...refusal);
    const read = readParams(interpreter, this.#instances, definition.name, params);
    if (read === null) return HPy_NULL;
    try {
      const base = bestBase(interpreter, this.#instances, read.bases);
      return base === HPy_NULL ? HPy_NULL : this.#make(definition, sorted, base, read.bases, read.metaclass);
    } finally {
      capi.Py_DecRef(read.bases);
    }
  }

  /** Where the struct of a new type goes: at an offset from the start of the object, or out of line (`null`). */
  #place(definition: TypeDefinition, parent: TypeRecord | null, base: Handle): number | null {
    if (parent !== null) return parent.structOffset;
    const shape = definition.shape as BuiltinShape;
    const offset = this.#instances.shapeOffset(shape);
    return offset === null || structOffsetAfter(this.#instances.basicSize(base)) > offset ? null : offset;
  }

  #make(definition: TypeDefinition, sorted: Sorted, base: Handle, bases: Handle, metaclass: Handle): Handle {
    const interpreter = this.#interpreter;
    const { capi, memory, strings } = interpreter;
    const shape = definition.shape as BuiltinShape;
    const parent = this.#registry.nearest(base);
    const root = parent === null ? base : parent.root;
    const structOffset = this.#place(definition, parent, base);
    const structSize = Math.max(definition.basicsize, parent?.structSize ?? 0);
    if (structOffset === null) this.#instances.noteOutOfLine(shape);

    const block = new CBlock(memory, strings);
    const slots = new SlotTable();
    const { callbacks } = slots;
    const call = this.#callProtocol(sorted, structOffset, parent, base, slots);
    const shortName = definition.name.slice(definition.name.lastIndexOf(".") + 1);
    const methods = methodTable(interpreter, block, callbacks, shortName, sorted.methods);
    if (methods === null) {
      block.free();
      return HPy_NULL;
    }
    if (sorted.methods.length > 0) slots.add(slot.tp_methods, methods);
    const members = structOffset === null ? [] : sorted.members.filter((member) => member !== call.explicit);
    const getsets = sorted.getsets.map((getset) => getSetRow(interpreter, getset));
    if (structOffset === null) {
      const structOf = (self: Handle): Pointer => this.#instances.structOf(self);
      for (const member of sorted.members)
        getsets.push(outOfLineMemberRow(interpreter, block, member, structOf));
    }
    const memberRows = members.map((member) => ({ ...member, offset: member.offset + (structOffset ?? 0) }));
    if (call.hidden || call.explicit !== undefined) memberRows.push(vectorcallOffsetMember(call.offset));
    if (memberRows.length > 0) slots.add(slot.tp_members, memberTable(block, memberRows, 0));
    if (getsets.length > 0) slots.add(slot.tp_getset, getSetTable(interpreter, block, callbacks, getsets));
    if (definition.doc !== null) slots.add(slot.tp_doc, block.string(definition.doc));

    let destroy: TypeRecord["destroy"] = null;
    for (const define of sorted.slots) {
      switch (define.slot) {
        case "tp_traverse":
        case "tp_call":
          break;
        case "tp_destroy":
          destroy = interpreter.edge.unraisable(define.impl) as NonNullable<TypeRecord["destroy"]>;
          break;
        default: {
          const signature: keyof Signatures = slotSignature[define.slot];
          slots.addCallback(slotNumber[define.slot], slotEntry(interpreter, signature, define.impl));
        }
      }
    }
    const gc =
      (definition.flags & typeFlags.HAVE_GC) !== 0 || (capi.PyType_GetFlags(base) & typeFlags.HAVE_GC) !== 0;
    slots.add(slot.tp_dealloc, this.#lifecycle.dealloc);
    if (gc) {
      slots.add(slot.tp_traverse, this.#lifecycle.traverse);
      slots.add(slot.tp_clear, this.#lifecycle.clear);
    }

    const functions = callbacks.deliver(interpreter);
    const inherits = structOffset === null || (definition.basicsize === 0 && !call.hidden);
    const basicsize = inherits ? 0 : Math.max(structOffset + structSize, this.#instances.basicSize(base));
    const flags = ((definition.flags & ~typeFlags.HAVE_GC) | (gc ? typeFlags.HAVE_GC : 0) | call.flags) >>> 0;
    const spec = block.alloc(20);
    const table = block.table(slots.rows(), 2);
    const name = block.string(definition.name);
    memory.u32().set([name, basicsize, definition.itemsize, flags, table], spec >>> 2);
    const type = capi.PyType_FromMetaclass(metaclass, HPy_NULL, spec, bases);
    const record: TypeRecord = {
      type: type >>> 0,
      parent,
      root,
      shape: parent === null ? shape : parent.shape,
      structOffset,
      structSize,
      fields: [
        ...definition.fields,
        ...sorted.members
          .filter(({ type: kind }) => kind === "OBJECT" || kind === "OBJECT_EX")
          .map((m) => m.offset),
      ],
      vectorcallOffset: call.offset,
      vectorcall: call.pointer(),
      destroy,
      gc,
      weakReferences: sorted.members.some((member) => member.name === "__weaklistoffset__"),
      block,
      functions,
    };
    if (type === HPy_NULL || !this.#registry.add(record)) {
      if (type !== HPy_NULL) capi.Py_DecRef(type);
      interpreter.transport.removeFunctions(functions);
      block.free();
      return HPy_NULL;
    }
    return type;
  }

  /** Sets up `tp_call` as the definition asks for. */
  #callProtocol(
    sorted: Sorted,
    structOffset: number | null,
    parent: TypeRecord | null,
    base: Handle,
    slots: SlotTable,
  ): CallProtocol {
    const interpreter = this.#interpreter;
    const inherited = {
      explicit: undefined,
      offset: parent?.vectorcallOffset ?? 0,
      hidden: false,
      flags: 0,
      pointer: () => parent?.vectorcall ?? NULL,
    };
    const explicit = sorted.members.find(({ name }) => name === vectorcallOffsetName);
    if (explicit !== undefined && structOffset !== null) {
      slots.add(slot.tp_call, interpreter.transport.functionPointer("PyVectorcall_Call"));
      return { ...inherited, explicit, offset: structOffset + explicit.offset, pointer: () => NULL };
    }
    const define = findSlot(sorted.slots, "tp_call");
    if (define === null) return inherited;
    const impl = define.impl as Signatures["KEYWORDS"];
    if (structOffset === null) {
      slots.addCallback(slot.tp_call, unpackingCall(interpreter, impl));
      return { ...inherited, offset: 0, pointer: () => NULL };
    }
    let pointer: Pointer = NULL;
    slots.callbacks.add(vectorcallEntry(interpreter, impl), (made) => {
      pointer = made;
    });
    slots.add(slot.tp_call, interpreter.transport.functionPointer("PyVectorcall_Call"));
    if (findSlot(sorted.slots, "tp_new") === null) {
      slots.addCallback(slot.tp_new, this.#initializingNew(base));
    }
    return {
      explicit: undefined,
      offset: structOffset - vectorcallRoom,
      hidden: true,
      flags: typeFlags.HAVE_VECTORCALL,
      pointer: () => pointer,
    };
  }

  /** A `tp_new` that calls the base's and then sets the new instance's vectorcall function. */
  #initializingNew(base: Handle): CallbackSpec {
    const { capi, edge } = this.#interpreter;
    const object = this.#instances.shapeType("Object");
    const none = capi.PyTuple_New(0);
    const create = (type: Handle, args: Handle, kw: Handle): Handle => {
      // object.__new__ refuses arguments that are meant for tp_init.
      const made =
        base === object
          ? this.#instances.callNew(base, type, none, HPy_NULL)
          : this.#instances.callNew(base, type, args, kw);
      const record = this.#registry.nearest(type);
      if (made !== HPy_NULL && record !== null) this.#instances.initialize(made, record);
      return made;
    };
    return edge.entry("h:hhh", create, 0);
  }
}

interface CallProtocol {
  /** The definition's own `__vectorcalloffset__`, which the bridge replaces by one relative to the object. */
  readonly explicit: MemberDefinition | undefined;
  /** Bytes from the start of the object to the vectorcall function, or 0. */
  readonly offset: number;
  /** Whether the bridge made the place, in the room before the struct. */
  readonly hidden: boolean;
  /** Flags to add to the type. */
  readonly flags: number;
  /** The function of new instances. */
  readonly pointer: () => Pointer;
}
