/** A context for the application itself: the one that extensions get, outside of any extension. */

import { loadUniversal } from "@hpyjs/abi-universal";
import { HPy_NULL, type Layer } from "@hpyjs/core";
import { type Context, HPyModule } from "@hpyjs/extension";

/**
 * Makes a context on `layer`. It belongs to a module that nobody sees.
 * @throws Error when Python cannot make even that.
 */
export function openContext(layer: Layer): Context {
  let opened: Context | null = null;
  const owner = HPyModule("_hpyjs_application", {
    exec: (ctx) => {
      opened = ctx;
    },
  });
  const module = layer.boundary.enter(() => loadUniversal(layer, owner));
  if (module === HPy_NULL || opened === null) {
    layer.api.Err_Clear();
    throw new Error("Cannot make a context in this interpreter: Python could not make a module for it.");
  }
  return opened;
}
