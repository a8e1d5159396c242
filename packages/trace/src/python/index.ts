/** Trace mode's face in Python: `hpy.trace`, for an application to install. */

import type { ExtensionModule } from "@hpyjs/core";
import type { Trace } from "../trace.ts";
import { traceModule } from "./trace-module.ts";

/** What an application makes importable. */
export interface PythonModules {
  /** Extension modules, to be bound to the plain layer: what they call is nobody's to trace. */
  readonly extensions: readonly ExtensionModule[];
  /** The sources of modules written in Python, by their full names. */
  readonly sources: Readonly<Record<string, string>>;
  /** Further names of modules: attributes of a package that are another module, by their full names. */
  readonly aliases: Readonly<Record<string, string>>;
}

const packageSource = `"""HPy's trace mode: how often extensions call the functions of HPy's API, and how long those take."""

from hpy.trace._trace import get_call_counts, get_durations, get_frequency, set_trace_functions

__all__ = ["get_call_counts", "get_durations", "get_frequency", "set_trace_functions"]
`;

/** The modules `hpy.trace` and `hpy.trace._trace` for one trace; the latter is `hpy.universal._trace`, too. */
export function pythonModules(trace: Trace): PythonModules {
  return {
    extensions: [traceModule(trace)],
    sources: { "hpy.trace": packageSource },
    aliases: { "hpy.universal._trace": "hpy.trace._trace" },
  };
}

/** A trace together with its modules. */
export interface TraceWithPython extends Trace {
  /** What `import` finds of it. */
  readonly python: PythonModules;
}

/**
 * Puts a trace together with its modules, as `loadHPy()` takes modes.
 * @example
 * ```ts
 * const trace = createTrace();
 * const hpy = loadHPy(pyodide, { modes: { trace: withPython(trace) } });
 * ```
 */
export function withPython(trace: Trace): TraceWithPython {
  return { ...trace, python: pythonModules(trace) };
}
