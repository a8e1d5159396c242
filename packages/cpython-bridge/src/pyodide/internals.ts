/**
 * The one file for what Pyodide does not promise.
 *
 * Pyodide's public API neither exports the C API nor its memory. What the bridge takes instead are properties of the
 * Emscripten module object, checked here one by one when a bridge is opened; an error names the one that is missing.
 */

import type { Handle, Memory, Pointer } from "@hpyjs/core";
import type { CApi } from "../capi.ts";
import type { Strings } from "../strings.ts";
import type { Layout, Suspender } from "../transport.ts";

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
  return { exports, memory, table, suspender: suspender ?? { value: false } };
}

/** The address of a data symbol. @throws Error when the interpreter lacks it. */
export function dataSymbol(exports: Readonly<Record<string, unknown>>, name: string): Pointer {
  const value = exports[name];
  if (typeof value === "number") return (value >>> 0) as Pointer;
  if (value instanceof WebAssembly.Global) return ((value.value as number) >>> 0) as Pointer;
  throw new Error(`this Python has no data symbol ${name}`);
}

/** Probes the object layouts that the stable ABI leaves open, on objects whose content is known. */
export function probeLayout(
  capi: CApi,
  memory: Memory,
  strings: Strings,
  symbol: (name: string) => Pointer,
): Layout {
  const none = symbol("_Py_NoneStruct") as number as Handle;
  const type = symbol("PyType_Type") as number as Handle;
  return {
    tupleItems: probeTupleItems(capi, () => memory.u32(), none),
    memberOfDescriptor: probeMemberOfDescriptor(capi, memory, strings, type),
    type: 4,
    references: 0,
  };
}

function probeTupleItems(capi: CApi, words: () => Uint32Array, none: Handle): number | null {
  const first = capi.PyTuple_New(0);
  const tuple = capi.PyTuple_New(3);
  const items = [none, first, none];
  items.forEach((item, index) => {
    capi.Py_IncRef(item);
    capi.PyTuple_SetItem(tuple, index, item);
  });
  const view = words();
  const start = tuple >>> 2;
  let tupleItems: number | null = null;
  for (let word = 2; word <= 6 && tupleItems === null; word++) {
    if (items.every((item, index) => view[start + word + index] === item >>> 0)) tupleItems = word * 4;
  }
  capi.Py_DecRef(tuple);
  capi.Py_DecRef(first);
  return tupleItems;
}

/** Looks in the descriptor of `type.__basicsize__` for a pointer to a struct that begins with a pointer to that name. */
function probeMemberOfDescriptor(capi: CApi, memory: Memory, strings: Strings, type: Handle): number | null {
  const namespace = capi.PyObject_GetAttrString(type, strings.constant("__dict__"));
  const name = capi.PyUnicode_FromString(strings.constant("__basicsize__"));
  const descriptor = capi.PyObject_GetItem(namespace, name);
  const words = memory.u32();
  let found: number | null = null;
  for (let word = 2; word <= 8 && found === null; word++) {
    const member = words[(descriptor >>> 2) + word] ?? 0;
    if (strings.fromC((words[member >>> 2] ?? 0) as Pointer) === "__basicsize__") found = word * 4;
  }
  for (const object of [namespace, name, descriptor]) capi.Py_DecRef(object);
  return found;
}
