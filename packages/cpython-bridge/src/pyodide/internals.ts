/**
 * The one file for what Pyodide does not promise.
 *
 * Pyodide's public API neither exports the C API nor its memory. What the bridge takes instead are properties of the
 * Emscripten module object, checked here one by one when a bridge is opened; an error names the one that is missing.
 */

import type { Pointer } from "@hpyjs/core";
import type { Suspender } from "../transport.ts";

/** What the bridge takes from a Pyodide. */
export interface PyodideInternals {
  /** The exports of CPython's main WebAssembly module. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** The function table. */
  readonly table: WebAssembly.Table;
  /** Pyodide's flag for stack switching. */
  readonly suspender: Suspender;
  /** Where the C stack of the task begins that may suspend; `undefined` where Pyodide does not say. */
  stackStart(): number | undefined;
  /** Asks to be told when Pyodide gives up on its interpreter. */
  onFatal(listener: (cause: unknown) => void): void;
}

/** A Pyodide that is not one, or whose inside has changed. */
export class PyodideInternalsError extends Error {
  /** The class's name. */
  override readonly name: string = "PyodideInternalsError";
  /** The property that was looked for. */
  readonly missing: string;

  /** Makes the error for a missing property. */
  constructor(missing: string) {
    super(
      `This object does not look like a Pyodide that HPy.js can drive: it lacks ${missing}. ` +
        "Pass what loadPyodide() of Pyodide 0.27 or later returned.",
    );
    this.missing = missing;
  }
}

function property(object: unknown, path: string): unknown {
  let current = object;
  for (const name of path.split(".")) {
    const found: unknown =
      (typeof current === "object" && current !== null) || typeof current === "function"
        ? Reflect.get(current, name)
        : undefined;
    if (found === undefined || found === null) throw new PyodideInternalsError(path);
    current = found;
  }
  return current;
}

/** Finds a Pyodide's inside. @throws PyodideInternalsError naming what is missing. */
export function findInternals(pyodide: unknown): PyodideInternals {
  const module = property(pyodide, "_module");
  const exports = property(module, "LDSO.loadedLibsByName.__main__.exports") as Record<string, unknown>;
  const table = property(module, "wasmTable") as WebAssembly.Table;
  const memory = property(exports, "memory") as WebAssembly.Memory;
  const suspender = Reflect.get(module as object, "validSuspender") as Suspender | undefined;
  return {
    exports,
    memory,
    table,
    suspender: suspender ?? { value: false },
    stackStart: () => Reflect.get(module as object, "stackStop") as number | undefined,
    onFatal: (listener) => listenToFatal(Reflect.get(module as object, "API"), listener),
  };
}

/** Adds a listener to the one place that Pyodide has for one. */
function listenToFatal(api: unknown, listener: (cause: unknown) => void): void {
  if (typeof api !== "object" || api === null) return;
  const before: unknown = Reflect.get(api, "on_fatal");
  Reflect.set(api, "on_fatal", (cause: unknown) => {
    listener(cause);
    if (typeof before === "function") before(cause);
  });
}

/** The address of a data symbol. @throws Error when the interpreter lacks it. */
export function dataSymbol(exports: Readonly<Record<string, unknown>>, name: string): Pointer {
  const value = exports[name];
  if (typeof value === "number") return (value >>> 0) as Pointer;
  if (value instanceof WebAssembly.Global) return ((value.value as number) >>> 0) as Pointer;
  throw new Error(`this Python has no data symbol ${name}`);
}
