/** The Pyodide that everything is measured in. */

import type { PyodideLike } from "hpyjs";

/** What the bench uses of a Python object's proxy. */
export interface PyProxy {
  /** Calls it. */
  (...args: unknown[]): unknown;
  /** Lets go of it. */
  destroy(): void;
  /** Sets an item. */
  set(key: string, value: unknown): void;
  /** Reads an item. */
  get(key: string): PyProxy;
}

/** What the bench uses of a Pyodide. */
export interface Pyodide extends PyodideLike {
  /** Python's globals. */
  readonly globals: PyProxy;
  /** The file system. */
  readonly FS: { mkdirTree(path: string): void; writeFile(path: string, bytes: Uint8Array): void };
  /** A Python object of a JavaScript value. */
  toPy(value: unknown): unknown;
  /** Runs Python source. */
  runPython(source: string, options?: { globals?: PyProxy }): unknown;
  /** A module's proxy. */
  pyimport(name: string): PyProxy;
}

/** Starts the Pyodide with a version of Python, `3.14`. */
export async function startPyodide(python: string): Promise<Pyodide> {
  const { loadPyodide } = (await import(`pyodide-${python.replace(".", "")}`)) as {
    loadPyodide(): Promise<Pyodide>;
  };
  return loadPyodide();
}
