/**
 * The edge: the one place where a call from Python into JavaScript begins and ends.
 *
 * Nothing unwinds through an interpreter frame. Every implementation that Python can reach is wrapped by
 * {@link Edge.wrap}, which catches whatever is thrown and makes it a Python exception: a stack overflow becomes a
 * RecursionError, a WebAssembly trap a SystemError, anything else a RuntimeError, each with the JavaScript stack as
 * a note. Where Python has nowhere to raise (finalizers, destructors) it goes to `sys.unraisablehook`.
 *
 * Two things may not be converted. An error that crossed CPython's own frames on its way (the guard's count of calls
 * in progress tells, see `pyodide/guard.ts`) leaves an interpreter that must not be used on: it is declared dead, and
 * every later way in says so. And an error that says the interpreter is dead goes on to the application.
 *
 * Entries also keep CPython's recursion count, so that deep recursion is Python's RecursionError before any stack
 * is full; the first few nested entries are free of that. For its duration, an entry declares that no Python frame
 * above it can suspend: a JavaScript frame cannot be suspended, and `run_sync` then raises a clean RuntimeError.
 */

import { type CallBoundary, type Handle, HPy_NULL, InterpreterDeadError } from "@hpyjs/core";
import type { Raise } from "./raise.ts";
import { describeThrown, mayCross } from "./thrown.ts";
import type { Transport } from "./transport.ts";

/** Nested entries up to this many do not call `Py_EnterRecursiveCall`. */
const freeEntries = 8;

/** What an entry returns to C when the call failed. */
export type Failure = number;

/** An implementation with any parameters that are numbers. */
export type Implementation = (...args: never[]) => number | void;

type Numbers = (...args: number[]) => number | void;

/** Guards the ways from Python into JavaScript, for one interpreter. */
export class Edge implements CallBoundary {
  readonly #transport: Transport;
  readonly #raise: Raise;
  readonly #where: number;
  #entries = 0;
  #limit = freeEntries;
  #dead: InterpreterDeadError | null = null;

  /** @param where a C string that CPython appends to "maximum recursion depth exceeded". */
  constructor(transport: Transport, raise: Raise, where: number) {
    this.#transport = transport;
    this.#raise = raise;
    this.#where = where;
  }

  /** How many calls from Python or through {@link Edge.enter} are in progress. */
  depth(): number {
    return this.#entries;
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
    this.#dead ??= new InterpreterDeadError(cause);
    this.#limit = -1;
    throw this.#dead;
  }

  enter<T>(body: () => T): T {
    this.assertAlive();
    const { suspender } = this.#transport;
    const suspendable = suspender.value;
    suspender.value = false;
    this.#entries++;
    try {
      return body();
    } catch (thrown) {
      this.#checkCrossing(thrown);
      this.#reattach();
      throw thrown;
    } finally {
      this.#entries--;
      suspender.value = suspendable;
    }
  }

  /**
   * Begins an entry. Hot paths call this and {@link Edge.leave} around their own `try`, in place of
   * {@link Edge.wrap}.
   * @returns whether the call may go on; otherwise a Python exception is set and there is nothing to leave.
   */
  begin(): boolean {
    if (this.#entries++ < this.#limit) return true;
    if (this.#dead !== null) {
      this.#entries--;
      throw this.#dead;
    }
    if (this.#transport.bare.Py_EnterRecursiveCall(this.#where as never) === 0) return true;
    this.#entries--;
    return false;
  }

  /** Ends an entry that {@link Edge.begin} began. */
  leave(): void {
    if (--this.#entries >= freeEntries) this.#transport.bare.Py_LeaveRecursiveCall();
  }

  /**
   * Turns what was thrown into a Python exception; to be called between {@link Edge.begin} and {@link Edge.leave}.
   * @throws InterpreterDeadError when the interpreter must not be used on.
   */
  convert(thrown: unknown): void {
    this.#checkCrossing(thrown);
    this.#reattach();
    const { type, message, stack } = describeThrown(thrown);
    this.#raise.withNote(type, message, stack);
  }

  /**
   * Wraps an implementation so that C can call it: nothing is thrown, `failure` is returned instead with the
   * exception set.
   */
  wrap(implementation: Implementation, failure: Failure): Numbers {
    const edge = this;
    const impl = implementation as Numbers;
    const { suspender } = this.#transport;
    return function entry(a, b, c, d, e): number | void {
      if (!edge.begin()) return failure;
      const suspendable = suspender.value;
      suspender.value = false;
      try {
        return impl(a as number, b as number, c as number, d as number, e as number);
      } catch (thrown) {
        edge.convert(thrown);
        return failure;
      } finally {
        suspender.value = suspendable;
        edge.leave();
      }
    };
  }

  /**
   * Wraps an implementation that Python calls where it cannot raise: what is thrown, or raised, goes to
   * `sys.unraisablehook`, and an exception that was set before stays set.
   * @param context gives the object to be named in the report, from the call's arguments; `HPy_NULL` for none.
   */
  wrapUnraisable(implementation: Implementation, context: (...args: number[]) => Handle = () => HPy_NULL): Numbers {
    const edge = this;
    const impl = implementation as Numbers;
    const { bare: capi, suspender } = this.#transport;
    return function entry(a, b, c, d): void {
      edge.assertAlive();
      const pending = capi.PyErr_GetRaisedException();
      const suspendable = suspender.value;
      if (edge.begin()) {
        suspender.value = false;
        try {
          impl(a as number, b as number, c as number, d as number);
        } catch (thrown) {
          edge.convert(thrown);
        } finally {
          suspender.value = suspendable;
          edge.leave();
        }
      }
      if (capi.PyErr_Occurred() !== HPy_NULL) capi.PyErr_WriteUnraisable(context(a as number, b as number));
      capi.PyErr_SetRaisedException(pending);
    };
  }

  /**
   * Runs a JavaScript function that C calls on the bridge's own behalf (a deallocator, a traversal), which may lead
   * into Python. It must not throw.
   */
  frame<T>(body: () => T): T {
    const { suspender } = this.#transport;
    const suspendable = suspender.value;
    suspender.value = false;
    this.#entries++;
    try {
      return body();
    } finally {
      this.#entries--;
      suspender.value = suspendable;
    }
  }

  /** Ordinary errors begin in JavaScript, where each entry catches them; only these can begin in the interpreter. */
  #checkCrossing(thrown: unknown): void {
    if (thrown instanceof InterpreterDeadError) throw thrown;
    if (mayCross(thrown) && this.#transport.depth() > this.#entries - 1) this.die(thrown);
  }

  /** What is thrown between leaving and re-entering Python leaves it without its thread state: gives that back. */
  #reattach(): void {
    const { bare: capi } = this.#transport;
    if (capi.PyGILState_Check() !== 0) return;
    capi.PyEval_RestoreThread(capi.PyGILState_GetThisThreadState());
  }
}
