/** What HPy.js needs of a Pyodide, and what is said about a value that is none. */

import { PyodideVersionError } from "./errors.ts";

/** The part of Pyodide's interface that HPy.js uses, whatever its version. */
export interface PyodideLike {
  /** Pyodide's version, for instance `314.0.7`. */
  readonly version: string;
  /** Imports a Python module; the result is a proxy. */
  pyimport(name: string): unknown;
  /** Runs Python code and gives the value of its last expression. */
  runPython(code: string): unknown;
}

/**
 * Checks what was passed as a Pyodide.
 * @throws TypeError when it is none, with what to do; PyodideVersionError when it is too old.
 */
export function checkPyodide(value: unknown): asserts value is PyodideLike {
  const refusal = objection(value);
  if (refusal !== null) throw new TypeError(`loadHPy() needs what loadPyodide() returned: ${refusal}`);
  const { version } = value as PyodideLike;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 0 && minor < 27) throw new PyodideVersionError(version);
}

function objection(value: unknown): string | null {
  if (typeof value === "function") return "this is a function; call loadPyodide() and await its result.";
  if (typeof value !== "object" || value === null) return `this is ${String(value)}.`;
  if ("then" in value) return "this is a promise; write loadHPy(await loadPyodide()).";
  if ("loadPyodide" in value && !("runPython" in value)) {
    return "this is the pyodide package; write loadHPy(await pyodide.loadPyodide()).";
  }
  for (const name of ["pyimport", "runPython"]) {
    if (typeof Reflect.get(value, name) !== "function") return `this object has no method ${name}().`;
  }
  return typeof Reflect.get(value, "version") === "string" ? null : "this object has no version.";
}
