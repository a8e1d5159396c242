/** Opens a Pyodide of the workspace for a test. */

import { createInterpreter, type Interpreter } from "../src/interpreter.ts";
import { openTransport } from "../src/pyodide/transport.ts";
import type { Transport } from "../src/transport.ts";

/** The Pyodides that the workspace installs, by the alias in its package.json: Python 3.12, 3.13 and 3.14. */
export type PyodideAlias = "pyodide-312" | "pyodide-313" | "pyodide-314";

/** What tests use of a Pyodide. */
export interface Pyodide {
  /** Runs Python code and gives back the value of its last expression. */
  runPython(code: string): unknown;
  /** Sets a Python global, among other things. */
  readonly globals: { set(name: string, value: unknown): void };
}

/** A Pyodide and the bridge's view of it. */
export interface Opened {
  readonly pyodide: Pyodide;
  readonly transport: Transport;
  readonly interpreter: Interpreter;
}

interface PyodideModule {
  loadPyodide(): Promise<Pyodide>;
}

/**
 * Loads a Pyodide and opens a transport and an interpreter on it. It takes a second or two: open once a file.
 * `pyodide-312` wants a process in which no other version was loaded.
 */
export async function openInterpreter(alias: PyodideAlias): Promise<Opened> {
  const { loadPyodide } = (await import(alias)) as PyodideModule;
  const pyodide = await loadPyodide();
  const transport = openTransport(pyodide);
  return { pyodide, transport, interpreter: createInterpreter(transport) };
}
