/**
 * Entries as WebAssembly: Python calls a C function of a linked extension with no frame of JavaScript in between.
 *
 * An entry puts the context in front of the arguments, checks the arity where CPython would, and calls the function. What
 * its JavaScript twin in `edge.ts` does for what is thrown is done here as well: a throw ends at the entry, with the C
 * stack pointer put back, and JavaScript makes it a Python exception. What is thrown comes from JavaScript below, which
 * keeps it (`Edge.fromC`), since WebAssembly cannot tell what it caught. A trap, or a stack that C code itself used up,
 * cannot be caught here: it goes on to whoever called Python, and is the end of the interpreter, as a crash is natively.
 *
 * A frame of WebAssembly can be suspended, so nothing is written to Pyodide's flag: `run_sync` works below. When it resumes,
 * Pyodide has put the C stack back that it had, so the stack pointer that the entry saved is right. The calls in progress
 * may be fewer than those it counted, for the frames of JavaScript above have returned; that a throw has crossed the
 * interpreter is then still known to who threw it (`Edge.fromC`).
 *
 * An extension whose calls were linked brings its entries along (`NativeFunction.entry`): there the engine sees through
 * them, and they need not be compiled for each load. All others are made here, and call through the table.
 *
 * The `try` is the one of the exception handling that Pyodide itself is compiled with; it costs nothing until
 * something is thrown. Where an engine has it not, entries stay in JavaScript. Tried: importing the C functions instead
 * of calling them through the table, which is no faster.
 */

import type { Pointer, Refusal, WasmFunction } from "@hpyjs/core";
import {
  type EntryParts,
  entryCode,
  entryLocals,
  FunctionBatch,
  op,
  targetArity,
  WasmModule,
} from "@hpyjs/wasm";
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

/** Modules for callbacks that have no C function behind them, by their types: types and modules of one kind need the same. */
export class CallbackBatches {
  readonly #known: Map<string, FunctionBatch> = new Map();

  /** WebAssembly functions for callbacks, in order. */
  wrap(callbacks: readonly CallbackSpec[]): readonly WasmFunction[] {
    if (callbacks.length === 0) return [];
    const signatures = callbacks.map(({ signature }) => wasmSignature(signature));
    const key = signatures.join();
    const batch = this.#known.get(key) ?? new FunctionBatch(signatures);
    // What was used last is last, and what was not for long goes.
    this.#known.delete(key);
    this.#known.set(key, batch);
    if (this.#known.size > mostBatches) this.#known.delete(this.#known.keys().next().value as string);
    return batch.wrap(callbacks.map(({ callback }) => callback));
  }
}

/** So many modules for callbacks are kept, of a few hundred bytes each. */
const mostBatches = 32;

/** Whether WebAssembly can call the C function behind a callback through the table. */
function isInTable({ native }: CallbackSpec): boolean {
  return native !== undefined && native.target.throws !== true && native.target.pointer !== null;
}

/**
 * WebAssembly functions for callbacks, in order: entries where a callback has a C function behind it, else the callback
 * itself, imported and exported again. One module serves all that the extensions have not brought along.
 */
export function makeFunctions(
  callbacks: readonly CallbackSpec[],
  environment: EntryEnvironment | null,
  batches: CallbackBatches,
): readonly WasmFunction[] {
  const own = callbacks.map((spec) => {
    if (environment === null || spec.native?.target.entry === undefined) return null;
    return spec.native.target.entry({ ...spec.native, signature: wasmSignature(spec.signature) });
  });
  const others = callbacks.filter((_, position) => own[position] === null);
  const made =
    environment !== null && others.some(isInTable) ? makeEntries(others, environment) : batches.wrap(others);
  let next = 0;
  return own.map((entry) => entry ?? (made[next++] as WasmFunction));
}

/** The same for callbacks of which some have C functions behind them that are called through the table. */
function makeEntries(
  callbacks: readonly CallbackSpec[],
  environment: EntryEnvironment,
): readonly WasmFunction[] {
  const batch = new Batch();
  const entries: (() => void)[] = [];
  callbacks.forEach((spec, position) => {
    const { callback, native } = spec;
    const signature = wasmSignature(spec.signature);
    const { context = null, pointer = null } = native?.target ?? {};
    if (native === undefined || pointer === null || !isInTable(spec)) {
      batch.module.export(`${position}`, batch.import(callback, signature));
      return;
    }
    const caught = batch.import(native.caught, "v:i");
    const refuse = native.refusal === undefined ? 0 : batch.import(native.refusal.raise, "v:i");
    const target = { context, pointer };
    entries.push(() =>
      batch.entry(`${position}`, signature, { ...native, target }, { caught, refuse }, environment),
    );
  });
  batch.importInterpreter(environment);
  for (const make of entries) make();
  const exports = batch.instantiate();
  return callbacks.map((_, position) => exports[`${position}`] as WasmFunction);
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
    { kind, target, failure }: NativeEntry & { readonly target: { readonly pointer: Pointer } },
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
