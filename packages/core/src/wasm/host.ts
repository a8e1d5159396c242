/**
 * What an interpreter that is WebAssembly itself lends to extensions compiled to WebAssembly.
 *
 * A linked extension lives in the interpreter's memory and function table and calls its C library. The bridge offers
 * this port beside its layers; a native interpreter has none.
 */

import type { Pointer } from "../handle.ts";
import type { DirectContext } from "./direct.ts";
import type { WasmCallback, WasmFunction } from "./function-types.ts";

/** One interpreter's memory, function table and exports. */
export interface WasmHost {
  /** The interpreter's memory. */
  readonly memory: WebAssembly.Memory;
  /** The interpreter's function table: a C function pointer is an index into it. */
  readonly table: WebAssembly.Table;
  /** The C stack pointer, a mutable i32. */
  readonly stackPointer: WebAssembly.Global;
  /**
   * A symbol that the interpreter exports: a function, the global that holds a data symbol's address, or undefined.
   */
  symbol(name: string): unknown;
  /** The C function pointer of an exported function, made on first use and kept. @throws Error when there is none. */
  functionPointer(name: string): Pointer;
  /** Puts callbacks into the table and returns their function pointers, in order. The caller removes them. */
  addFunctions(callbacks: readonly WasmCallback[]): readonly Pointer[];
  /** So many consecutive empty entries of the table. The caller removes them. */
  reserveFunctions(count: number): Pointer;
  /** Empties entries of the table, so that they can be used again. */
  removeFunctions(pointers: readonly Pointer[]): void;
  /** The function behind a C function pointer. @throws Error when there is none. */
  functionAt(pointer: Pointer): WasmFunction;
  /** The functions of plain contexts that need no JavaScript; `null`, or left out, where there are none. */
  readonly direct?: DirectContext | null;
}
