/**
 * `HPyType_FromSpec`: a Python type from a definition.
 *
 * The definition is checked, the place of the struct decided (see `instance.ts`), CPython's tables written, all C
 * function pointers made in one batch, and the type created with `PyType_FromMetaclass`.
 */

import {
  type BuiltinShape,
  type Handle,
  HPy_NULL,
  type MemberDefinition,
  type Pointer,
  type Signatures,
  type SpecParam,
  slotNumber,
  slotSignature,
  type TypeDefinition,
  typeFlags,
} from "@hpyjs/core";
import { CBlock } from "../c-block.ts";
import type { Interpreter } from "../interpreter.ts";
import { type CallPlan, type CallProtocol, vectorcallOffsetMember } from "./call-protocol.ts";
import { type Defines, findMember, layoutMembers, sortDefines } from "./defines.ts";
import { slotEntry } from "./entries.ts";
import { type Instances, structOffsetAfter } from "./instance.ts";
import type { LifecycleFunctions } from "./lifecycle.ts";
import { bestBase, readParams } from "./params.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import { outOfLineRefusal, placeRefusal, type Refusal, refusal } from "./refusal.ts";
import type { TypeRegistry } from "./registry.ts";
import { SlotTable } from "./slot-table.ts";
import { getSetRow, getSetTable, memberTable, methodTable, outOfLineMemberRow } from "./tables.ts";

/**
 * Bytes that instances with a struct out of line are larger than their base's. Nobody uses them; they tell CPython that
 * the type has a layout of its own: among several bases it is the one that counts, and `__class__` cannot be assigned.
 */
const slack = 8;

/** CPython's flag of types whose instances' dictionaries it keeps in front of the object. */
const TPFLAGS_MANAGED_DICT = 1 << 4;

/** What is known of a new type before it is made. */
interface Plan {
  readonly definition: TypeDefinition;
  readonly defines: Defines;
  /** The base whose layout instances extend. */
  readonly base: Handle;
  /** The base's record, or that of its nearest base that has one. */
  readonly parent: TypeRecord | null;
  /** Bytes from the start of an instance to its struct, or `null` when it lies out of line. */
  readonly structOffset: number | null;
  /** Whether the type gives instances a dictionary, because a base has one that is not `base`. */
  readonly dictionary: boolean;
  /** Whether the collector sees instances. */
  readonly gc: boolean;
}

/** Makes types, for one interpreter. */
export class TypeFactory {
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #instances: Instances;
  readonly #lifecycle: LifecycleFunctions;
  readonly #calls: CallProtocol;
  readonly #executing: () => Handle;

  /**
   * Makes types that `registry` remembers.
   * @param executing gives the module that is being executed: it lives as long as the types that it makes.
   */
  constructor(
    interpreter: Interpreter,
    registry: TypeRegistry,
    instances: Instances,
    lifecycle: LifecycleFunctions,
    calls: CallProtocol,
    executing: () => Handle,
  ) {
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.#instances = instances;
    this.#lifecycle = lifecycle;
    this.#calls = calls;
    this.#executing = executing;
  }

  /** `HPyType_FromSpec`. New reference, or null with an exception set. */
  create(definition: TypeDefinition, params: readonly SpecParam[]): Handle {
    const interpreter = this.#interpreter;
    const { capi, raise } = interpreter;
    this.#registry.sweep();
    const defines = sortDefines(definition);
    const refused = refusal(definition, defines);
    if (refused !== null) return raise.error(...refused);
    const read = readParams(interpreter, this.#instances, definition.name, params);
    if (read === null) return HPy_NULL;
    try {
      const base = bestBase(interpreter, this.#instances, read.bases);
      if (base === HPy_NULL) return HPy_NULL;
      const parent = this.#registry.nearest(base);
      const structOffset = this.#place(definition, parent, base);
      const dictionary = this.#addsDictionary(defines, base, read.bases);
      const gc = dictionary || ((definition.flags | capi.PyType_GetFlags(base)) & typeFlags.HAVE_GC) !== 0;
      const plan: Plan = { definition, defines, base, parent, structOffset, dictionary, gc };
      return this.#make(plan, read.bases, read.metaclass);
    } finally {
      capi.Py_DecRef(read.bases);
    }
  }

  /** Where the struct of a new type goes: at an offset from the start of the object, or out of line (`null`). */
  #place(definition: TypeDefinition, parent: TypeRecord | null, base: Handle): number | null {
    if (parent !== null && hasLayout(parent)) return parent.structOffset;
    const offset = this.#instances.shapeOffset(definition.shape as BuiltinShape);
    if (offset === null || this.#instances.hasItems(base)) return null;
    return structOffsetAfter(this.#instances.basicSize(base)) > offset ? null : offset;
  }

  /**
   * Whether instances need a dictionary of their own. From any base but the best, CPython takes over the place of the
   * dictionary without seeing that it is no such place in this type.
   */
  #addsDictionary(defines: Defines, base: Handle, bases: Handle): boolean {
    const { capi } = this.#interpreter;
    const hasOne = (type: Handle): boolean => this.#instances.dictionaryOffset(type) !== 0;
    if (hasOne(base) || findMember(defines, layoutMembers.dictionary) !== undefined) return false;
    const count = capi.PyTuple_Size(bases);
    return Array.from({ length: count }, (_, index) => capi.PyTuple_GetItem(bases, index)).some(hasOne);
  }

  #make(plan: Plan, bases: Handle, metaclass: Handle): Handle {
    const { definition, defines, base, parent, structOffset } = plan;
    const { capi, memory, raise, strings, transport } = this.#interpreter;
    const shape = definition.shape as BuiltinShape;
    if (structOffset === null) this.#instances.noteOutOfLine(shape);
    const block = new CBlock(memory, strings);
    const slots = new SlotTable();
    const call = this.#calls.plan(defines, structOffset, parent, base, slots);
    const refused = this.#refusal(plan, call);
    if (refused !== null) raise.error(...refused);
    if (refused !== null || !this.#addTables(plan, call, block, slots)) {
      block.free();
      return HPy_NULL;
    }
    const destroy = this.#addSlots(plan, slots);
    const functions = slots.callbacks.deliver(this.#interpreter);
    const spec = block.alloc(20);
    const table = block.table(slots.rows(), 2);
    const name = block.string(definition.name);
    const { itemsize } = definition;
    memory
      .u32()
      .set([name, this.#basicSize(plan, call), itemsize, this.#flags(plan, call), table], spec >>> 2);
    const type = capi.PyType_FromMetaclass(metaclass, this.#executing(), spec, bases);
    const isMade =
      type !== HPy_NULL &&
      this.#registry.add({
        type: type >>> 0,
        metaclass: this.#instances.typeOf(type) >>> 0,
        dealloc: this.#lifecycle.dealloc,
        parent,
        root: parent === null ? base : parent.root,
        pythonPart: this.#instances.pythonClasses.partOf(base, parent?.pythonPart ?? null),
        shape: parent !== null && hasLayout(parent) ? parent.shape : shape,
        structOffset,
        structSize: structSizeOf(plan),
        fields: fieldsOf(plan),
        isCallable: call.isCallable,
        vectorcallOffset: call.offset,
        vectorcall: call.pointer(),
        destroy,
        dictionary: plan.dictionary || (parent?.dictionary ?? false),
        weakReferences:
          findMember(defines, layoutMembers.weakReferences) !== undefined ||
          (parent?.weakReferences ?? false),
        block,
        functions,
      });
    if (isMade) return type;
    if (type !== HPy_NULL) capi.Py_DecRef(type);
    transport.removeFunctions(functions);
    block.free();
    return HPy_NULL;
  }

  /** What is wrong with a definition on this base; `null` when nothing is. */
  #refusal(plan: Plan, call: CallPlan): Refusal | null {
    const { definition, defines, base, structOffset } = plan;
    const refused =
      (structOffset === null ? outOfLineRefusal(definition, defines) : null) ??
      placeRefusal(definition, defines, structSizeOf(plan));
    if (refused !== null) return refused;
    if (this.#isBlocked(plan)) {
      return [
        "PyExc_TypeError",
        `type '${definition.name}' cannot extend the struct of its base: a class in Python put __slots__ behind it`,
      ];
    }
    const wanted = definition.flags & typeFlags.HAVE_VECTORCALL;
    const given = this.#interpreter.capi.PyType_GetFlags(base) & typeFlags.HAVE_VECTORCALL;
    if (wanted === 0 || given !== 0 || call.isCallable) return null;
    return [
      "PyExc_TypeError",
      `type '${definition.name}' has HPy_TPFLAGS_HAVE_VECTORCALL, but neither HPy_tp_call nor a member ` +
        `'${layoutMembers.vectorcall}'`,
    ];
  }

  /** Whether the place is taken where the struct would go on behind the parent's. */
  #isBlocked(plan: Plan): boolean {
    const { base, parent, structOffset } = plan;
    if (parent === null || !hasLayout(parent) || structOffset === null) return false;
    const taken = this.#instances.basicSize(base);
    const isExtended = structSizeOf(plan) > parent.structSize;
    return isExtended && taken > this.#instances.basicSize(parent.type as Handle) && taken > structOffset;
  }

  /** Adds methods, members, getsets and the docstring. Returns false with an exception set when a method is wrong. */
  #addTables(plan: Plan, call: CallPlan, block: CBlock, slots: SlotTable): boolean {
    const { definition, defines, structOffset } = plan;
    const { callbacks } = slots;
    const interpreter = this.#interpreter;
    const shortName = definition.name.slice(definition.name.lastIndexOf(".") + 1);
    const methods = methodTable(interpreter, block, callbacks, shortName, defines.methods);
    if (methods === null) return false;
    if (defines.methods.length > 0) slots.add(typeSlot.tp_methods, methods);
    const visible = defines.members.filter((member) => member.name !== layoutMembers.vectorcall);
    const getsets = defines.getsets.map((getset) => getSetRow(interpreter, getset));
    const members: MemberDefinition[] = [];
    const structOf = (self: Handle): Pointer => this.#instances.structOf(self);
    for (const member of visible) {
      if (structOffset !== null) members.push({ ...member, offset: member.offset + structOffset });
      else getsets.push(outOfLineMemberRow(interpreter, block, member, structOf));
    }
    if (call.isPlaced) members.push(vectorcallOffsetMember(call.offset));
    if (members.length > 0) slots.add(typeSlot.tp_members, memberTable(block, members));
    if (getsets.length > 0)
      slots.add(typeSlot.tp_getset, getSetTable(interpreter, block, callbacks, getsets));
    if (definition.doc !== null) slots.add(typeSlot.tp_doc, block.string(definition.doc));
    return true;
  }

  /** Adds the slots that the definition fills, and those of the lifecycle. Returns the `tp_destroy`. */
  #addSlots({ defines, gc }: Plan, slots: SlotTable): TypeRecord["destroy"] {
    const interpreter = this.#interpreter;
    let destroy: TypeRecord["destroy"] = null;
    for (const define of defines.slots) {
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
    slots.add(typeSlot.tp_dealloc, this.#lifecycle.dealloc);
    if (gc) {
      slots.add(typeSlot.tp_traverse, this.#lifecycle.traverse);
      slots.add(typeSlot.tp_clear, this.#lifecycle.clear);
    }
    return destroy;
  }

  /** `basicsize` of the `PyType_Spec`; 0 inherits the base's. */
  #basicSize(plan: Plan, call: CallPlan): number {
    const { base, definition, structOffset } = plan;
    if (definition.basicsize === 0 && !call.isPlaced) return 0;
    const size = this.#instances.basicSize(base);
    return structOffset === null ? size + slack : Math.max(structOffset + structSizeOf(plan), size);
  }

  #flags({ definition, dictionary, gc }: Plan, call: CallPlan): number {
    const { HAVE_GC, HAVE_VECTORCALL } = typeFlags;
    const isVectorcall = call.offset !== 0 && (call.isPlaced || (definition.flags & HAVE_VECTORCALL) !== 0);
    const plain = definition.flags & ~(HAVE_GC | HAVE_VECTORCALL);
    const added =
      (dictionary ? TPFLAGS_MANAGED_DICT : 0) | (gc ? HAVE_GC : 0) | (isVectorcall ? HAVE_VECTORCALL : 0);
    return (plain | added) >>> 0;
  }
}

/** Whether a type decides where in the object the structs of types that derive from it are. */
function hasLayout({ structSize, vectorcallOffset }: TypeRecord): boolean {
  return structSize > 0 || vectorcallOffset !== 0;
}

/** The size of the struct, the parent's part included. */
function structSizeOf({ definition, parent }: Plan): number {
  return Math.max(definition.basicsize, parent?.structSize ?? 0);
}

/**
 * Where in the struct this type's references are; those of its parents are theirs, and none may be named twice. CPython
 * keeps one at `__dictoffset__`, but leaves it to the type to let go of.
 */
function fieldsOf({ definition, defines, parent }: Plan): readonly number[] {
  const offsets = new Set(definition.fields);
  for (const { name, offset, type } of defines.members) {
    if (type === "OBJECT" || type === "OBJECT_EX" || name === layoutMembers.dictionary) offsets.add(offset);
  }
  for (let level = parent; level !== null; level = level.parent) {
    for (const offset of level.fields) offsets.delete(offset);
  }
  return [...offsets];
}
