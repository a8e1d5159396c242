/**
 * Guards around CPython's exports.
 *
 * A JavaScript stack overflow that begins inside CPython leaves it half-way through some change: the interpreter is
 * lost. One that begins in JavaScript is harmless. The guard moves the point where it begins: before it calls CPython,
 * it calls `probe`, a function with a stack frame of 128 KiB that does nothing. An engine checks at function entry
 * that the frame fits, so the RangeError is thrown there, while CPython has not yet been touched; and the real call
 * has at least that much room. The frame is large because of a block that never runs, in which thousands of values
 * are alive across a call; it costs nothing but the check (1-2 ns, measured on V8). V8 takes 0.3 s of a processor to
 * optimize it, in the background; until then it is 4 ns.
 *
 * The guard also counts calls in progress, in a word of memory that JavaScript can read cheaply: where a throw did
 * cross CPython's frames all the same, the count is higher than it was when the entry that catches it began. Calls
 * nested deeper than a few also count for CPython's recursion limit; a refusal is thrown like an overflow.
 *
 * Tried before this: a large frame in the guard itself (it stays on the stack during the call, so seven nested calls
 * use up the stack); looking for Wasm frames in `error.stack` (whose depth is the user's to limit); the count in a Wasm
 * global (12 ns to read from JavaScript); counting entries instead of calls (2-3 ns for every method call).
 */

import { op, WasmModule } from "@hpyjs/wasm";
import { guardedFunctions, leafFunctions, olderNames } from "../capi.ts";
import { wasmSignature } from "../wasm-signature.ts";

/** The room that each call into CPython is guaranteed to have, in bytes. */
const headroom: number = 128 * 1024;

/** What {@link Guarded.ample} asks for beyond that, in bytes. */
const margin: number = 32 * 1024;

/** What the guards share with the interpreter. */
export interface GuardEnvironment {
  /** The interpreter's memory. */
  readonly memory: WebAssembly.Memory;
  /** The address of the word that counts calls in progress. */
  readonly depth: number;
  /** Asks CPython's recursion limit. Throws when it is reached, or when the interpreter is stopped. */
  readonly deep: () => void;
  /** Gives back what `deep` was granted. */
  readonly leave: () => void;
}

/** What {@link guardExports} makes. */
export interface Guarded {
  /** The guarded functions, by their C names. */
  readonly functions: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The same functions as CPython exports them. */
  readonly bare: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Throws a RangeError where the stack has not the room that a call into CPython is to have. Its argument is 0. */
  readonly probe: (activate: number) => void;
  /** The same, with 32 KiB to spare. */
  readonly ample: () => void;
}

/** Nested calls up to this many do not ask CPython's recursion limit. */
export const freeCalls = 8;

/**
 * A function body that does nothing, with a frame of `size` bytes.
 * @param activate the local that is not 1. @param sink a function without parameters.
 */
function probeBody(activate: number, sink: number, size: number): number[] {
  const values = size / 16;
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

/** CPython's exports of the C API; one that it lacks throws an Error that names it when it is called. */
export function bareExports(exports: Readonly<Record<string, unknown>>): Guarded["bare"] {
  const bare: Record<string, (...args: never[]) => unknown> = {};
  for (const name of Object.keys({ ...leafFunctions, ...guardedFunctions })) {
    const target = exports[name] ?? exports[olderNames[name] ?? ""];
    bare[name] = isFunction(target)
      ? target
      : (): never => {
          throw new Error(`this Python has no C API function ${name}`);
        };
  }
  return bare;
}

/** Wraps the C API functions of {@link guardedFunctions}; those of {@link leafFunctions} pass as they are. */
export function guardExports(bare: Guarded["bare"], environment: GuardEnvironment): Guarded {
  const { memory, depth } = environment;
  const module = new WasmModule();
  module.importMemory("env", "memory");
  const sink = module.importFunction("env", "sink", "v:");
  const deep = module.importFunction("env", "deep", "v:");
  const leave = module.importFunction("env", "leave", "v:");
  const wrapped = Object.entries(guardedFunctions).map(([name, signature]) => ({
    name,
    signature,
    target: module.importFunction("c", name, wasmSignature(signature)),
  }));
  const probe = module.function("v:i", probeBody(0, sink, headroom), "probe");
  const more = [...probeBody(0, sink, margin), ...op.localGet(0), ...op.call(probe)];
  module.function("v:i", more, "ample");
  for (const { name, signature, target } of wrapped) {
    const parameters = (signature.split(":")[1] ?? "").length;
    const args = Array.from({ length: parameters }, (_, index) => op.localGet(index)).flat();
    const count = op.localGet(parameters);
    const isDeep = [...op.i32Const(freeCalls), ...op.i32GeS];
    module.function(
      wasmSignature(signature),
      [
        ...[...op.i32Const(0), ...op.call(probe)],
        ...[...op.i32Const(0), ...op.i32Load(depth), ...op.localTee(parameters)],
        ...[...isDeep, ...op.if, ...op.call(deep), ...op.end],
        ...[...op.i32Const(0), ...count, ...op.i32Const(1), ...op.i32Add, ...op.i32Store(depth)],
        ...[...args, ...op.call(target)],
        ...[...op.i32Const(0), ...count, ...op.i32Store(depth)],
        ...[...count, ...isDeep, ...op.if, ...op.call(leave), ...op.end],
      ],
      name,
      1,
    );
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory, sink: (): void => {}, deep: environment.deep, leave: environment.leave },
    c: bare,
  });
  const functions: Record<string, (...args: never[]) => unknown> = { ...bare };
  for (const { name } of wrapped) functions[name] = instance.exports[name] as (...args: never[]) => unknown;
  const run = instance.exports.probe as (activate: number) => void;
  const runAmple = instance.exports.ample as (activate: number) => void;
  return { functions, bare, probe: run, ample: () => runAmple(0) };
}
