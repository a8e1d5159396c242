/**
 * The counts of calls in progress, kept in WebAssembly globals that generated code can reach.
 *
 * `entries` counts the calls from C into JavaScript, `limit` is the number of them from which on CPython's recursion
 * limit is asked; a stopped interpreter has a limit that every call exceeds.
 */

import type { CApi } from "../capi.ts";
import type { Calls } from "../transport.ts";

/** Nested entries up to this many do not call `Py_EnterRecursiveCall`. */
const freeEntries = 8;

/** What generated functions import. */
export interface CallCounters {
  /** Calls from C into JavaScript in progress. */
  readonly entries: WebAssembly.Global;
  /** The greatest number of entries that needs no permission. */
  readonly limit: WebAssembly.Global;
  /** Asks for permission: 0 grants it. Throws when the interpreter is stopped. */
  readonly deep: () => number;
  /** Gives the permission back. */
  readonly leave: () => void;
}

/** Makes the counters of one interpreter. @param where a C string: what CPython's message says about the call. */
export function createCalls(
  bare: CApi,
  depth: WebAssembly.Global,
  where: Parameters<CApi["Py_EnterRecursiveCall"]>[0],
): { readonly calls: Calls; readonly counters: CallCounters } {
  const entries = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  const limit = new WebAssembly.Global({ value: "i32", mutable: true }, freeEntries);
  let stopped: Error | null = null;
  return {
    calls: {
      depth: () => depth.value as number,
      entries: () => entries.value as number,
      add: (step) => {
        entries.value = (entries.value as number) + step;
      },
      stop: (error) => {
        stopped = error;
        limit.value = -1;
      },
    },
    counters: {
      entries,
      limit,
      deep: () => {
        if (stopped !== null) throw stopped;
        return bare.Py_EnterRecursiveCall(where);
      },
      leave: bare.Py_LeaveRecursiveCall,
    },
  };
}
