/** `HPyModuleDef`. */

import type { ModuleDefinition, Pointer } from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
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
  const size = memory.fieldInt("HPyModuleDef", address, "size");
  // A module state could be made, but the context has no function to reach it.
  if (size > 0) {
    throw new DefinitionError(
      "Module state is not supported yet in HPy, set HPyModuleDef.size = 0 if module state is not needed",
    );
  }
  return {
    definition: {
      doc: memory.fieldText("HPyModuleDef", address, "doc"),
      size,
      legacyMethods: memory.fieldWord("HPyModuleDef", address, "legacy_methods") as Pointer,
      defines: defines.read(source, array, unknownSlot),
      globals: [],
    },
    globals: memory.fieldWord("HPyModuleDef", address, "globals"),
  };
}
