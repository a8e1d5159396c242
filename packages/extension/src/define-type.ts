/** The raw definition of a type, from what its author wrote. */

import {
  type Definition,
  type NotingDestroy,
  NULL,
  type Pointer,
  type SlotDefinition,
  type SlotSignature,
  type TypeDefinition,
  typeFlags,
  type VisitProc,
} from "@hpyjs/core";
import { adaptMethod } from "./adapt-method.ts";
import { adaptGetSet, adaptSlot, type ErasedSlots, isAdaptedSlot, releaseNothing } from "./adapt-slot.ts";
import type { Binding } from "./binding.ts";
import { slotTable } from "./hybrid/tables.ts";
import { adaptRaw, isRaw } from "./raw.ts";
import { isObjectKind } from "./struct-layout.ts";
import type { TypeBinding } from "./type-binding.ts";
import { listCapacity } from "./value-table.ts";

/**
 * Defines `type` for the interpreter.
 * @throws TypeError for a method without implementation, an unknown slot, or a member of a wrong size.
 */
export function defineType(binding: Binding, type: TypeBinding): TypeDefinition {
  const { layout, name, shape, spec } = type;
  const { doc = null, flags = {}, getsets = {}, itemsize = 0, members = {}, methods = {} } = spec;
  const objects = [...layout.members.values()].filter((member) => isObjectKind(member.type));
  const gc = flags.gc ?? (layout.fields.size > 0 || objects.length > 0);
  const defines: Definition[] = [
    ...Object.entries(methods).map(([method, impl]) => adaptMethod(binding, type, method, impl)),
    ...Object.entries(getsets).map(([getset, impl]) => adaptGetSet(binding, type, getset, impl)),
    ...slots(binding, type, gc),
  ];
  for (const [member, { offset, type: kind }] of layout.members) {
    const { readonly = false, doc: text = null } = members[member] ?? {};
    defines.push({ kind: "member", name: member, type: kind, offset, readonly, doc: text });
  }
  const legacy = spec.legacy === undefined ? null : slotTable(binding.kernel.memory, spec.legacy.slots);
  return {
    name,
    basicsize: layout.size === type.headSize && spec.legacy?.headSize === undefined ? 0 : layout.size,
    itemsize,
    flags:
      typeFlags.DEFAULT | ((flags.basetype ?? true) ? typeFlags.BASETYPE : 0) | (gc ? typeFlags.HAVE_GC : 0),
    shape,
    legacySlots: legacy?.address ?? NULL,
    ...(legacy !== null && { onFree: () => legacy.free() }),
    defines,
    doc,
    ...notesOf(binding, type, defines),
    fields: [...layout.fields.values()],
  };
}

/** An instance that has nothing but a JavaScript value can go without JavaScript. */
function notesOf(
  { kernel }: Binding,
  type: TypeBinding,
  defines: readonly Definition[],
): Pick<TypeDefinition, "destroyNotes"> {
  const destroy = defines.find((define) => define.kind === "slot" && define.slot === "tp_destroy");
  if (!type.hasOnlyValue || destroy === undefined) return {};
  const { arena, values } = kernel;
  const impl = (destroy as { impl: NotingDestroy["impl"] }).impl;
  const { list } = values;
  return {
    destroyNotes: { impl, offset: type.layout.value, list, capacity: listCapacity, owner: arena },
  };
}

function slots(binding: Binding, type: TypeBinding, gc: boolean): SlotDefinition[] {
  const written = (type.spec.slots ?? {}) as ErasedSlots;
  const made: SlotDefinition[] = [];
  for (const [slot, impl] of Object.entries(written)) {
    if (impl === undefined || slot === "tp_traverse" || slot === "tp_destroy") continue;
    if (!isAdaptedSlot(slot)) throw new TypeError(`type '${type.name}' has an unknown slot '${slot}'`);
    if (isRaw<SlotSignature[typeof slot]>(impl as never)) {
      const made_ = adaptRaw(binding.raw, binding.ownCode, impl as never);
      made.push({ kind: "slot", slot, impl: made_ } as unknown as SlotDefinition);
      continue;
    }
    made.push(adaptSlot(binding, type, slot, impl as never));
  }
  const { bf_getbuffer, bf_releasebuffer } = written;
  if (typeof bf_getbuffer === "function" && bf_releasebuffer === undefined) {
    made.push(adaptSlot(binding, type, "bf_releasebuffer", releaseNothing));
  }
  if (gc) made.push({ kind: "slot", slot: "tp_traverse", impl: traverse(type, written.tp_traverse) });
  if (type.needsDestroy) {
    const { tp_destroy } = written;
    const impl = (struct: Pointer): void => {
      const value = type.destroy(struct);
      tp_destroy?.(value);
    };
    made.push({ kind: "slot", slot: "tp_destroy", impl });
  }
  return made;
}

/** A `tp_traverse` that visits each field that this type declares, or those that its author's own visits. */
function traverse(
  type: TypeBinding,
  impl: ErasedSlots["tp_traverse"],
): (object: Pointer, visit: VisitProc, arg: Pointer) => number {
  const { fields, members } = type.layout;
  const places = new Map(fields);
  for (const [name, { offset, type: kind }] of members) if (isObjectKind(kind)) places.set(name, offset);
  return (object, visit, arg) => {
    let result = 0;
    const visitField = (field: string): void => {
      const offset = places.get(field);
      if (offset === undefined) throw new TypeError(`type '${type.name}' has no field '${field}'`);
      if (result === 0) result = visit((object + offset) as Pointer, arg);
    };
    if (impl === undefined) for (const field of places.keys()) visitField(field);
    else impl({ struct: type.peek(object), visit: visitField });
    return result;
  };
}
