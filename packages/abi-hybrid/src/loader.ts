/**
 * The hybrid ABI: an extension that sees Python through a context as a universal one does, and through CPython's own C
 * API. It is loaded on a layer that has both; a universal extension can be, too.
 */

import { loadUniversal, registerUniversal } from "@hpyjs/abi-universal";
import type { ExtensionModule, Handle, Layer, LoadByName, LoadOptions } from "@hpyjs/core";

/**
 * Loads an extension: each call makes a new, independent module. Runs inside a call (`layer.boundary.enter`).
 * @param layer the context that the extension sees: one with legacy types, methods and slots (`bridge.hybrid`), or a
 * mode around it.
 * @param options the module's name and whether `import` finds it; or a `ModuleSpec`.
 * @returns a new handle to the module, or null with a Python exception set.
 * @throws AbiVersionError when the extension requires a version that is not offered.
 */
export function loadHybrid(layer: Layer, extension: ExtensionModule, options: LoadOptions = {}): Handle {
  return loadUniversal(layer, universalPart(extension), options);
}

/**
 * Makes `import name` find an extension, which is loaded when it is first imported. Runs inside a call.
 * @param options the name in Python, if it is not the extension's own.
 * @returns 0, or -1 with a Python exception set.
 * @throws AbiVersionError when the extension requires a version that is not offered.
 */
export function registerHybrid(
  layer: Layer,
  extension: ExtensionModule,
  options: Pick<LoadByName, "name"> = {},
): number {
  return registerUniversal(layer, universalPart(extension), options);
}

/** An extension without what only says that it needs the layer that it is given here. */
function universalPart(extension: ExtensionModule): ExtensionModule {
  const { name, requires } = extension;
  return { name, requires, bind: (layer) => extension.bind(layer) };
}
