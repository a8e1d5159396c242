/** Why a definition cannot become a type. The words are upstream's where upstream refuses it too. */

import { builtinShapes, layout, NULL, type TypeDefinition, typeFlags } from "@hpyjs/core";
import type { ExceptionSymbol } from "../raise.ts";
import { type Defines, findMember, findSlot, layoutMembers } from "./defines.ts";
import type { LegacySlots } from "./legacy.ts";
import { typeSlot } from "./python-class.ts";

/** The exception for a definition that is refused. */
export type Refusal = readonly [type: ExceptionSymbol, message: string];

/** The largest struct, and the largest item: an object's size must stay a positive `int`. */
const greatestSize = 0x7fff_0000;

/** What is wrong with names, which Python reads from C strings; `null` when nothing is. */
export function nameRefusal(names: readonly string[]): Refusal | null {
  const wrong = names.find((name) => name.includes("\0") || !name.isWellFormed());
  if (wrong === undefined) return null;
  return ["PyExc_ValueError", `the name ${JSON.stringify(wrong)} contains a NUL or a lone surrogate`];
}

/**
 * What is wrong with a definition in itself; `null` when nothing is.
 * @param legacy its legacy slots, or `null` where the context has no legacy types.
 */
export function refusal(
  definition: TypeDefinition,
  defines: Defines,
  legacy: LegacySlots | null,
): Refusal | null {
  const { basicsize, flags, itemsize, legacySlots, name, shape } = definition;
  const hasCall = findSlot(defines, "tp_call") !== null;
  const { methods, members, getsets } = defines;
  const misnamed = nameRefusal([name, ...[...methods, ...members, ...getsets].map((define) => define.name)]);
  if (misnamed !== null) return misnamed;
  if (typeof shape === "number" || !Object.hasOwn(builtinShapes, shape)) {
    return ["PyExc_ValueError", `invalid shape: ${shape}`];
  }
  if (legacySlots !== NULL && shape !== "Legacy") {
    return [
      "PyExc_TypeError",
      "cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy",
    ];
  }
  if (shape === "Legacy" && legacy === null) {
    return ["PyExc_TypeError", "legacy types belong to the hybrid ABI, which this context does not offer"];
  }
  const ends = findSlot(defines, "tp_traverse") !== null || findSlot(defines, "tp_destroy") !== null;
  if (ends && legacy?.others.has(typeSlot.tp_dealloc) === true) {
    return ["PyExc_TypeError", "legacy tp_dealloc is incompatible with HPy_tp_traverse or HPy_tp_destroy."];
  }
  if (basicsize === 0 && members.some((member) => member.name !== layoutMembers.vectorcall)) {
    return ["PyExc_TypeError", "Type claims to have basicsize==0 but defines members"];
  }
  const hasTraverse =
    findSlot(defines, "tp_traverse") !== null || legacy?.others.has(typeSlot.tp_traverse) === true;
  if ((flags & typeFlags.HAVE_GC) !== 0 && !hasTraverse) {
    return [
      "PyExc_ValueError",
      "You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC",
    ];
  }
  if (hasCall && itemsize > 0 && definition.callsFromStruct !== true)
    return ["PyExc_TypeError", "Cannot use HPy call protocol with var objects"];
  if (hasCall && findMember(defines, layoutMembers.vectorcall) !== undefined) {
    return [
      "PyExc_TypeError",
      "Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.",
    ];
  }
  if (hasCall && shape === "Legacy" && basicsize === 0) {
    return [
      "PyExc_TypeError",
      "Cannot use HPy call protocol with legacy types that inherit the struct. Either set the basicsize to " +
        "anon-zero value or use legacy slot 'Py_tp_call'.",
    ];
  }
  if (basicsize < 0 || itemsize < 0) return ["PyExc_ValueError", `negative size of type '${name}'`];
  if (basicsize > greatestSize || itemsize > greatestSize) {
    return ["PyExc_OverflowError", `the instances of type '${name}' would be too large`];
  }
  return null;
}

/** What is wrong with the places of members in a struct of `size` bytes; `null` when nothing is. */
export function placeRefusal({ name }: TypeDefinition, { members }: Defines, size: number): Refusal | null {
  for (const { name: member, offset, type } of members) {
    if (offset >= 0 && offset + layout.wasm32MemberSize[type] <= size) continue;
    return ["PyExc_ValueError", `the member '${member}' of type '${name}' lies outside of the struct`];
  }
  return null;
}

/** What is wrong with a definition whose struct will be out of line; `null` when nothing is. */
export function outOfLineRefusal({ name }: TypeDefinition, defines: Defines): Refusal | null {
  for (const member of [layoutMembers.weakReferences, layoutMembers.dictionary]) {
    if (findMember(defines, member) === undefined) continue;
    return [
      "PyExc_TypeError",
      `type '${name}' cannot have a member '${member}': its struct lies outside of the object, where Python does not look`,
    ];
  }
  return null;
}
