/**
 * JavaScript functions as WebAssembly functions.
 *
 * A table of a WebAssembly module takes nothing else. A callback becomes one by being imported into a generated module
 * and exported again; one module serves a whole batch.
 */

import { WasmModule } from "./encoder.ts";

/** A JavaScript function with its WebAssembly type, `result:parameters` in the letters of {@link WasmModule}. */
export interface WasmCallback {
  /** The type: `i:ii` takes two i32 and gives one. */
  readonly signature: string;
  /** The function. Numbers in, a number, bigint or nothing out. */
  readonly callback: (...args: never[]) => unknown;
}

/** A WebAssembly function, as JavaScript sees it. */
export type WasmFunction = (...args: (number | bigint)[]) => number | bigint | undefined;

/** Makes WebAssembly functions of callbacks, in order. */
export function wrapFunctions(callbacks: readonly WasmCallback[]): readonly WasmFunction[] {
  if (callbacks.length === 0) return [];
  const module = new WasmModule();
  const imports: Record<string, WasmCallback["callback"]> = {};
  callbacks.forEach(({ signature, callback }, position) => {
    const name = `${position}`;
    imports[name] = callback;
    module.export(name, module.importFunction("js", name, signature));
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { js: imports });
  return callbacks.map((_, position) => exports[`${position}`] as WasmFunction);
}
