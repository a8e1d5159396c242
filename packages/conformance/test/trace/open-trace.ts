/** A real Pyodide with `hpy.trace` in it, and an extension in trace mode. */

import { loadUniversal } from "@hpyjs/abi-universal";
import { type ExtensionModule, HPy_NULL, type Layer } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { createTrace, type Trace, type TraceOptions } from "@hpyjs/trace";
import { pythonModules } from "@hpyjs/trace/python";
import { loadPyodide } from "pyodide-314";
import { rawModule } from "../../fixtures/raw.ts";

/** What the tests work with. */
export interface OpenedTrace {
  /** The trace. */
  readonly trace: Trace;
  /** The layer inside. */
  readonly plain: Layer;
  /** Runs Python code in `__main__`; the value of its last expression. */
  run(code: string): unknown;
  /** Loads an extension in a layer and puts it into `sys.modules`. */
  load(layer: Layer, extension: ExtensionModule): void;
}

/** Loads a Pyodide. It takes a second or two: open once a file. */
export async function openTrace(options: TraceOptions = {}): Promise<OpenedTrace> {
  const pyodide = await loadPyodide();
  const plain = openBridge(pyodide).universal;
  const trace = createTrace(options);
  const run = (code: string): unknown => pyodide.runPython(code);
  const load = (layer: Layer, extension: ExtensionModule): void => {
    layer.boundary.enter(() => {
      const module = loadUniversal(layer, extension, { register: true });
      if (module === HPy_NULL) throw new Error(`cannot load ${extension.name}`);
      layer.api.Close(module);
    });
  };
  const { extensions, sources, aliases } = pythonModules(trace);
  run(`
import sys, types
def package(name, source=""):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = []
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module
package("hpy"), package("hpy.universal"), package("hpy.trace")
`);
  for (const extension of extensions) load(plain, extension);
  for (const [name, source] of Object.entries(sources)) {
    run(`exec(${JSON.stringify(source)}, sys.modules[${JSON.stringify(name)}].__dict__)`);
  }
  for (const [name, target] of Object.entries(aliases)) {
    const [, parent, child] = /^(.*)\.(.*)$/.exec(name) ?? [];
    run(`setattr(sys.modules["${parent}"], "${child}", sys.modules["${target}"])`);
  }
  return { trace, plain, run, load };
}

/** An extension on the raw context, so that it calls just what it says. */
export const numbers: ExtensionModule = rawModule("numbers_raw", ({ api }, { argument, text }) => {
  const message = text("expected exactly two args");
  return {
    add: {
      VARARGS: (_self, args, nargs) => {
        if (nargs === 2) return api.Add(argument(args, 0), argument(args, 1));
        api.Err_SetString(api.h_TypeError, message);
        return HPy_NULL;
      },
    },
    call: {
      O: (_self, callable) => {
        if (api.Callable_Check(callable) !== 0) return api.CallTupleDict(callable, HPy_NULL, HPy_NULL);
        api.Err_SetString(api.h_TypeError, message);
        return HPy_NULL;
      },
    },
    away: {
      NOARGS: () => {
        const state = api.LeavePythonExecution();
        api.ReenterPythonExecution(state);
        return api.Dup(api.h_None);
      },
    },
  };
});
