/** The structs that hold nothing but a function: `HPyCapsule_Destructor` and `HPyCallFunction`. */

import type { CallFunction, CapsuleDestructor, Pointer } from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
import type { StructSource } from "./source.ts";

/** Reads the `HPyCapsule_Destructor` at an address; `null` for `NULL`. */
export function readCapsuleDestructor(source: StructSource, address: number): CapsuleDestructor | null {
  if (address === 0) return null;
  const impl = source.memory.fieldWord("HPyCapsule_Destructor", address, "impl") as Pointer;
  return { impl: impl === 0 ? null : source.implementation("CAPSULE_DESTRUCTOR", impl) };
}

/** Reads the `HPyCallFunction` at an address. @throws DefinitionError when there is none. */
export function readCallFunction(source: StructSource, address: number): CallFunction {
  if (address === 0) throw new DefinitionError("HPy_SetCallFunction needs an HPyCallFunction, not NULL");
  const impl = source.memory.fieldWord("HPyCallFunction", address, "impl") as Pointer;
  if (impl === 0) throw new DefinitionError("the HPyCallFunction has no function");
  return { impl: source.implementation("KEYWORDS", impl) };
}
