/**
 * The edge: the one place where a call from Python into JavaScript begins and ends.
 *
 * Nothing unwinds through an interpreter frame. Every implementation that Python can reach goes through the edge,
 * which catches whatever is thrown and makes it a Python exception: a stack overflow becomes a RecursionError, a
 * WebAssembly trap a SystemError, anything else a RuntimeError, each with the JavaScript stack as a note. Where Python
 * has nowhere to raise (finalizers, destructors) it goes to `sys.unraisablehook`.
 *
 * Two things may not be converted. An error that crossed CPython's own frames on its way (more C API calls are in
 * progress than when the entry began, see `pyodide/guard.ts`) leaves an interpreter that must not be used on: it is
 * declared dead, and every later way in says so. And an error that says the interpreter is dead goes on to the
 * application.
 *
 * A JavaScript frame cannot be suspended, so while there is one, no Python frame above it may suspend, and `run_sync`
 * raises a clean RuntimeError. Pyodide's flag for that is false nearly always; then nothing is written.
 *
 * The entries themselves, the hottest code of all, are in `edge-entries.ts`.
 */

import {
  type CallBoundary,
  createOwnCode,
  type Handle,
  HPy_NULL,
  InterpreterDeadError,
  layout,
  nativeOf,
  type OwnCode,
  type Pointer,
  type Refusal,
} from "@hpyjs/core";
import {
  anyEntry,
  bufferEntry,
  type EntryParts,
  type Numbers,
  noArgsEntry,
  oneArgEntry,
  tupleEntry,
  unaryEntry,
} from "./edge-entries.ts";
import type { Raise } from "./raise.ts";
import { describeThrown, describeTrap } from "./thrown.ts";
import type { CallbackSpec, CSignature, NativeEntry, Suspender, Transport } from "./transport.ts";

/** An implementation with any parameters that are numbers. */
export type Implementation = (...args: never[]) => unknown;

/**
 * Calls `run` while no Python frame may suspend. The arguments are passed one by one: a closure over them would cost
 * every call an allocation, also those that never come here.
 */
function unsuspendable<R>(
  suspender: Suspender,
  run: (a: number, b: number, c: number, d: number, e: number) => R,
  a = 0,
  b = 0,
  c = 0,
  d = 0,
  e = 0,
): R {
  suspender.value = false;
  try {
    return run(a, b, c, d, e);
  } finally {
    suspender.value = true;
  }
}

/** Guards the ways from Python into JavaScript, for one interpreter. */
export class Edge implements CallBoundary {
  readonly #transport: Transport;
  readonly #raise: Raise;
  readonly #parts: EntryParts;
  readonly #ownCode: OwnCode = createOwnCode();
  #dead: InterpreterDeadError | null = null;
  /** What was thrown into C code with no frame of JavaScript above it. */
  #thrown: { readonly value: unknown } | null = null;
  readonly #caught = (depth: number): void => {
    const { value } = this.#thrown ?? { value: new Error("something that JavaScript did not see") };
    this.#convert(value, 0, depth);
  };

  /** @param raise raises without the guard, since that may be needed where the stack is nearly full. */
  constructor(transport: Transport, raise: Raise) {
    this.#transport = transport;
    this.#raise = raise;
    const { calls, memory, suspender } = transport;
    this.#parts = {
      depthIndex: calls.depth >>> 2,
      memory,
      suspender,
      unsuspendable: unsuspendable as EntryParts["unsuspendable"],
      convert: (thrown, failure, depth) => this.#convert(thrown, failure, depth),
    };
    transport.onFatal((cause) => {
      if (this.#dead !== null) return;
      this.#dead = new InterpreterDeadError(cause, describeTrap(cause));
      transport.calls.stop(this.#dead);
    });
  }

  /** @throws InterpreterDeadError when an error has crossed the interpreter's frames. */
  assertAlive(): void {
    if (this.#dead !== null) throw this.#dead;
  }

  /**
   * Declares the interpreter dead: it must not be used on, and every later way in says so.
   * @param cause what happened to it.
   * @throws InterpreterDeadError always; the first cause is the one that is kept.
   */
  die(cause: unknown): never {
    this.#dead ??= new InterpreterDeadError(cause, describeTrap(cause));
    this.#transport.calls.stop(this.#dead);
    throw this.#dead;
  }

  enter<T>(body: () => T): T {
    this.assertAlive();
    const { suspender } = this.#transport;
    const depth = this.#depth();
    try {
      return suspender.value ? unsuspendable(suspender, body) : body();
    } catch (thrown) {
      this.#thrown = null;
      this.#checkCrossing(thrown, depth);
      this.#reattach();
      throw thrown;
    }
  }

  fromC<F extends (...args: never[]) => unknown>(callback: F): F {
    const { suspender } = this.#transport;
    const call = callback as unknown as Numbers;
    const below: Numbers = (a, b, c, d, e) => {
      const depth = this.#depth();
      try {
        return suspender.value
          ? unsuspendable(suspender, call as (...args: number[]) => unknown, a, b, c, d, e)
          : call(a as number, b as number, c as number, d as number, e as number);
      } catch (thrown) {
        // Whoever catches must not take it for something that crossed the interpreter on its way to here.
        this.#checkCrossing(thrown, depth);
        this.#thrown = { value: thrown };
        // Where the overflow began in WebAssembly, V8 lets no WebAssembly catch it.
        throw thrown instanceof RangeError ? new RangeError(thrown.message, { cause: thrown }) : thrown;
      }
    };
    return below as unknown as F;
  }

  /**
   * The same call with the C function behind an implementation told, where it is one.
   * @param refusal what to do about a number of arguments, where the entry is to check it.
   */
  native(
    spec: CallbackSpec,
    implementation: Implementation,
    kind: NativeEntry["kind"],
    failure: number,
    refusal?: Refusal,
  ): CallbackSpec {
    const target = nativeOf(implementation);
    if (target === null) return spec;
    const checks = refusal === undefined ? {} : { refusal };
    return { ...spec, native: { kind, target, failure, caught: this.#caught, ...checks } };
  }

  /**
   * A C function that runs an implementation: nothing is thrown; `failure` is returned instead, with the exception
   * set.
   */
  entry(signature: CSignature, implementation: Implementation, failure: number): CallbackSpec {
    const make = signature.length === "h:h".length ? unaryEntry : anyEntry;
    const callback = this.#copyFor(make, implementation)(this.#parts, implementation as Numbers, failure);
    return { signature, callback };
  }

  /**
   * A METH_FASTCALL function that takes no argument.
   * @param refuse raises the TypeError for `given` arguments.
   * @param isRare whether it is called too seldom for machine code of its own.
   */
  noArgs(impl: (self: Handle) => Handle, refuse: (given: number) => void, isRare = false): CallbackSpec {
    const make = isRare ? noArgsEntry : this.#copyFor(noArgsEntry, impl);
    return { signature: "h:hpn", callback: make(this.#parts, impl, refuse) };
  }

  /** The same for a function that takes one argument. */
  oneArg(
    impl: (self: Handle, arg: Handle) => Handle,
    refuse: (given: number) => void,
    isRare = false,
  ): CallbackSpec {
    const make = isRare ? oneArgEntry : this.#copyFor(oneArgEntry, impl);
    return { signature: "h:hpn", callback: make(this.#parts, impl, refuse) };
  }

  /**
   * A C function whose last parameters are a tuple and a dict, of which the implementation gets an array, its length and
   * the dict. `null` where it is not known what tuples look like.
   */
  tuple(signature: CSignature, implementation: Implementation, failure: number): CallbackSpec | null {
    const { size, tupleItems } = this.#transport.layout;
    if (size === null || tupleItems === null) return null;
    const impl = implementation as (first: Handle, args: Pointer, nargs: number, kw: Handle) => number;
    const callback = this.#copyFor(tupleEntry, impl)(this.#parts, impl, failure, tupleItems, size >>> 2);
    return { signature, callback };
  }

  /** A `bf_getbuffer`, which leaves no object in a buffer that it could not fill. */
  buffer(implementation: Implementation): CallbackSpec {
    const impl = implementation as (self: Handle, buffer: Pointer, flags: number) => number;
    const { obj } = layout.wasm32.HPy_buffer.offsets;
    return { signature: "i:hpi", callback: this.#copyFor(bufferEntry, impl)(this.#parts, impl, obj) };
  }

  /** Calls an implementation on the interpreter's behalf, as C would: for what the bridge itself calls. */
  call(implementation: Implementation, failure: number, self: Handle): number {
    const entry = anyEntry(this.#parts, implementation as Numbers, failure);
    return Number(entry(self, 0, 0, 0, 0) ?? failure);
  }

  /** A C function of the bridge's own (a deallocator, say), which must not throw and may lead into Python. */
  frame(signature: CSignature, body: Implementation): CallbackSpec {
    const { suspender } = this.#transport;
    const run = body as Numbers;
    const callback = (a: number, b: number, c: number): unknown =>
      suspender.value ? unsuspendable(suspender, run, a, b, c) : run(a, b, c);
    return { signature, callback };
  }

  /**
   * Wraps an implementation that the interpreter calls where it cannot raise: what is thrown, or raised, goes to
   * `sys.unraisablehook`, and an exception that was set before stays set.
   * @param context gives the object to be named in the report, from the call's arguments; `HPy_NULL` for none.
   */
  unraisable(implementation: Implementation, context: (first: number) => Handle = () => HPy_NULL): Numbers {
    const { bare } = this.#transport;
    const run = this.#catching(implementation, 0);
    return (a, b, c) => {
      this.assertAlive();
      const pending = bare.PyErr_Occurred() === HPy_NULL ? HPy_NULL : bare.PyErr_GetRaisedException();
      run(a as number, b as number, c as number, 0, 0);
      if (bare.PyErr_Occurred() !== HPy_NULL) bare.PyErr_WriteUnraisable(context(a as number));
      if (pending !== HPy_NULL) bare.PyErr_SetRaisedException(pending);
    };
  }

  #catching(implementation: Implementation, failure: number): Numbers {
    return this.#copyFor(anyEntry, implementation)(this.#parts, implementation as Numbers, failure);
  }

  /**
   * A copy of an entry's factory with machine code of its own; for an implementation that is a C function the factory
   * itself, since WebAssembly takes the entry's place where it can. Tried: no copies for sandboxed extensions either, whose
   * implementations come from one literal. They load 0.4 ms sooner, and calls take an eighth longer.
   */
  #copyFor<F extends (...args: never[]) => unknown>(factory: F, implementation: Implementation): F {
    return nativeOf(implementation) === null ? this.#ownCode(factory) : factory;
  }

  /** C API calls in progress. */
  #depth(): number {
    const { calls, memory } = this.#transport;
    return memory.i32()[calls.depth >>> 2] as number;
  }

  /** Turns what was thrown into a Python exception, in an entry that began at `depth`. Returns `failure`. */
  #convert(thrown: unknown, failure: number, depth: number): number {
    this.#thrown = null;
    this.#checkCrossing(thrown, depth);
    this.#reattach();
    const { type, message, stack } = describeThrown(thrown);
    this.#raise.withNote(type, message, stack);
    return failure;
  }

  #checkCrossing(thrown: unknown, depth: number): void {
    if (this.#dead !== null) throw this.#dead;
    if (this.#depth() > depth) this.die(thrown);
  }

  /** What is thrown between leaving and re-entering Python leaves it without its thread state: gives that back. */
  #reattach(): void {
    const { bare } = this.#transport;
    if (bare.PyGILState_Check() !== 0) return;
    bare.PyEval_RestoreThread(bare.PyGILState_GetThisThreadState());
  }
}
