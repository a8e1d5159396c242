/** Starts Pyodides for the conformance suites in a browser: `packages/conformance/targets/pyodide.ts` is for Node. */

import {
  type Internals,
  type Interpreter,
  interpreterOf,
  type Pyodide,
} from "../../../packages/conformance/targets/interpreter.ts";

interface PyodideModule {
  loadPyodide(options: { readonly indexURL: string }): Promise<Pyodide & Internals>;
}

/** Starts a Pyodide. @param packageName its folder on the server. */
export async function startPyodide(packageName: string): Promise<Interpreter> {
  const indexURL = new URL(`/${packageName}/`, location.href).href;
  const { loadPyodide } = (await import(`${indexURL}pyodide.mjs`)) as PyodideModule;
  return interpreterOf(await loadPyodide({ indexURL }));
}
