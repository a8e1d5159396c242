/** The linked flavour: extensions in the interpreter's own memory. */

import type { Layer, ModuleDefinition, Pointer } from "@hpyjs/core";
import { MissingDefinitionError, type WasmFlavour, type WasmInstance } from "../flavour.ts";
import type { ModuleSymbols } from "../symbols.ts";
import type { LinkedInstance } from "./instance.ts";
import type { LinkableModule, Linker } from "./loader.ts";

/**
 * Makes the flavour for one file.
 * @throws TypeError for a module that brings its own memory.
 */
export function linkedFlavour(linker: Linker, module: LinkableModule): WasmFlavour {
  if (module.binary.dylink === null) {
    throw new TypeError(
      "it brings a memory of its own, so it cannot be linked into the interpreter: load it sandboxed, " +
        "or build it without --reactor",
    );
  }
  return {
    name: "linked",
    instantiate: () => linker.instantiate(module),
    bind: (instance, layer, symbols) => bind(linker, instance as LinkedInstance, layer, symbols),
  };
}

function bind(
  linker: Linker,
  instance: LinkedInstance & WasmInstance,
  layer: Layer,
  { setContext, init }: ModuleSymbols,
): ModuleDefinition {
  const context = linker.context(layer);
  const { exports } = instance;
  (exports[setContext] as (context: number) => void)(context.pointer);
  const address = ((exports[init] as () => number)() >>> 0) as Pointer;
  if (address === 0) throw new MissingDefinitionError();
  return instance.bind(context, address);
}
