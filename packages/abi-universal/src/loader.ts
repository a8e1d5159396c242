/**
 * The universal ABI for extensions in TypeScript.
 *
 * A universal extension knows its interpreter only through a context, so it runs on whichever layer it is given, with
 * any modes around it. It says which version of the context it was written for, and is refused where that is not
 * offered; everything else is Python's import system, the same for every ABI.
 */

import {
  checkAbiVersion,
  type ExtensionModule,
  type Handle,
  type Layer,
  type LoadByName,
  type LoadOptions,
  loadExtension,
  registerExtension,
} from "@hpyjs/core";

/**
 * Loads an extension: each call makes a new, independent module. Runs inside a call (`layer.boundary.enter`).
 * @param layer the context that the extension sees.
 * @param options the module's name and whether `import` finds it; or a `ModuleSpec`.
 * @returns a new handle to the module, or null with a Python exception set.
 * @throws AbiVersionError when the extension requires a version that is not offered; TypeError for a hybrid extension.
 */
export function loadUniversal(layer: Layer, extension: ExtensionModule, options: LoadOptions = {}): Handle {
  checkUniversal(nameOf(extension, options), extension);
  return loadExtension(layer, extension, options);
}

/**
 * Makes `import name` find an extension, which is loaded when it is first imported. Runs inside a call.
 * @param options the name in Python, if it is not the extension's own.
 * @returns 0, or -1 with a Python exception set.
 * @throws AbiVersionError when the extension requires a version that is not offered; TypeError for a hybrid extension.
 */
export function registerUniversal(
  layer: Layer,
  extension: ExtensionModule,
  options: Pick<LoadByName, "name"> = {},
): number {
  checkUniversal(nameOf(extension, options), extension);
  return registerExtension(layer, extension, options);
}

function checkUniversal(name: string, { abi, requires }: ExtensionModule): void {
  if (abi === "hybrid") {
    throw new TypeError(
      `'${name}' is an extension of the hybrid ABI: load it as one, with @hpyjs/abi-hybrid.`,
    );
  }
  checkAbiVersion(name, requires);
}

function nameOf(extension: ExtensionModule, options: LoadOptions): string {
  return ("name" in options ? options.name : undefined) ?? extension.name;
}
