/**
 * C function pointers of JavaScript callbacks.
 *
 * A callback becomes a Wasm function by being called from a generated one, and that a C function pointer by being put
 * into the interpreter's table. The generated function also does what costs less there than in JavaScript: it checks
 * the number of arguments and loads the only one, counts the call, and, where calls are nested deeply, asks CPython's
 * recursion limit. (Measured: the count alone costs 2 ns in JavaScript and nothing measurable here.) One module serves a whole batch (all slots of a type, all
 * methods of a module). Slots of the table are reused after they are freed; the table never shrinks.
 */

import type { Pointer } from "@hpyjs/core";
import type { CallbackSpec } from "../transport.ts";
import type { CallCounters } from "./calls.ts";
import { op, WasmModule } from "./encoder.ts";
import { wasmSignature } from "./guard.ts";

/** What the generated functions share with the interpreter. */
export interface FunctionEnvironment {
  /** The interpreter's memory. */
  readonly memory: WebAssembly.Memory;
  /** The counts of calls in progress. */
  readonly counters: CallCounters;
}

/** Hands out entries of an interpreter's function table. */
export class FunctionTable {
  readonly #table: WebAssembly.Table;
  readonly #environment: FunctionEnvironment;
  readonly #free: number[] = [];
  readonly #named: Map<string, Pointer> = new Map();
  readonly #static: number;
  readonly #known: Map<number, (...args: number[]) => number> = new Map();

  /** Manages entries of `table` that it adds itself. */
  constructor(table: WebAssembly.Table, environment: FunctionEnvironment) {
    this.#table = table;
    this.#environment = environment;
    this.#static = table.length;
  }

  /** The function pointer of a WebAssembly function, made on first use and kept. */
  pointerOf(name: string, exported: unknown): Pointer {
    let pointer = this.#named.get(name);
    if (pointer === undefined) {
      if (typeof exported !== "function") throw new Error(`this Python has no C API function ${name}`);
      pointer = this.#table.grow(1) as Pointer;
      this.#table.set(pointer, exported);
      this.#named.set(name, pointer);
    }
    return pointer;
  }

  /** Puts callbacks into the table and returns their function pointers, in order. */
  add(callbacks: readonly CallbackSpec[]): Pointer[] {
    if (callbacks.length === 0) return [];
    const functions = this.#compile(callbacks);
    const missing = callbacks.length - this.#free.length;
    if (missing > 0) {
      const first = this.#table.grow(missing);
      for (let index = first + missing - 1; index >= first; index--) this.#free.push(index);
    }
    return callbacks.map((_, position) => {
      const index = this.#free.pop() as number;
      this.#table.set(index, functions[`${position}`]);
      return index as Pointer;
    });
  }

  #compile(callbacks: readonly CallbackSpec[]): WebAssembly.Exports {
    const module = new WasmModule();
    const imports: Record<string, CallbackSpec["callback"] | ((given: number) => void)> = {};
    module.importMemory("env", "memory");
    const entries = module.importGlobal("env", "entries");
    const limit = module.importGlobal("env", "limit");
    const deep = module.importFunction("env", "deep", "i:");
    const leave = module.importFunction("env", "leave", "v:");
    const targets = callbacks.map(({ signature, callback, arity }, position) => {
      imports[`${position}`] = callback;
      const called = arity === undefined ? signature : arity.count === 0 ? "h:h" : "h:hh";
      const target = module.importFunction("js", `${position}`, wasmSignature(called));
      if (arity === undefined) return { target, refuse: -1 };
      imports[`refuse${position}`] = arity.refuse;
      return { target, refuse: module.importFunction("js", `refuse${position}`, "v:i") };
    });
    const step = (change: readonly number[]): number[] => [
      ...op.globalGet(entries),
      ...op.i32Const(1),
      ...change,
      ...op.globalSet(entries),
    ];
    const isDeep = [...op.globalGet(entries), ...op.globalGet(limit), ...op.i32GtS];
    callbacks.forEach(({ signature, failure, arity }, position) => {
      const { target, refuse } = targets[position] as { target: number; refuse: number };
      const parameters = (signature.split(":")[1] ?? "").length;
      const code: number[] = [];
      if (arity !== undefined) {
        const wrong = [...op.localGet(2), ...op.i32Const(arity.count), ...op.i32Ne];
        code.push(
          ...wrong,
          ...op.if,
          ...op.localGet(2),
          ...op.call(refuse),
          ...op.i32Const(0),
          ...op.return,
          ...op.end,
        );
      }
      code.push(...step(op.i32Add));
      if (failure !== null) {
        const refused = [...step(op.i32Sub), ...op.i32Const(failure), ...op.return];
        code.push(...isDeep, ...op.if, ...op.call(deep), ...op.if, ...refused, ...op.end, ...op.end);
      }
      if (arity === undefined) {
        for (let index = 0; index < parameters; index++) code.push(...op.localGet(index));
      } else {
        code.push(...op.localGet(0));
        if (arity.count === 1) code.push(...op.localGet(1), ...op.i32Load);
      }
      code.push(...op.call(target));
      if (failure !== null) code.push(...isDeep, ...op.if, ...op.call(leave), ...op.end);
      code.push(...step(op.i32Sub));
      module.function(wasmSignature(signature), code, `${position}`);
    });
    const { memory, counters } = this.#environment;
    const env = {
      memory,
      entries: counters.entries,
      limit: counters.limit,
      deep: counters.deep,
      leave: counters.leave,
    };
    return new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { env, js: imports }).exports;
  }

  /** Empties entries, so that they can be used again. */
  remove(pointers: readonly Pointer[]): void {
    for (const pointer of pointers) {
      this.#table.set(pointer, null);
      this.#free.push(pointer);
    }
  }

  /** The function in an entry; those of the interpreter itself never change. @throws Error when it is empty. */
  at(pointer: Pointer): (...args: number[]) => number {
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const entry: unknown = this.#table.get(pointer);
    if (typeof entry !== "function") throw new Error(`the function table has nothing at ${pointer}`);
    const found = entry as (...args: number[]) => number;
    if (pointer < this.#static) this.#known.set(pointer, found);
    return found;
  }
}
