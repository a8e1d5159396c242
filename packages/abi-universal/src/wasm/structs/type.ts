/** `HPyType_Spec` and what goes with it. */

import {
  type BuiltinShape,
  builtinShapes,
  type Handle,
  type Pointer,
  type SpecParam,
  type TypeDefinition,
} from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
import type { DefinesReader } from "./defines.ts";
import type { StructSource } from "./source.ts";

/** Reads the `HPyType_Spec` at an address. @throws DefinitionError for what makes no sense. */
export function readTypeSpec(defines: DefinesReader, source: StructSource, address: number): TypeDefinition {
  const { memory } = source;
  if (address === 0) throw new DefinitionError("HPyType_FromSpec needs an HPyType_Spec, not NULL");
  const name = memory.fieldText("HPyType_Spec", address, "name");
  if (name === null) throw new DefinitionError("an HPyType_Spec has no name");
  const shape = memory.fieldInt("HPyType_Spec", address, "builtin_shape");
  const array = memory.fieldWord("HPyType_Spec", address, "defines");
  const unknownSlot = (number: number): string => `type '${name}' has the unknown HPySlot_Slot ${number}`;
  return {
    name,
    basicsize: memory.fieldInt("HPyType_Spec", address, "basicsize"),
    itemsize: memory.fieldInt("HPyType_Spec", address, "itemsize"),
    flags: memory.fieldWord("HPyType_Spec", address, "flags"),
    shape: shapeName(shape) ?? shape,
    legacySlots: memory.fieldWord("HPyType_Spec", address, "legacy_slots") as Pointer,
    defines: defines.read(source, array, unknownSlot),
    doc: memory.fieldText("HPyType_Spec", address, "doc"),
    fields: [],
  };
}

function shapeName(number: number): BuiltinShape | undefined {
  const names = Object.keys(builtinShapes) as BuiltinShape[];
  return names.find((name) => builtinShapes[name] === number);
}

/** Reads an `HPyType_SpecParam` array, which kind 0 ends; the handles are as the extension wrote them. */
export function readSpecParams({ memory }: StructSource, address: number): SpecParam[] {
  const params: SpecParam[] = [];
  if (address === 0) return params;
  for (let place = address; ; place += 8) {
    const kind = memory.fieldInt("HPyType_SpecParam", place, "kind");
    if (kind === 0) return params;
    const object = memory.fieldWord("HPyType_SpecParam", place, "object") as Handle;
    params.push({ kind, object });
  }
}
