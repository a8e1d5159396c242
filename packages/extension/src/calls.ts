/**
 * Calls from Python: how one begins and ends.
 *
 * An adapter turns an author's implementation (handles, strings, exceptions) into a raw one (numbers and failure
 * values). Each has the same frame:
 *
 * ```ts
 * const outer = calls.enter();
 * try {
 *   const result = calls.give(impl(ctx, …));
 *   calls.leave(outer);
 *   return result;
 * } catch (thrown) {
 *   return calls.abandon(outer, thrown, HPy_NULL);
 * }
 * ```
 *
 * What is thrown and is no Python exception goes on to the interpreter's edge, which makes one of it.
 */

import { type Handle, InterpreterDeadError, type Pointer } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import {
  asHPy,
  endHandle,
  HandleObject,
  type HPy,
  inside,
  isHandle,
  KEPT,
  MODULE,
  NOWHERE,
  type ObjectAccess,
  resolveHandle,
} from "./handle.ts";
import { isPythonError, type PythonError } from "./python-error.ts";
import { OUTSIDE, type ScopeStack } from "./scope.ts";
import { readHandle } from "./words.ts";

/** What is thrown may throw when it is looked at; it is nothing special then. */
function kindOf(thrown: unknown): "dead" | "overflow" | "other" {
  try {
    if (thrown instanceof InterpreterDeadError) return "dead";
    return isStackOverflow(thrown) ? "overflow" : "other";
  } catch {
    return "other";
  }
}

/** Engines disagree on the class and the words: V8 and JavaScriptCore, then SpiderMonkey. */
function isStackOverflow(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (/call stack size|too much recursion/i.test(thrown.message)) return true;
  // A `using` block wraps the error when its end overflows as well.
  if (thrown.name !== "SuppressedError") return false;
  const { error, suppressed } = thrown as SuppressedError;
  return isStackOverflow(error) || isStackOverflow(suppressed);
}

/** Begins and ends calls, for one kernel. */
export class Calls {
  /** The scopes of the kernel. */
  readonly scopes: ScopeStack;
  /** The Python object for what an implementation returned: see {@link Converter.give}. */
  readonly give: (value: unknown) => Handle;
  readonly #kernel: BaseKernel;
  readonly #escaped: FinalizationRegistry<HPy>;

  /** @param give makes a raw handle of what an implementation returned. */
  constructor(kernel: BaseKernel, give: (value: unknown) => Handle) {
    this.scopes = kernel.scopes;
    this.give = give;
    this.#kernel = kernel;
    this.#escaped = new FinalizationRegistry((exception) => exception[Symbol.dispose]());
  }

  /**
   * Ends a call that threw: a Python exception is set again, with `failure` as the result.
   * @throws what was thrown, when it is no Python exception of this kernel.
   */
  abandon<T extends number>(outer: number, thrown: unknown, failure: T): T {
    const { arena, extra } = this.#kernel;
    const { scopes } = this;
    if (!isPythonError(thrown) || resolveHandle(thrown.exception, scopes) === 0) {
      this.#unwind(outer, thrown);
      throw thrown;
    }
    const exception = this.give(thrown.exception);
    try {
      scopes.leave(outer);
    } catch (overflow) {
      this.#unwind(outer, overflow);
    }
    if (outer === OUTSIDE) arena.reset();
    extra.Err_SetRaised(exception);
    return failure;
  }

  /** Ends the scope in which something was thrown that is no Python exception. */
  #unwind(outer: number, thrown: unknown): void {
    const { scopes } = this;
    // A dead interpreter must not be called, and one without stack cannot be.
    const kind = kindOf(thrown);
    if (kind === "dead") scopes.serial = outer;
    else if (kind === "overflow") scopes.merge(outer);
    else scopes.leave(outer);
    if (outer === OUTSIDE) this.#kernel.arena.reset();
  }

  /** A handle to `self` that is spent when the call ends. */
  self(raw: Handle, access: ObjectAccess | null): HPy {
    return this.scopes.borrow(raw, access);
  }

  /** A handle to an argument that is spent when the call ends. */
  argument(raw: Handle): HPy {
    return this.scopes.borrow(raw, null);
  }

  /** The same where the argument may be null. */
  argumentOrNull(raw: Handle): HPy | null {
    return raw === 0 ? null : this.scopes.borrow(raw, null);
  }

  /** Handles to the arguments in a C array. */
  arguments(args: Pointer, count: number): HPy[] {
    const { memory } = this.#kernel;
    const { scopes } = this;
    const list: HPy[] = [];
    for (let i = 0; i < count; i++) list.push(scopes.borrow(readHandle(memory, args, i), null));
    return list;
  }

  /** Handles to the positional arguments and then to the keyword arguments' values. */
  keywordArguments(args: Pointer, nargs: number, kwnames: Handle): HPy[] {
    const named = kwnames === 0 ? 0 : this.#kernel.api.Length(kwnames);
    return this.arguments(args, nargs + named);
  }

  /**
   * Runs `body` as a call of its own, from a timer, a promise, an event, or within another call. A handle that it
   * returns goes to the call around it, or is kept when there is none; so does the exception of a Python error.
   */
  enterFromOutside<T>(body: () => T): T {
    const { scopes } = this;
    return this.#kernel.boundary.enter(() => this.nested(scopes, body));
  }

  /** Runs `body` in a scope of its own; see {@link Calls.enterFromOutside}. */
  nested<T>(scopes: ScopeStack, body: () => T): T {
    const outer = scopes.enter();
    try {
      const result = body();
      scopes.leaveWith(outer, this.#ownHandle(result));
      return result;
    } catch (thrown) {
      const exception = isPythonError(thrown) ? this.#ownHandle(thrown.exception) : undefined;
      if (exception === undefined) this.#unwind(outer, thrown);
      else if (scopes.leaveWith(outer, exception)) this.#closeWithError(thrown as PythonError, exception);
      throw thrown;
    }
  }

  #ownHandle(value: unknown): HPy | undefined {
    return isHandle(value) && resolveHandle(value, this.scopes) !== 0 ? value : undefined;
  }

  /** The exception of an error that nobody catches in Python lives as long as the error. */
  #closeWithError(error: PythonError, exception: HPy): void {
    this.#escaped.register(error, exception);
  }

  /** Lets the exception of an error that was caught live as long as the error, for a promise's rejection. */
  detach(error: PythonError): void {
    const { exception } = error;
    if (resolveHandle(exception, this.scopes) === 0 || inside(exception).position === NOWHERE) return;
    this.scopes.detach(inside(exception));
    this.#closeWithError(error, exception);
  }

  /** Closes the exception of an error that escaped, once it has been delivered. */
  settle(error: PythonError): void {
    if (error.exception.isOpen && inside(error.exception).life === KEPT) error.exception.close();
  }
}

/** The self of a module's methods: one handle object for all calls, made anew when it was spent. */
export class ModuleSelf {
  readonly #scopes: ScopeStack;
  readonly #state: ObjectAccess;
  #current: HandleObject | null = null;

  /** @param state gives the module's state. */
  constructor(scopes: ScopeStack, state: ObjectAccess) {
    this.#scopes = scopes;
    this.#state = state;
  }

  /** The handle to the module behind `raw`. */
  get(raw: Handle): HPy {
    let current = this.#current;
    if (current === null || current.raw !== raw) {
      current = new HandleObject(raw, MODULE, NOWHERE, this.#scopes, this.#state);
      this.#current = current;
    }
    return asHPy(current);
  }

  /** Makes the handle spent: a call begins in which the module may be gone. */
  forget(): void {
    if (this.#current !== null) endHandle(this.#current);
    this.#current = null;
  }
}
