/** What an ABI package loads: an extension module before it is bound to an interpreter. */

import type { ModuleDefinition } from "./definitions.ts";
import type { AbiVersion } from "./errors.ts";
import type { Layer } from "./layer.ts";

/** An extension module written in TypeScript (or anything that can act as one). It holds no interpreter's state. */
export interface ExtensionModule {
  /** The module's full name in Python, for instance `package.module`. */
  readonly name: string;
  /** The version of the universal ABI that the module was written for. */
  readonly requires: AbiVersion;
  /**
   * `hybrid` for a module that uses CPython's own C API beside HPy's, and so is for one interpreter; left out for a
   * universal one.
   */
  readonly abi?: "hybrid";
  /**
   * Binds the module to one layer: makes all that belongs to one interpreter.
   * Called once for each load; two bindings share nothing.
   */
  bind(layer: Layer): ModuleDefinition;
}
