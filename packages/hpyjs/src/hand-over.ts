/**
 * Python objects and exceptions on their way from a layer to Pyodide.
 *
 * A layer knows objects as handles, Pyodide knows them as proxies. They meet in Python: the layer leaves what it has
 * in a module `_hpyjs`, and Pyodide calls that module's `take`, which returns the object or raises the exception. So
 * what a user gets is Pyodide's own proxy, and Pyodide's own PythonError.
 */

import { type Handle, HPy_NULL, type Layer, type Pointer } from "@hpyjs/core";
import type { PyodideLike } from "./pyodide.ts";

const source = `
import sys, types

class HandOver(types.ModuleType):
    left = failure = None

    def take(self):
        left, failure = self.left, self.failure
        self.left = self.failure = None
        if failure is not None:
            raise failure
        return left

sys.modules.setdefault("_hpyjs", HandOver("_hpyjs", "Hands objects from HPy.js to Pyodide."))
`;

/** The way to one Pyodide. */
export class HandOver {
  readonly #take: () => unknown;

  /** Prepares the Pyodide. */
  constructor(pyodide: PyodideLike) {
    pyodide.runPython(`exec(${JSON.stringify(source)}, {"__name__": "_hpyjs"})`);
    const { take } = pyodide.pyimport("_hpyjs") as { readonly take: () => unknown };
    this.#take = take;
  }

  /**
   * Runs `work` as a call and gives the object that it returned as Pyodide does.
   * @param work returns a new handle, or null with an exception set.
   * @throws Pyodide's PythonError for the exception; whatever else `work` throws.
   */
  give(layer: Layer, work: () => Handle): unknown {
    layer.boundary.enter(() => {
      const result = work();
      if (result === HPy_NULL) leave(layer, "failure", layer.extra.Err_GetRaised());
      else leave(layer, "left", result);
    });
    return this.#take();
  }
}

/** Makes `object` an attribute of the module; consumes the handle. */
function leave(layer: Layer, attribute: "left" | "failure", object: Handle): void {
  const { memory } = layer;
  // No mode counts this: it is not the extension's doing.
  const api = layer.unobserved ?? layer.api;
  const names = new TextEncoder().encode(`_hpyjs\0${attribute}\0`);
  const pointer = memory.alloc(names.length);
  memory.u8().set(names, pointer);
  const module = api.Import_ImportModule(pointer);
  api.SetAttr_s(module, (pointer + "_hpyjs\0".length) as Pointer, object);
  api.Close(module);
  api.Close(object);
  memory.free(pointer);
}
