/**
 * C functions behind implementations.
 *
 * A definition's implementations are JavaScript closures, whoever wrote them. That of a linked C extension calls a C
 * function; if nothing must happen in between, the interpreter's bridge may as well call that function itself, by
 * WebAssembly that it generates. Then the closure says so by {@link nativeFunction}. A mode puts closures of its own
 * around those of a definition, which do not say it: so what a mode sees goes through JavaScript, and nothing else.
 */

import type { Pointer } from "../handle.ts";
import type { WasmFunction } from "./function-types.ts";

/** The key under which an implementation tells which C function it calls. */
export const nativeFunction: unique symbol = Symbol("hpyjs.nativeFunction");

/** The C function that an implementation calls, and with what. */
export interface NativeFunction {
  /** The C function: an index of the interpreter's function table; `null` where it is in no such table. */
  readonly pointer: Pointer | null;
  /** The address of the context, its first argument; `null` where it takes none (`HPyFunc_DESTROYFUNC`). */
  readonly context: Pointer | null;
  /**
   * The extension's own entry that calls the function, where it was linked with such: the engine sees through it.
   * @returns `null` where there is none; then JavaScript calls a function that is not in the interpreter's table.
   */
  readonly entry?: (request: EntryRequest) => WasmFunction | null;
  /** Whether nothing is ever raised or thrown in it, nor an exception lost: then it can be called while one is set. */
  readonly isQuiet?: boolean;
  /** Whether it may throw exceptions of its own (C++), which only `entry` knows: where there is none, nobody else calls it. */
  readonly throws?: boolean;
}

/**
 * How Python's arguments become a C function's: `plain` as they are; `noArgs` and `oneArg` out of METH_FASTCALL's, whose
 * number is checked; `tuple` from (self, tuple, dict) to (self, array, count, dict); `vectorcall` without the flag that
 * the count carries; `buffer` as they are, but where the function fails the buffer has no object. All of them are i32.
 */
export type EntryKind = "plain" | "noArgs" | "oneArg" | "tuple" | "vectorcall" | "buffer";

/** A way from Python into a C function. */
export interface EntryRequest {
  /** What happens to the arguments. */
  readonly kind: EntryKind;
  /** The type of the entry, in the letters of `WasmModule`. */
  readonly signature: string;
  /** What the entry returns when something was thrown. */
  readonly failure: number;
  /** Raises the exception for what was thrown. @param depth the calls in progress when the entry began. */
  readonly caught: (depth: number) => void;
  /** What happens where the number of arguments is checked, and wrong. */
  readonly refusal?: Refusal;
}

/** Refusing a number of arguments. */
export interface Refusal {
  /** Those with the same key do the same. */
  readonly key: string;
  /** Raises the TypeError for so many arguments. */
  readonly raise: (given: number) => void;
}

/**
 * Says that an implementation does no more than call a C function. Returns the implementation.
 * @typeParam F its type.
 */
export function asNative<F extends (...args: never[]) => unknown>(
  implementation: F,
  native: NativeFunction,
): F {
  return Object.assign(implementation, { [nativeFunction]: native });
}

/** The C function behind an implementation, or `null` where there is none, or more than that. */
export function nativeOf(implementation: (...args: never[]) => unknown): NativeFunction | null {
  return (implementation as { [nativeFunction]?: NativeFunction })[nativeFunction] ?? null;
}
