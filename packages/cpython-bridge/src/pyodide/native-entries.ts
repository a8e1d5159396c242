/**
 * Entries as WebAssembly: Python calls a C function of a linked extension with no frame of JavaScript in between.
 *
 * An entry puts the context in front of the arguments, checks the arity where CPython would, and calls the function. What
 * its JavaScript twin in `edge.ts` does for what is thrown is done here as well: a throw ends at the entry, with the C
 * stack pointer put back, and JavaScript makes it a Python exception. What is thrown comes from JavaScript below, which
 * keeps it (`Edge.fromC`), since WebAssembly cannot tell what it caught. A trap, or a stack that C code itself used up,
 * cannot be caught here: it goes on to whoever called Python, and is the end of the interpreter, as a crash is natively.
 *
 * A frame of WebAssembly can be suspended, so nothing is written to Pyodide's flag: `run_sync` works below.
 *
 * An extension whose calls were linked brings its entries along (`NativeFunction.entry`): there the engine sees through
 * them, and they need not be compiled for each load. All others are made here, and call through the table.
 *
 * The `try` is the one of the exception handling that Pyodide itself is compiled with; it costs nothing until
 * something is thrown. Where an engine has it not, entries stay in JavaScript. Tried: importing the C functions instead
 * of calling them through the table, which is no faster.
 */

import type { Refusal, WasmFunction } from "@hpyjs/core";
import { type EntryParts, entryCode, entryLocals, op, targetArity, WasmModule } from "@hpyjs/wasm";
import type { CallbackSpec, NativeEntry } from "../transport.ts";
import { wasmSignature } from "../wasm-signature.ts";

/** What entries need of the interpreter. */
export interface EntryEnvironment extends Pick<EntryParts, "depth" | "tuple"> {
  /** The interpreter's memory. */
  readonly memory: WebAssembly.Memory;
  /** The interpreter's function table. */
  readonly table: WebAssembly.Table;
  /** The C stack pointer. */
  readonly stackPointer: WebAssembly.Global;
}

/** Whether the engine knows the exception handling that entries use. */
export function canCatch(): boolean {
  const module = new WasmModule();
  module.function("v:", [...op.try("v"), ...op.catchAll, ...op.end]);
  return WebAssembly.validate(module.bytes());
}

/**
 * WebAssembly functions for callbacks, in order: entries where a callback has a C function behind it, else the callback
 * itself, imported and exported again. One module serves all that the extensions have not brought along.
 */
export function makeFunctions(
  callbacks: readonly CallbackSpec[],
  environment: EntryEnvironment | null,
): readonly WasmFunction[] {
  const batch = new Batch();
  const entries: (() => void)[] = [];
  const found = callbacks.map(({ callback, native, signature: inC }, position) => {
    const signature = wasmSignature(inC);
    if (environment === null || native === undefined) {
      batch.module.export(`${position}`, batch.import(callback, signature));
      return null;
    }
    const own = native.target.entry?.({ ...native, signature }) ?? null;
    if (own !== null) return own;
    const caught = batch.import(native.caught, "v:i");
    const refuse = native.refusal === undefined ? 0 : batch.import(native.refusal.raise, "v:i");
    entries.push(() => batch.entry(`${position}`, signature, native, { caught, refuse }, environment));
    return null;
  });
  if (found.every((entry) => entry !== null)) return found;
  if (environment !== null && entries.length > 0) batch.importInterpreter(environment);
  for (const make of entries) make();
  const exports = batch.instantiate();
  return found.map((entry, position) => entry ?? (exports[`${position}`] as WasmFunction));
}

/** A module under construction, and its imports. */
class Batch {
  readonly module: WasmModule = new WasmModule();
  readonly #js: Record<string, WebAssembly.ImportValue> = {};
  readonly #known: Map<unknown, { readonly signature: string; readonly index: number }> = new Map();
  #imported = 0;
  #stackPointer = 0;
  #imports: WebAssembly.Imports = { js: this.#js };

  /** Imports a function of JavaScript, each but once. */
  import(callback: CallbackSpec["callback"] | Refusal["raise"], signature: string): number {
    const known = this.#known.get(callback);
    if (known?.signature === signature) return known.index;
    const name = `${this.#imported++}`;
    this.#js[name] = callback;
    const index = this.module.importFunction("js", name, signature);
    this.#known.set(callback, { signature, index });
    return index;
  }

  importInterpreter({ memory, table, stackPointer }: EntryEnvironment): void {
    this.module.importMemory("env", "memory");
    this.module.importTable("env", "table");
    this.#stackPointer = this.module.importGlobal("env", "stackPointer");
    this.#imports = { js: this.#js, env: { memory, table, stackPointer } };
  }

  entry(
    name: string,
    signature: string,
    { kind, target, failure }: NativeEntry,
    { caught, refuse }: { readonly caught: number; readonly refuse: number },
    { depth, tuple }: EntryEnvironment,
  ): void {
    const [result = "v", parameters = ""] = signature.split(":");
    const isBound = target.context !== null;
    const arity = targetArity(kind, parameters.length) + (isBound ? 1 : 0);
    const type = this.module.type(`${result}:${"i".repeat(arity)}`);
    const code = entryCode(kind, signature, {
      context: isBound ? op.i32Const(target.context) : [],
      call: [...op.i32Const(target.pointer), ...op.callIndirect(type)],
      stackPointer: this.#stackPointer,
      depth,
      caught: (before) => [
        ...[...op.localGet(before), ...op.call(caught), ...(result === "v" ? [] : op.i32Const(failure))],
      ],
      refuse: [...op.localGet(2), ...op.call(refuse)],
      tuple,
    });
    this.module.function(signature, code, name, entryLocals);
  }

  instantiate(): WebAssembly.Exports {
    return new WebAssembly.Instance(new WebAssembly.Module(this.module.bytes()), this.#imports).exports;
  }
}
