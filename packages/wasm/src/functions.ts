/**
 * JavaScript functions as WebAssembly functions.
 *
 * A table of a WebAssembly module takes nothing else. A callback becomes one by being imported into a generated module
 * and exported again, or put into the table; one module serves a whole batch. Where the same batch of types is needed again
 * and again, its module is compiled once.
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
    // An array has its items under their numbers, as an object of imports would.
    const js = callbacks as unknown as WebAssembly.ModuleImports;
    const { exports } = new WebAssembly.Instance(this.#module, { js });
    return Array.from({ length: this.#size }, (_, position) => exports[`${position}`] as WasmFunction);
  }
}

/** The compiled module for a batch of function types that go into a table, without an object being made for each. */
export class TableBatch {
  readonly #module: WebAssembly.Module;

  /** Compiles the module for these types, in order. */
  constructor(signatures: readonly string[]) {
    const module = new WasmModule();
    module.importTable("env", "table");
    const first = module.importConstant("env", "first");
    const functions = signatures.map((signature, position) =>
      module.importFunction("js", `${position}`, signature),
    );
    module.fillTable(first, functions);
    this.#module = new WebAssembly.Module(module.bytes());
  }

  /** Puts WebAssembly functions of the batch's types for callbacks into a table, in order, at a place and behind it. */
  fill(table: WebAssembly.Table, first: number, callbacks: readonly WasmCallback["callback"][]): void {
    const env = { table, first: new WebAssembly.Global({ value: "i32" }, first) };
    // An array has its items under their numbers, as an object of imports would.
    const js = callbacks as unknown as WebAssembly.ModuleImports;
    new WebAssembly.Instance(this.#module, { env, js });
  }
}
