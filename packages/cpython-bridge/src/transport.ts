/**
 * The port through which the bridge drives a CPython, whatever hosts it.
 *
 * A transport offers CPython's C API as JavaScript functions over numbers, the memory that pointers point into, and
 * a way to make C function pointers of JavaScript functions. `/pyodide` is one; a native libpython would be another.
 * The bridge knows nothing else of its host.
 */

import type { Memory, Pointer } from "@hpyjs/core";
import type { CApi } from "./capi.ts";

/**
 * A C function type, `result:parameters`, one letter each: `i` int, `h` PyObject*, `p` pointer, `n` Py_ssize_t,
 * `j` 64-bit integer, `d` double, `v` void. For instance `i:hh`.
 */
export type CSignature = string;

/** A JavaScript function that C is going to call: numbers in, a number (or nothing) out. */
export type Callback = (...args: never[]) => unknown;

/** How a call is refused that has the wrong number of arguments. */
export interface Arity {
  /** The right number: 0 or 1. The callback then gets `self`, and the argument if there is one. */
  readonly count: 0 | 1;
  /** Raises the TypeError for a call with `given` arguments. */
  readonly refuse: (given: number) => void;
}

/** A JavaScript function with the C type under which C sees it. */
export interface CallbackSpec {
  /** The C type. */
  readonly signature: CSignature;
  /** Must not throw: C has nobody to catch it. */
  readonly callback: Callback;
  /**
   * What C gets when the interpreter's recursion limit refuses the call; such a callback counts as a Python call.
   * `null` for the bridge's own functions, which may not be refused.
   */
  readonly failure: number | null;
  /** For a METH_FASTCALL function (`h:hpn`) whose number of arguments is fixed. */
  readonly arity?: Arity;
}

/** Counts of calls in progress, and the end of them. */
export interface Calls {
  /** C API calls in progress. More than the entries account for means that one was left by a throw. */
  depth(): number;
  /** Calls from C into JavaScript in progress, and those that {@link Calls.add} counts. */
  entries(): number;
  /** Counts a call that the application began (1), or its end (-1). */
  add(step: 1 | -1): void;
  /** Makes every further call from C into JavaScript throw `error`. */
  stop(error: Error): void;
}

/** Facts about object layouts that the stable ABI does not promise; each was probed on this interpreter. */
export interface Layout {
  /** Bytes from the start of a tuple to its items, or `null` when the probe failed. */
  readonly tupleItems: number | null;
  /** Bytes from the start of any object to `ob_type`. */
  readonly type: number;
}

/** A flag that says whether a Python frame above may suspend (`run_sync`); absent hosts keep it `false`. */
export interface Suspender {
  /** `true` while suspending is possible. A JavaScript frame sets it to `false` for its duration. */
  value: boolean;
}

/** What the bridge needs of a host. */
export interface Transport {
  /** Python's version, for instance `[3, 14]`. */
  readonly pythonVersion: readonly [major: number, minor: number];
  /** CPython's C API. Every function counts in {@link Calls.depth} while it runs, leaf functions excepted. */
  readonly capi: CApi;
  /**
   * The same functions without guard or count, for the edge's own work after an overflow: there the guard would
   * refuse what the stack still has room for.
   */
  readonly bare: CApi;
  /** The interpreter's memory. */
  readonly memory: Memory;
  /** Probed object layouts. */
  readonly layout: Layout;
  /** Whether suspending is possible right now. */
  readonly suspender: Suspender;
  /** The address of a data symbol such as `PyExc_TypeError`. @throws Error when the interpreter lacks it. */
  symbol(name: string): Pointer;
  /** The C function pointer of a function of the C API. @throws Error when the interpreter lacks it. */
  functionPointer(name: string): Pointer;
  /** Makes C function pointers of callbacks, one batch at a time. The caller removes them. */
  addFunctions(callbacks: readonly CallbackSpec[]): Pointer[];
  /** Frees function pointers from {@link Transport.addFunctions}. */
  removeFunctions(pointers: readonly Pointer[]): void;
  /** The function behind a C function pointer, to be called with that function's own C types. */
  functionAt(pointer: Pointer): (...args: number[]) => number;
  /** Calls in progress. */
  readonly calls: Calls;
}
