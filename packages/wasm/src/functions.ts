/**
 * JavaScript functions as WebAssembly functions.
 *
 * A table of a WebAssembly module takes nothing else. A callback becomes one by being imported into a generated module
 * and exported again; one module serves a whole batch. Where the same batch of types is needed again and again, its
 * module is compiled once.
 */

import type { WasmCallback, WasmFunction } from "@hpyjs/core";
import { WasmModule } from "./encoder.ts";

/** The compiled module for a batch of function types. */
export class FunctionBatch {
  readonly #module: WebAssembly.Module;
  readonly #size: number;

  /** Compiles the module for these types, in order. */
  constructor(signatures: readonly string[]) {
    const module = new WasmModule();
    signatures.forEach((signature, position) => {
      const name = `${position}`;
      module.export(name, module.importFunction("js", name, signature));
    });
    this.#module = new WebAssembly.Module(module.bytes());
    this.#size = signatures.length;
  }

  /** WebAssembly functions of the batch's types for callbacks, in order. */
  wrap(callbacks: readonly WasmCallback["callback"][]): readonly WasmFunction[] {
    const imports = Object.fromEntries(callbacks.map((callback, position) => [`${position}`, callback]));
    const { exports } = new WebAssembly.Instance(this.#module, { js: imports });
    return Array.from({ length: this.#size }, (_, position) => exports[`${position}`] as WasmFunction);
  }
}

/** Makes WebAssembly functions of callbacks, in order. */
export function wrapFunctions(callbacks: readonly WasmCallback[]): readonly WasmFunction[] {
  if (callbacks.length === 0) return [];
  const batch = new FunctionBatch(callbacks.map(({ signature }) => signature));
  return batch.wrap(callbacks.map(({ callback }) => callback));
}
