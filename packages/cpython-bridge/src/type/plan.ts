/**
 * Where the parts of instances of a new type go.
 *
 * The struct follows the base's own memory if it can (see `instance.ts`), a type that extends another's struct puts its
 * part behind that, and a dictionary that comes from a second base is kept in front of the object, as CPython does it
 * for classes in Python.
 */

import { type BuiltinShape, type Handle, type TypeDefinition, typeFlags } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { type Defines, findMember, layoutMembers } from "./defines.ts";
import { type Instances, structOffsetAfter } from "./instance.ts";
import type { LegacySlots } from "./legacy.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";

/**
 * Bytes that instances with a struct out of line are larger than their base's. Nobody uses them; they tell CPython that
 * the type has a layout of its own: among several bases it is the one that counts, and `__class__` cannot be assigned.
 */
const slack = 8;

/** What is known of a new type before it is made. */
export interface TypePlan {
  /** The definition. */
  readonly definition: TypeDefinition;
  /** What it defines, by kind. */
  readonly defines: Defines;
  /** What it defines in CPython's own structs. */
  readonly legacy: LegacySlots;
  /** The base whose layout instances extend. Borrowed. */
  readonly base: Handle;
  /** The base's record, or that of its nearest base that has one. */
  readonly parent: TypeRecord | null;
  /** Bytes from the start of an instance to its struct, or `null` when it lies out of line. */
  readonly structOffset: number | null;
  /** The size of the struct, the parent's part included. */
  readonly structSize: number;
  /** Whether the type gives instances a dictionary, because a base has one that is not `base`. */
  readonly dictionary: boolean;
  /** Whether the collector sees instances. */
  readonly gc: boolean;
}

/** Plans a type on `base`, the best of the tuple `bases`. */
export function planType(
  interpreter: Interpreter,
  instances: Instances,
  definition: TypeDefinition,
  { defines, legacy }: Pick<TypePlan, "defines" | "legacy">,
  parent: TypeRecord | null,
  base: Handle,
  bases: Handle,
): TypePlan {
  const { capi } = interpreter;
  const hasOwn = legacy.dictionary !== null || findMember(defines, layoutMembers.dictionary) !== undefined;
  const dictionary = !hasOwn && addsDictionary(interpreter, instances, base, bases);
  return {
    definition,
    defines,
    legacy,
    base,
    parent,
    structOffset: place(instances, definition, parent, base),
    structSize: Math.max(definition.basicsize, layoutParent(parent, definition)?.structSize ?? 0),
    dictionary,
    gc: dictionary || ((definition.flags | capi.PyType_GetFlags(base)) & typeFlags.HAVE_GC) !== 0,
  };
}

function place(
  instances: Instances,
  definition: TypeDefinition,
  parent: TypeRecord | null,
  base: Handle,
): number | null {
  // A legacy type's struct begins with the object itself, and with its base's struct.
  if (definition.shape === "Legacy") return 0;
  const above = layoutParent(parent, definition);
  if (above !== null) return above.structOffset;
  const offset = instances.shapeOffset(definition.shape as BuiltinShape);
  if (offset === null || instances.hasItems(base)) return null;
  return structOffsetAfter(instances.basicSize(base)) > offset ? null : offset;
}

/**
 * Whether instances need a dictionary of their own. From any base but the best, CPython takes over the place of the
 * dictionary without seeing that it is no such place in this type.
 */
function addsDictionary({ capi }: Interpreter, instances: Instances, base: Handle, bases: Handle): boolean {
  const hasOne = (type: Handle): boolean => instances.dictionaryOffset(type) !== 0;
  if (hasOne(base)) return false;
  const count = capi.PyTuple_Size(bases);
  return Array.from({ length: count }, (_, index) => capi.PyTuple_GetItem(bases, index)).some(hasOne);
}

/** Whether a type decides where in the object the structs of types that derive from it are. */
function hasLayout({ structSize, vectorcallOffset }: TypeRecord): boolean {
  return structSize > 0 || vectorcallOffset !== 0;
}

/** The parent whose struct a new type's extends: a legacy type's only another legacy type's. */
function layoutParent(parent: TypeRecord | null, { shape }: TypeDefinition): TypeRecord | null {
  if (parent === null || !hasLayout(parent)) return null;
  return (parent.shape === "Legacy") === (shape === "Legacy") ? parent : null;
}

/** The shape by which instances' structs are reached. */
export function shapeOf({ definition, parent }: TypePlan): BuiltinShape {
  return layoutParent(parent, definition)?.shape ?? (definition.shape as BuiltinShape);
}

/** Whether the place is taken where the struct would go on behind the parent's. */
export function isBlocked(
  instances: Instances,
  { base, definition, parent, structOffset, structSize }: TypePlan,
): boolean {
  const above = layoutParent(parent, definition);
  if (above === null || structOffset === null) return false;
  const taken = instances.basicSize(base);
  const isExtended = structSize > above.structSize;
  return isExtended && taken > instances.basicSize(above.type as Handle) && taken > structOffset;
}

/**
 * `basicsize` of the `PyType_Spec`; 0 inherits the base's.
 * @param isCallable whether the type has room for a vectorcall function.
 */
export function basicSizeOf(instances: Instances, plan: TypePlan, isCallable: boolean): number {
  const { base, definition, structOffset, structSize } = plan;
  if (definition.basicsize === 0 && !isCallable) return 0;
  const size = instances.basicSize(base);
  return structOffset === null ? size + slack : Math.max(structOffset + structSize, size);
}

/**
 * Where in the struct this type's references are; those of its parents are theirs, and none may be named twice. CPython
 * keeps one at `__dictoffset__`, but leaves it to the type to let go of.
 */
export function fieldsOf({ definition, defines, legacy, parent }: TypePlan): readonly number[] {
  const offsets = new Set([...definition.fields, ...legacy.references]);
  if (legacy.dictionary !== null) offsets.add(legacy.dictionary);
  for (const { name, offset, type } of defines.members) {
    if (type === "OBJECT" || type === "OBJECT_EX" || name === layoutMembers.dictionary) offsets.add(offset);
  }
  for (let level = layoutParent(parent, definition); level !== null; level = level.parent) {
    for (const offset of level.fields) offsets.delete(offset);
  }
  return [...offsets];
}

/** Whether instances die by the type's own `tp_dealloc`, and those of its bases by theirs. */
export function hasOwnDealloc({ legacy }: TypePlan): boolean {
  return legacy.others.has(typeSlot.tp_dealloc);
}
