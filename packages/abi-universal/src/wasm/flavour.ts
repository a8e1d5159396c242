/** The two flavours in which an extension is loaded, as its loader sees them. */

import type { Layer, ModuleDefinition } from "@hpyjs/core";
import type { Lifetime } from "./lifetime.ts";
import type { ModuleSymbols } from "./symbols.ts";

/** One instance of an extension: its memory, or its part of the interpreter's. */
export interface WasmInstance {
  /** What it exports. */
  readonly exports: WebAssembly.Exports;
  /** What of it is alive in the interpreter. */
  readonly lifetime: Lifetime;
  /** Lets go of what the instance holds of Python's objects, where that is known: no module of it is alive any more. */
  drop(): void;
  /** Gives everything back. Nothing may call into it afterwards. */
  unload(): void;
}

/** Makes instances of one extension and binds them. */
export interface WasmFlavour {
  /** `linked` or `sandboxed`. */
  readonly name: "linked" | "sandboxed";
  /** Makes a new instance. @throws whatever says why it cannot be made. */
  instantiate(): WasmInstance;
  /**
   * Binds an instance to a layer and makes the definition of the module with these symbols.
   * @throws MissingDefinitionError when its init function returns `NULL`; DefinitionError for structs that make no sense.
   */
  bind(instance: WasmInstance, layer: Layer, symbols: ModuleSymbols): ModuleDefinition;
}

/** An init function returned no definition. */
export class MissingDefinitionError extends Error {
  /** The class's name. */
  override readonly name: string = "MissingDefinitionError";
}
