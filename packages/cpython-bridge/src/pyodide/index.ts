/** The bridge to a CPython that runs in Pyodide. */

import { type Bridge, createBridge } from "../bridge.ts";
import { openTransport } from "./transport.ts";

export { PyodideInternalsError } from "./internals.ts";
export { openTransport } from "./transport.ts";

/**
 * Opens a bridge to a Pyodide: 0.27 (Python 3.12) or later, in Node or a browser.
 * Bridges are independent; opening two on one Pyodide works, but their types do not know each other.
 * @param pyodide what `loadPyodide()` returned.
 * @throws PyodideInternalsError when it is something else, naming what is missing.
 */
export function openBridge(pyodide: unknown): Bridge {
  return createBridge(openTransport(pyodide));
}
