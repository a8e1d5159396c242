/** A real Pyodide with `hpy.trace` in it, and an extension that can be loaded in trace mode. */

import { type ExtensionModule, HPy_NULL, type Layer } from "@hpyjs/core";
import { createTrace, type Trace, type TraceOptions } from "@hpyjs/trace";
import { withPython } from "@hpyjs/trace/python";
import { loadHPy, type ModeOrName } from "hpyjs";
import { loadPyodide } from "pyodide-314";
import { rawModule } from "../../fixtures/raw.ts";

/** What the tests work with. */
export interface OpenedTrace {
  /** The trace, whose mode is named `trace`. */
  readonly trace: Trace;
  /** The layer inside. */
  readonly plain: Layer;
  /** Runs Python code in `__main__`; the value of its last expression. */
  run(code: string): unknown;
  /** Loads an extension in modes, the innermost first, and puts it into `sys.modules`. */
  load(extension: ExtensionModule, modes: readonly ModeOrName[], name?: string): void;
  /** Makes `import` find it. */
  register(extension: ExtensionModule, modes: readonly ModeOrName[], name: string): void;
}

/** Loads a Pyodide. It takes a second or two: open once a file. */
export async function openTrace(options: TraceOptions = {}): Promise<OpenedTrace> {
  const pyodide = await loadPyodide();
  const trace = createTrace(options);
  const hpy = loadHPy(pyodide, { modes: { trace: withPython(trace) } });
  return {
    trace,
    plain: hpy.bridge.universal,
    run: (code) => pyodide.runPython(code),
    load: (extension, modes, name = extension.name) => {
      hpy.load(extension, { modes, name });
    },
    register: (extension, modes, name) => hpy.register(extension, { modes, name }),
  };
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
