/**
 * Guards around CPython's exports.
 *
 * A JavaScript stack overflow that begins inside CPython leaves it half-way through some change: the interpreter is
 * lost. One that begins in JavaScript is harmless. The guard moves the point where it begins: before it calls CPython,
 * it calls `probe`, a function with a stack frame of 128 KiB that does nothing. An engine checks at function entry
 * that the frame fits, so the RangeError is thrown there, while CPython has not yet been touched; and the real call
 * has at least that much room. The frame is large because of a block that never runs, in which thousands of values
 * are alive across a call; it costs nothing but the check (1-2 ns, measured on V8).
 *
 * The guard also counts calls in progress, in a global: where a throw did cross CPython's frames all the same, the
 * count stays too high, and the edge knows it.
 *
 * Tried before this: a large frame in the guard itself (it stays on the stack during the call, so seven nested calls
 * use up the stack), and looking for Wasm frames in `error.stack` (whose depth is the user's to limit).
 */

import { guardedFunctions, leafFunctions, olderNames } from "../capi.ts";
import { op, WasmModule } from "./encoder.ts";

/** The room that each call into CPython is guaranteed to have, in bytes. */
export const headroom: number = 128 * 1024;

/** What {@link guardExports} makes. */
export interface Guarded {
  /** The guarded functions, by their C names. */
  readonly functions: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The same functions as CPython exports them. */
  readonly bare: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The number of guarded calls in progress. */
  readonly depth: WebAssembly.Global;
}

const wasmLetters: Readonly<Record<string, string>> = {
  i: "i",
  n: "i",
  h: "i",
  p: "i",
  d: "d",
  j: "j",
  v: "v",
};

/** Translates the letters of a C type to those of the Wasm type on wasm32. */
export function wasmSignature(signature: string): string {
  return [...signature].map((letter) => (letter === ":" ? ":" : (wasmLetters[letter] ?? letter))).join("");
}

function probeBody(activate: number, sink: number): number[] {
  const values = headroom / 16;
  const code = [...op.localGet(activate), ...op.i32Const(1), ...op.i32Eq, ...op.if, ...op.i32Const(0)];
  for (let index = 0; index < values; index++) code.push(...op.i32Const(0), ...op.v128Load(index * 16));
  code.push(...op.call(sink));
  for (let index = 1; index < values; index++) code.push(...op.i8x16Add);
  code.push(...op.v128Store(0), ...op.end);
  return code;
}

/** Whether a C API function is there; some are missing from older Pythons. */
function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === "function";
}

/**
 * Wraps the C API functions of {@link guardedFunctions}, and passes those of {@link leafFunctions} through.
 * @param exports CPython's exports.
 * @returns the functions; one that the interpreter lacks throws an Error that names it when it is called.
 */
export function guardExports(exports: Readonly<Record<string, unknown>>): Guarded {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  const sink = module.importFunction("env", "sink", "v:");
  const wrapped: { readonly name: string; readonly signature: string; readonly target: number }[] = [];
  const functions: Record<string, (...args: never[]) => unknown> = {};
  const bare: Record<string, (...args: never[]) => unknown> = {};
  const imports: Record<string, (...args: never[]) => unknown> = {};
  for (const [name, signature] of Object.entries({ ...leafFunctions, ...guardedFunctions })) {
    const target = exports[name] ?? exports[olderNames[name] ?? ""];
    if (!isFunction(target)) {
      functions[name] = bare[name] = (): never => {
        throw new Error(`this Python has no C API function ${name}`);
      };
      continue;
    }
    bare[name] = target;
    if (name in leafFunctions) {
      functions[name] = target;
    } else {
      imports[name] = target;
      wrapped.push({ name, signature, target: module.importFunction("c", name, wasmSignature(signature)) });
    }
  }
  const depth = module.global("depth");
  const probe = module.function("v:i", probeBody(0, sink), "probe");
  const addDepth = (step: readonly number[]): number[] => [
    ...op.globalGet(depth),
    ...op.i32Const(1),
    ...step,
    ...op.globalSet(depth),
  ];
  for (const { name, signature, target } of wrapped) {
    const parameters = (signature.split(":")[1] ?? "").length;
    const args = Array.from({ length: parameters }, (_, index) => op.localGet(index)).flat();
    module.function(
      wasmSignature(signature),
      [
        ...op.i32Const(0),
        ...op.call(probe),
        ...addDepth(op.i32Add),
        ...args,
        ...op.call(target),
        ...addDepth(op.i32Sub),
      ],
      name,
    );
  }
  // The probe never touches memory; a page of its own keeps the interpreter's out of the generated module.
  const memory = new WebAssembly.Memory({ initial: 0 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory, sink: (): void => {} },
    c: imports,
  });
  for (const { name } of wrapped) {
    functions[name] = instance.exports[name] as (...args: never[]) => unknown;
  }
  const { depth: counter } = instance.exports;
  return { functions, bare, depth: counter as WebAssembly.Global };
}
