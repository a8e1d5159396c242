/**
 * Replacing the implementations of a definition: how a mode gets between Python and an extension.
 *
 * What Python calls are closures inside definitions. A mode hands the layer below a definition whose closures are
 * its own; each calls the original.
 */

import type {
  Definition,
  ImplementationMapper,
  MethodDefinition,
  ModuleDefinition,
  SlotDefinition,
  TypeDefinition,
} from "./definitions.ts";
import { type SlotSignature, slotSignature } from "./generated/signatures.ts";

function mapDefinition(definition: Definition, map: ImplementationMapper): Definition {
  switch (definition.kind) {
    case "meth":
      return {
        ...definition,
        impl: map(definition.signature, definition.impl, definition),
      } as MethodDefinition;
    case "slot": {
      const signature: SlotSignature[typeof definition.slot] = slotSignature[definition.slot];
      return { ...definition, impl: map(signature, definition.impl as never, definition) } as SlotDefinition;
    }
    case "getset":
      return {
        ...definition,
        get: definition.get === null ? null : map("GETTER", definition.get, definition),
        set: definition.set === null ? null : map("SETTER", definition.set, definition),
      };
    case "member":
      return definition;
  }
}

/** A copy of a type's definition with every implementation replaced by what `map` returns for it. */
export function mapTypeImplementations(type: TypeDefinition, map: ImplementationMapper): TypeDefinition {
  return { ...type, defines: type.defines.map((definition) => mapDefinition(definition, map)) };
}

/** A copy of a module's definition with every implementation replaced by what `map` returns for it. */
export function mapModuleImplementations(
  module: ModuleDefinition,
  map: ImplementationMapper,
): ModuleDefinition {
  return { ...module, defines: module.defines.map((definition) => mapDefinition(definition, map)) };
}
