/** Entries that nothing catches around: Python calls them with no frame of JavaScript in between, so that it may suspend. */

import type { EntryRequest, WasmFunction, WasmHost } from "@hpyjs/core";
import { entryCode, entryLocals, op, WasmModule } from "@hpyjs/wasm";
import { more } from "./code.ts";
import type { EntryNeeds } from "./entries.ts";

/**
 * The entry for one function: checks the number of arguments where CPython would, and calls the entry of its signature,
 * which catches what is thrown.
 * @param number says which function that is to call.
 * @param parameters how many that has.
 */
export function outerEntry(
  { kind, refusal, signature }: EntryRequest,
  number: number,
  call: WasmFunction,
  parameters: number,
  { host, needs }: { readonly host: WasmHost; readonly needs: EntryNeeds },
): WasmFunction {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  const callIndex = module.importFunction("env", "call", `i:${"i".repeat(parameters)}`);
  const refuseIndex = module.importFunction("env", "refuse", "v:i");
  const code = entryCode(kind, signature, {
    context: op.i32Const(number),
    call: op.call(callIndex),
    stackPointer: null,
    depth: needs.depth,
    // The entry inside has caught what can be dealt with: the rest is the end of the interpreter.
    caught: () => more.rethrow,
    refuse: [...op.localGet(2), ...op.call(refuseIndex)],
    tuple: needs.tuple,
  });
  module.function(signature, code, "entry", entryLocals);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory: host.memory, call, refuse: refusal?.raise ?? ((): void => {}) },
  });
  return exports.entry as WasmFunction;
}
