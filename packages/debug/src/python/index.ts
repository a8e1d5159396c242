/** Debug mode's face in Python: `hpy.debug`, for an application to install. */

import type { ExtensionModule } from "@hpyjs/core";
import type { Debug, DebugInternals } from "../debug.ts";
import { debugModule } from "./debug-module.ts";
import { sources } from "./sources.ts";

/** What an application makes importable. */
export interface PythonModules {
  /** Extension modules, to be bound to the plain layer: their handles are nobody's to debug. */
  readonly extensions: readonly ExtensionModule[];
  /** The sources of modules written in Python, by their full names. */
  readonly sources: Readonly<Record<string, string>>;
  /** Further names of modules: attributes of a package that are another module, by their full names. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** The modules `hpy.debug` and its parts for one debug mode; `hpy.debug._debug` is `hpy.universal._debug`, too. */
export function pythonModules(debug: Debug): PythonModules {
  return {
    extensions: [debugModule(debug)],
    sources,
    aliases: { "hpy.universal._debug": "hpy.debug._debug" },
  };
}

/** Debug mode together with its modules. */
export interface DebugWithPython extends Debug {
  /** What `import` finds of it. */
  readonly python: PythonModules;
}

/**
 * Puts debug mode together with its modules, as `loadHPy()` takes modes. A violation that no hook takes is a fatal error
 * from now on, as in upstream HPy, unless `createDebug({ onViolation })` said something else.
 * @example
 * ```ts
 * const debug = createDebug();
 * const hpy = loadHPy(pyodide, { modes: { debug: withPython(debug) } });
 * ```
 */
export function withPython(debug: Debug): DebugWithPython {
  if (!(debug as DebugInternals).isPolicyGiven) debug.shared.hooks.policy = "fatal";
  return { ...debug, python: pythonModules(debug) };
}
