/** A {@link WasmHost} over a Pyodide: its main module's memory, table and exports, lent to linked extensions. */

import type { WasmFunction, WasmHost } from "@hpyjs/core";
import type { FunctionTable } from "./functions.ts";
import { PyodideInternalsError } from "./internals.ts";

/**
 * Makes the port.
 * @throws PyodideInternalsError when the main module does not export its stack pointer.
 */
export function openHost(
  exports: Readonly<Record<string, unknown>>,
  memory: WebAssembly.Memory,
  table: WebAssembly.Table,
  pointers: FunctionTable,
): WasmHost {
  const stackPointer = exports.__stack_pointer;
  if (!(stackPointer instanceof WebAssembly.Global)) {
    throw new PyodideInternalsError("LDSO.loadedLibsByName.__main__.exports.__stack_pointer");
  }
  return {
    memory,
    table,
    stackPointer,
    symbol: (name) => {
      const found = exports[name];
      // Some Pyodides have the address of data here, others the global that holds it.
      return typeof found === "number" ? new WebAssembly.Global({ value: "i32" }, found) : found;
    },
    functionPointer: (name) => pointers.pointerOf(name, exports[name]),
    addFunctions: (callbacks) => pointers.add(callbacks),
    reserveFunctions: (count) => pointers.reserve(count),
    removeFunctions: (list) => pointers.remove(list),
    functionAt: (pointer) => pointers.at(pointer) as (...args: never[]) => unknown as WasmFunction,
  };
}
