/** What the readers of structs need of a flavour. */

import type { Pointer, Signatures } from "@hpyjs/core";
import type { StructMemory } from "./struct-memory.ts";

/** An extension's structs, and a way to its functions. */
export interface StructSource {
  /** Where the structs lie. */
  readonly memory: StructMemory;
  /**
   * The implementation behind a C function pointer, bound to the extension's context.
   * @throws DefinitionError when the pointer leads to no function of that type.
   */
  implementation<S extends keyof Signatures>(signature: S, pointer: Pointer): Signatures[S];
}
