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
  NULL,
  nativeOf,
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
import { findMember, findSlot, layoutMembers, sortDefines } from "./defines.ts";
import { slotEntry } from "./entries.ts";
import type { Instances } from "./instance.ts";
import { readLegacySlots } from "./legacy.ts";
import type { LifecycleFunctions } from "./lifecycle.ts";
import { bestBase, readParams } from "./params.ts";
import { basicSizeOf, fieldsOf, hasOwnDealloc, isBlocked, planType, shapeOf, type TypePlan } from "./plan.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import { outOfLineRefusal, placeRefusal, type Refusal, refusal } from "./refusal.ts";
import type { TypeRegistry } from "./registry.ts";
import { SlotTable } from "./slot-table.ts";
import { getSetRow, getSetTable, memberTable, methodTable, outOfLineMemberRow } from "./tables.ts";

/** CPython's flag of types whose instances' dictionaries it keeps in front of the object. */
const TPFLAGS_MANAGED_DICT = 1 << 4;

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

  /**
   * `HPyType_FromSpec`. New reference, or null with an exception set.
   * @param isHybrid whether the context has legacy types.
   */
  create(definition: TypeDefinition, params: readonly SpecParam[], isHybrid: boolean): Handle {
    this.#registry.sweep();
    const type = this.#create(definition, params, isHybrid);
    const { onFree } = definition;
    if (type === HPy_NULL && onFree !== undefined) this.#registry.later(onFree);
    return type;
  }

  #create(definition: TypeDefinition, params: readonly SpecParam[], isHybrid: boolean): Handle {
    const interpreter = this.#interpreter;
    const { capi, memory, raise, strings } = interpreter;
    const defines = sortDefines(definition);
    const legacy = readLegacySlots(memory, strings, isHybrid ? definition.legacySlots : NULL);
    const refused = refusal(definition, defines, isHybrid ? legacy : null);
    if (refused !== null) return raise.error(...refused);
    const read = readParams(interpreter, this.#instances, definition.name, params, legacy);
    if (read === null) return HPy_NULL;
    try {
      const base = bestBase(interpreter, this.#instances, read.bases);
      if (base === HPy_NULL) return HPy_NULL;
      const parent = this.#registry.nearest(base);
      if (definition.shape === "Legacy" && parent !== null && parent.shape !== "Legacy") {
        return raise.error(
          "PyExc_TypeError",
          "A legacy type should not inherit its memory layout from a pure type",
        );
      }
      const described = { defines, legacy };
      const plan = planType(interpreter, this.#instances, definition, described, parent, base, read.bases);
      return this.#make(plan, read.bases, read.metaclass);
    } finally {
      capi.Py_DecRef(read.bases);
    }
  }

  #make(plan: TypePlan, bases: Handle, metaclass: Handle): Handle {
    const { definition, defines, base, legacy, parent, structOffset } = plan;
    const { capi, memory, raise, strings, transport } = this.#interpreter;
    const shape = definition.shape as BuiltinShape;
    // A legacy struct has no room for a call function: such objects are called as those whose struct is elsewhere.
    const callOffset = shape === "Legacy" ? null : structOffset;
    if (structOffset === null) this.#instances.noteOutOfLine(shape);
    const block = new CBlock(memory, strings);
    const slots = new SlotTable();
    const call = this.#calls.plan(defines, callOffset, parent, base, slots);
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
      .set(
        [name, basicSizeOf(this.#instances, plan, call.isPlaced), itemsize, this.#flags(plan, call), table],
        spec >>> 2,
      );
    const type = capi.PyType_FromMetaclass(metaclass, this.#executing(), spec, bases);
    // A base that takes itself apart is as any type of C.
    const above = parent === null || parent.dealloc !== this.#lifecycle.dealloc ? null : parent;
    const levels: TypeRecord[] = [];
    const isMade =
      type !== HPy_NULL &&
      this.#remember(levels, above, {
        type: type >>> 0,
        metaclass: this.#instances.typeOf(type) >>> 0,
        dealloc: (legacy.others.get(typeSlot.tp_dealloc) as Pointer | undefined) ?? this.#lifecycle.dealloc,
        parent,
        levels,
        root: parent === null ? base : parent.root,
        pythonPart: this.#instances.pythonClasses.partOf(base, above?.pythonPart ?? null),
        shape: shapeOf(plan),
        structOffset,
        structSize: plan.structSize,
        fields: fieldsOf(plan),
        dictionaries: dictionariesOf(plan),
        ownTraverse: ownTraverseOf(plan),
        definer: definition,
        isCallable: call.isCallable,
        vectorcallOffset: call.offset,
        vectorcall: call.pointer(),
        destroy,
        nativeDestroy: nativeDestroyOf(plan),
        destroyNotes: destroyNotesOf(plan),
        dictionary: plan.dictionary || (above?.dictionary ?? false),
        weakReferences:
          findMember(defines, layoutMembers.weakReferences) !== undefined ||
          legacy.weakReferences ||
          (above?.weakReferences ?? false),
        block,
        functions,
      });
    if (isMade) return type;
    // A type that cannot be watched goes when the collector finds it, and needs all this until then.
    if (type !== HPy_NULL) capi.Py_DecRef(type);
    this.#registry.later(() => {
      transport.removeFunctions(functions);
      block.free();
    });
    return HPy_NULL;
  }

  /** Adds a record to the registry, and its levels to it. Returns false with an exception set when that fails. */
  #remember(levels: TypeRecord[], above: TypeRecord | null, record: TypeRecord): boolean {
    levels.push(record, ...(above?.levels ?? []));
    return this.#registry.add(record);
  }

  /** What is wrong with a definition on this base; `null` when nothing is. */
  #refusal(plan: TypePlan, call: CallPlan): Refusal | null {
    const { definition, defines, base, legacy, structOffset } = plan;
    const refused =
      (structOffset === null ? outOfLineRefusal(definition, defines) : null) ??
      placeRefusal(definition, defines, plan.structSize);
    if (refused !== null) return refused;
    if (isBlocked(this.#instances, plan)) {
      return [
        "PyExc_TypeError",
        `type '${definition.name}' cannot extend the struct of its base: a class in Python put __slots__ behind it`,
      ];
    }
    const wanted = definition.flags & typeFlags.HAVE_VECTORCALL;
    const given = this.#interpreter.capi.PyType_GetFlags(base) & typeFlags.HAVE_VECTORCALL;
    if (wanted === 0 || given !== 0 || call.isCallable || legacy.vectorcall) return null;
    return [
      "PyExc_TypeError",
      `type '${definition.name}' has HPy_TPFLAGS_HAVE_VECTORCALL, but neither HPy_tp_call nor a member ` +
        `'${layoutMembers.vectorcall}'`,
    ];
  }

  /** Adds methods, members, getsets and the docstring. Returns false with an exception set when a method is wrong. */
  #addTables(plan: TypePlan, call: CallPlan, block: CBlock, slots: SlotTable): boolean {
    const { definition, defines, legacy, structOffset } = plan;
    const { callbacks } = slots;
    const interpreter = this.#interpreter;
    const shortName = definition.name.slice(definition.name.lastIndexOf(".") + 1);
    const methods = methodTable(interpreter, block, callbacks, shortName, defines.methods, legacy.methods);
    if (methods === null) return false;
    if (defines.methods.length + legacy.methods.length > 0) slots.add(typeSlot.tp_methods, methods);
    const visible = defines.members.filter((member) => member.name !== layoutMembers.vectorcall);
    const getsets = defines.getsets.map((getset) => getSetRow(interpreter, getset));
    const members: MemberDefinition[] = [];
    const structOf = (self: Handle): Pointer => this.#instances.structOf(self);
    for (const member of visible) {
      if (structOffset !== null) members.push({ ...member, offset: member.offset + structOffset });
      else getsets.push(outOfLineMemberRow(interpreter, block, member, structOf));
    }
    if (call.isPlaced) members.push(vectorcallOffsetMember(call.offset));
    if (members.length + legacy.members.length > 0)
      slots.add(typeSlot.tp_members, memberTable(block, members, legacy.members));
    if (getsets.length + legacy.getsets.length > 0)
      slots.add(typeSlot.tp_getset, getSetTable(interpreter, block, callbacks, getsets, legacy.getsets));
    if (definition.doc !== null) slots.add(typeSlot.tp_doc, block.string(definition.doc));
    return true;
  }

  /** Adds the slots that the definition fills, and those of the lifecycle. Returns the `tp_destroy`. */
  #addSlots(plan: TypePlan, slots: SlotTable): TypeRecord["destroy"] {
    const { defines, gc, legacy } = plan;
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
    for (const [number, value] of legacy.others) slots.add(number, value);
    const { clear, dealloc, traverse } = this.#lifecycle;
    if (!hasOwnDealloc(plan)) slots.add(typeSlot.tp_dealloc, dealloc);
    if (gc && !legacy.others.has(typeSlot.tp_traverse)) {
      slots.add(typeSlot.tp_traverse, traverse);
      if (!legacy.others.has(typeSlot.tp_clear)) slots.add(typeSlot.tp_clear, clear);
    }
    return destroy;
  }

  #flags({ definition, dictionary, gc, legacy }: TypePlan, call: CallPlan): number {
    const { HAVE_GC, HAVE_VECTORCALL } = typeFlags;
    const isWanted = (definition.flags & HAVE_VECTORCALL) !== 0;
    const isVectorcall =
      isWanted && legacy.vectorcall ? true : call.offset !== 0 && (call.isPlaced || isWanted);
    const plain = definition.flags & ~(HAVE_GC | HAVE_VECTORCALL);
    const added =
      (dictionary ? TPFLAGS_MANAGED_DICT : 0) | (gc ? HAVE_GC : 0) | (isVectorcall ? HAVE_VECTORCALL : 0);
    return (plain | added) >>> 0;
  }
}

function dictionariesOf({ defines, legacy }: TypePlan): number[] {
  const offset = findMember(defines, layoutMembers.dictionary)?.offset ?? legacy.dictionary;
  return offset === null ? [] : [offset];
}

function nativeDestroyOf({ defines }: TypePlan): TypeRecord["nativeDestroy"] {
  const found = findSlot(defines, "tp_destroy");
  return found === undefined || found === null ? null : nativeOf(found.impl);
}

/** Counts only as long as no mode has got between. */
function destroyNotesOf({ definition, defines }: TypePlan): TypeRecord["destroyNotes"] {
  const { destroyNotes = null } = definition;
  return findSlot(defines, "tp_destroy")?.impl === destroyNotes?.impl ? destroyNotes : null;
}

function ownTraverseOf({ definition, defines }: TypePlan): TypeRecord["ownTraverse"] {
  if (definition.ownTraverse !== true) return null;
  return (findSlot(defines, "tp_traverse")?.impl ?? null) as TypeRecord["ownTraverse"];
}
