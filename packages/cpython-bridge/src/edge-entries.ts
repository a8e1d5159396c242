/**
 * The entries of the edge: the hottest code of all.
 *
 * Each is a factory that is copied for each function that Python calls (`ownCode`), so that the engine compiles the entry
 * and the implementation into one piece of code; hence factories refer to nothing but their parameters, and what they
 * share is inlined by hand. Without a copy of its own, a method that returns its argument takes 25 ns instead of 19.
 */

import type { Handle, Memory, Pointer } from "@hpyjs/core";
import type { Suspender } from "./transport.ts";

/** A function of numbers. */
export type Numbers = (...args: number[]) => unknown;

/** What entries need of their interpreter. */
export interface EntryParts {
  /** Where the count of C API calls in progress is, in words. */
  readonly depthIndex: number;
  /** The interpreter's memory. */
  readonly memory: Memory;
  /** Whether a Python frame above may suspend. */
  readonly suspender: Suspender;
  /** Runs an entry while no frame may. */
  readonly unsuspendable: (suspender: Suspender, run: never, ...args: number[]) => unknown;
  /** Makes a Python exception of what was thrown in an entry that began at `depth`. Returns `failure`. */
  readonly convert: (thrown: unknown, failure: number, depth: number) => number;
}

/** Any C function: up to five parameters are passed on. */
export const anyEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: Numbers,
  failure: number,
): Numbers => {
  const entry = (a: number, b: number, c: number, d: number, e: number): unknown => {
    if (suspender.value) return unsuspendable(suspender, entry as never, a, b, c, d, e);
    const depth = memory.i32()[depthIndex] as number;
    try {
      return impl(a, b, c, d, e);
    } catch (thrown) {
      return convert(thrown, failure, depth);
    }
  };
  return entry as Numbers;
};

/** A C function with one parameter: to pass on four more that are not there takes 0.4 ns. */
export const unaryEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: Numbers,
  failure: number,
): Numbers => {
  const entry = (a: number): unknown => {
    if (suspender.value) return unsuspendable(suspender, entry as never, a);
    const depth = memory.i32()[depthIndex] as number;
    try {
      return impl(a);
    } catch (thrown) {
      return convert(thrown, failure, depth);
    }
  };
  return entry as Numbers;
};

/** A METH_FASTCALL function that takes no argument. */
export const noArgsEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: (self: Handle) => Handle,
  refuse: (given: number) => void,
): ((self: Handle, args: Pointer, given: number) => number) => {
  const entry = (self: Handle, args: Pointer, given: number): number => {
    if (given !== 0) {
      refuse(given);
      return 0;
    }
    if (suspender.value) return unsuspendable(suspender, entry as never, self, args, given) as number;
    const depth = memory.i32()[depthIndex] as number;
    try {
      return impl(self);
    } catch (thrown) {
      return convert(thrown, 0, depth);
    }
  };
  return entry;
};

/** A METH_FASTCALL function that takes one argument. */
export const oneArgEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: (self: Handle, arg: Handle) => Handle,
  refuse: (given: number) => void,
): ((self: Handle, args: Pointer, given: number) => number) => {
  const entry = (self: Handle, args: Pointer, given: number): number => {
    if (given !== 1) {
      refuse(given);
      return 0;
    }
    if (suspender.value) return unsuspendable(suspender, entry as never, self, args, given) as number;
    const words = memory.i32();
    const depth = words[depthIndex] as number;
    try {
      return impl(self, words[args >>> 2] as Handle);
    } catch (thrown) {
      return convert(thrown, 0, depth);
    }
  };
  return entry;
};

/** A C function of a type or a module whose arguments are a tuple and a dict: `tp_new` or `tp_init`. */
export const tupleEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: (first: Handle, args: Pointer, nargs: number, kw: Handle) => number,
  failure: number,
  itemsAt: number,
  sizeWord: number,
): ((first: Handle, args: Handle, kw: Handle) => number) => {
  const entry = (first: Handle, args: Handle, kw: Handle): number => {
    if (suspender.value) return unsuspendable(suspender, entry as never, first, args, kw) as number;
    const words = memory.i32();
    const depth = words[depthIndex] as number;
    try {
      return impl(first, (args + itemsAt) as Pointer, words[(args >>> 2) + sizeWord] as number, kw);
    } catch (thrown) {
      return convert(thrown, failure, depth);
    }
  };
  return entry;
};

/**
 * A `bf_getbuffer` after whose failure the buffer has no object: HPy ignores what is there, but some of CPython's code
 * would release it.
 */
export const bufferEntry = (
  { convert, depthIndex, memory, suspender, unsuspendable }: EntryParts,
  impl: (self: Handle, buffer: Pointer, flags: number) => number,
  objectAt: number,
): ((self: Handle, buffer: Pointer, flags: number) => number) => {
  const entry = (self: Handle, buffer: Pointer, flags: number): number => {
    if (suspender.value) return unsuspendable(suspender, entry as never, self, buffer, flags) as number;
    const depth = memory.i32()[depthIndex] as number;
    let result: number;
    try {
      result = impl(self, buffer, flags);
    } catch (thrown) {
      result = convert(thrown, -1, depth);
    }
    if (result !== 0) memory.i32()[(buffer + objectAt) >>> 2] = 0;
    return result;
  };
  return entry;
};
