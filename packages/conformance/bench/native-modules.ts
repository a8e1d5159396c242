/** Loading ordinary extension modules with CPython's and Pyodide's own loaders. */

import type { Pyodide, PyProxy } from "./interpreter.ts";

const source = `
def _load(name, path):
    import importlib.machinery, importlib.util
    loader = importlib.machinery.ExtensionFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
_load
`;

const folder = "/tmp/bench";

/** Loads ordinary extension modules into one Pyodide. */
export class NativeModules {
  readonly #pyodide: Pyodide;
  readonly #load: PyProxy;
  #count = 0;

  /** For one Pyodide. */
  constructor(pyodide: Pyodide) {
    this.#pyodide = pyodide;
    this.#load = pyodide.runPython(source) as PyProxy;
    pyodide.FS.mkdirTree(folder);
  }

  /**
   * Loads a module.
   * @param name its name, as in `PyInit_name`.
   */
  load(name: string, bytes: Uint8Array): PyProxy {
    const path = `${folder}/${name}-${this.#count++}.so`;
    this.#pyodide.FS.writeFile(path, bytes);
    return this.#load(name, path) as PyProxy;
  }
}
