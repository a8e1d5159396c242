/** Calls in progress: what the guards share, and the transport's view of it. */

import type { Pointer } from "@hpyjs/core";
import type { CApi } from "../capi.ts";
import type { Calls } from "../transport.ts";
import type { GuardEnvironment } from "./guard.ts";

/** A count that no calls reach: with it, every guard asks before it calls. */
const stoppedDepth = 0x4000_0000;

/**
 * Makes the count of one interpreter.
 * @param words the interpreter's memory as it is now.
 * @param depth the address of the count.
 * @param where a C string: what CPython's message says about the call.
 */
export function createCalls(
  bare: CApi,
  words: () => Int32Array,
  depth: Pointer,
  where: Pointer,
): {
  readonly calls: Pick<Calls, "depth" | "stop">;
  /** Throws when the interpreter is stopped. */
  readonly check: () => void;
  readonly deep: GuardEnvironment["deep"];
  readonly leave: GuardEnvironment["leave"];
} {
  let stopped: Error | null = null;
  const check = (): void => {
    if (stopped !== null) throw stopped;
  };
  return {
    calls: {
      depth,
      stop: (error) => {
        stopped = error;
        words()[depth >>> 2] = stoppedDepth;
      },
    },
    check,
    deep: () => {
      check();
      if (bare.Py_EnterRecursiveCall(where) === 0) return;
      bare.PyErr_Clear();
      throw new RangeError("Maximum call stack size exceeded: the interpreter's recursion limit");
    },
    leave: bare.Py_LeaveRecursiveCall,
  };
}
