/**
 * The CPython ABI for extensions in TypeScript.
 *
 * The same extension is bound straight to one interpreter: no mode can come in between, and there is no version to
 * check, since extension and bridge come from one installation. Everything else is Python's import system.
 */

import {
  type ExtensionModule,
  type Handle,
  type LoadByName,
  type LoadOptions,
  loadExtension,
  registerExtension,
} from "@hpyjs/core";
import type { Bridge } from "../bridge.ts";

/**
 * Loads an extension: each call makes a new, independent module. Runs inside a call
 * (`bridge.cpython.boundary.enter`).
 * @param options the module's name and whether `import` finds it; or a `ModuleSpec`.
 * @returns a new handle to the module, or null with a Python exception set.
 */
export function loadCPython(bridge: Bridge, extension: ExtensionModule, options: LoadOptions = {}): Handle {
  return loadExtension(bridge.cpython, extension, options);
}

/**
 * Makes `import name` find an extension, which is loaded when it is first imported. Runs inside a call.
 * @param options the name in Python, if it is not the extension's own.
 * @returns 0, or -1 with a Python exception set.
 */
export function registerCPython(
  bridge: Bridge,
  extension: ExtensionModule,
  options: Pick<LoadByName, "name"> = {},
): number {
  return registerExtension(bridge.cpython, extension, options);
}
