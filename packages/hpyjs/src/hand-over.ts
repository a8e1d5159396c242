/**
 * Python objects and exceptions on their way from a layer to Pyodide.
 *
 * A layer knows objects as handles, Pyodide knows them as proxies. They meet in Python: the layer leaves what it has
 * in a module `_hpyjs`, and Pyodide calls that module's `take`, which returns the object or raises the exception. So
 * what a user gets is Pyodide's own proxy, and Pyodide's own PythonError.
 */

import { type Api, type Handle, HPy_NULL, type Layer, type ObjectProxies, type Pointer } from "@hpyjs/core";
import type { PyodideLike } from "./pyodide.ts";

const source = `
import sys, types

class HandOver(types.ModuleType):
    left = failure = given = None

    def put(self, value):
        self.given = value

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
  readonly #put: (value: unknown) => unknown;

  /** Prepares the Pyodide. */
  constructor(pyodide: PyodideLike) {
    pyodide.runPython(`exec(${JSON.stringify(source)}, {"__name__": "_hpyjs"})`);
    const { put, take } = pyodide.pyimport("_hpyjs") as {
      readonly put: (value: unknown) => unknown;
      readonly take: () => unknown;
    };
    this.#take = take;
    this.#put = put;
  }

  /**
   * The same for single objects, by their addresses, in the middle of a call.
   * @param layer one that converts between handles and addresses.
   */
  proxies(layer: Layer): ObjectProxies {
    const { api } = layer;
    return {
      give: (object) => {
        leave(layer, "left", api.FromPyObject(object));
        return this.#take();
      },
      take: (value) => {
        this.#put(value);
        return collect(layer, "given");
      },
    };
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

/** Uses the module, and the name of one of its attributes as a C string. No mode counts this: no extension does it. */
function withModule<T>(
  layer: Layer,
  attribute: string,
  use: (api: Api, module: Handle, name: Pointer) => T,
): T {
  const { memory } = layer;
  const api = layer.unobserved ?? layer.api;
  const names = new TextEncoder().encode(`_hpyjs\0${attribute}\0`);
  const pointer = memory.alloc(names.length);
  memory.u8().set(names, pointer);
  const module = api.Import_ImportModule(pointer);
  try {
    return use(api, module, (pointer + "_hpyjs\0".length) as Pointer);
  } finally {
    api.Close(module);
    memory.free(pointer);
  }
}

/** Makes `object` an attribute of the module; consumes the handle. */
function leave(layer: Layer, attribute: "left" | "failure", object: Handle): void {
  withModule(layer, attribute, (api, module, name) => api.SetAttr_s(module, name, object));
  (layer.unobserved ?? layer.api).Close(object);
}

/** Takes an object out of an attribute: a new reference. */
function collect(layer: Layer, attribute: "given"): Pointer {
  return withModule(layer, attribute, (api, module, name) => {
    const object = api.GetAttr_s(module, name);
    const address = api.AsPyObject(object);
    api.Close(object);
    api.SetAttr_s(module, name, api.h_None);
    return address;
  });
}
