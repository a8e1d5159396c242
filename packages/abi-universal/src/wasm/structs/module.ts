/** `HPyModuleDef`. */

import type { ModuleDefinition, Pointer } from "@hpyjs/core";
import type { DefinesReader } from "./defines.ts";
import type { StructSource } from "./source.ts";

/** A module's definition, and where it says that its globals are. */
export interface ReadModule {
  /** The definition, without its globals. */
  readonly definition: ModuleDefinition;
  /** The address of the `HPyGlobal *[]`, or 0. */
  readonly globals: number;
}

/** Reads the `HPyModuleDef` at an address. @throws DefinitionError for what makes no sense. */
export function readModuleDef(defines: DefinesReader, source: StructSource, address: number): ReadModule {
  const { memory } = source;
  const unknownSlot = (number: number): string =>
    `Unsupported slot in HPyModuleDef.defines (value: ${number}).`;
  const array = memory.fieldWord("HPyModuleDef", address, "defines");
  return {
    definition: {
      doc: memory.fieldText("HPyModuleDef", address, "doc"),
      size: memory.fieldInt("HPyModuleDef", address, "size"),
      legacyMethods: memory.fieldWord("HPyModuleDef", address, "legacy_methods") as Pointer,
      defines: defines.read(source, array, unknownSlot),
      globals: [],
    },
    globals: memory.fieldWord("HPyModuleDef", address, "globals"),
  };
}
