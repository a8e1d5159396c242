/**
 * The boundary: how calls go into a sandboxed module and out of it.
 *
 * Python calls the module through an *entry*, the module calls the context through an *exit*. Whatever is thrown in an
 * exit unwinds the module's frames up to its entry. Code in the module may catch what passes through its frames
 * (`catch_all`), but cannot make it undone: the boundary remembers it, refuses every further exit, and at the entry it
 * comes out again. So a module can neither go on after a violation nor swallow the news that the interpreter is dead.
 *
 * At the entry a violation becomes a Python exception. Everything else (a trap, an error from JavaScript below) goes
 * on to the edge, which makes an exception of it, or declares the interpreter dead where its frames were crossed.
 */

import type { Api, Layer, ThreadState } from "@hpyjs/core";
import { ownCalls } from "../own-calls.ts";
import { raiseText } from "../raise.ts";
import type { SandboxHandles } from "./handles.ts";
import { SandboxViolation } from "./violation.ts";

/** What is thrown on its way to the entry. */
interface Pending {
  readonly thrown: unknown;
}

/** The C stack of a module. */
export interface SandboxStack {
  /** Where it is. */
  get(): number;
  /** Puts it back. */
  set(pointer: number): void;
}

/** Watches over the calls of one module. */
export class Boundary {
  readonly #layer: Layer;
  readonly #stack: SandboxStack;
  readonly #raiseCxx: (thrown: unknown) => boolean;
  readonly #handles: SandboxHandles;
  readonly #block: (isBlocked: boolean) => void;
  readonly #mayRaise: () => void;
  #pending: Pending | null = null;
  #left: ThreadState | null = null;

  /**
   * @param raiseCxx raises the Python exception for a C++ exception; says whether it was one.
   * @param block is told when no function of the context may be called any more, and when they may be again.
   * @param mayRaise is told of each exit.
   */
  constructor(
    layer: Layer,
    stack: SandboxStack,
    handles: SandboxHandles,
    raiseCxx: (thrown: unknown) => boolean,
    block: (isBlocked: boolean) => void = () => {},
    mayRaise: () => void = () => {},
  ) {
    this.#mayRaise = mayRaise;
    this.#block = block;
    this.#layer = layer;
    this.#handles = handles;
    this.#stack = stack;
    this.#raiseCxx = raiseCxx;
  }

  /** Runs what a function of the context does for the module. `name` is the function's. */
  exit<R>(name: string, body: () => R): R {
    if (this.#pending !== null) throw this.#pending.thrown;
    this.#mayRaise();
    try {
      if (this.#left !== null) {
        throw new SandboxViolation(
          `${name}: the module has left Python (HPy_LeavePythonExecution) and must not call the context`,
        );
      }
      return body();
    } catch (thrown) {
      this.remember(thrown);
      throw thrown;
    }
  }

  /** Runs a call into the module. `failure` is returned with a Python exception set when it did not end well. */
  entry<R>(failure: R, body: () => R): R {
    const stack = this.#stack.get();
    const call = this.#handles.begin();
    try {
      const result = body();
      this.assertReturned();
      return result;
    } catch (thrown) {
      this.#stack.set(stack);
      return this.failed(thrown, call.mark, failure);
    } finally {
      this.#handles.finish(call);
    }
  }

  /** What was thrown in an exit, on its way to the entry; `null` when nothing was. */
  get pending(): unknown {
    return this.#pending?.thrown ?? null;
  }

  /** Throws when a call into the module must not come to its end: something was thrown, or the module has left Python. */
  assertReturned(): void {
    if (this.#pending !== null) throw this.#pending.thrown;
    if (this.#left !== null) {
      throw new SandboxViolation("the module returned to Python without HPy_ReenterPythonExecution");
    }
  }

  /**
   * Makes a Python exception of what ended a call into the module, whose C stack was put back. Gives `failure`.
   * @param mark from when on the call has opened handles; `null` when it has not begun.
   * @throws what is neither a violation nor a C++ exception.
   */
  failed<R>(thrown: unknown, mark: number | null, failure: R): R {
    this.settle(mark);
    if (thrown instanceof SandboxViolation) raiseText(this.#layer, thrown.exception, thrown.message);
    else if (!this.#raiseCxx(thrown)) throw thrown;
    return failure;
  }

  /** Forgets what was thrown, and closes what the call had opened: since a mark, and before another. */
  settle(mark: number | null, end?: number): void {
    this.#pending = null;
    this.#comeBack();
    this.#block(false);
    // The code that would have closed them does not run any more.
    if (mark !== null)
      for (const inner of this.#handles.takeSince(mark, end)) ownCalls(this.#layer).Close(inner);
  }

  /** Runs code of the module on behalf of its loader, to whom whatever is thrown goes on. */
  run<R>(body: () => R): R {
    const stack = this.#stack.get();
    const call = this.#handles.begin();
    try {
      const result = body();
      if (this.#pending !== null) throw this.#pending.thrown;
      return result;
    } catch (thrown) {
      this.#stack.set(stack);
      throw thrown;
    } finally {
      this.#handles.finish(call);
      this.#pending = null;
      this.#comeBack();
      this.#block(false);
    }
  }

  /** `HPy_LeavePythonExecution`: what it returns to the module means nothing. */
  leave(): number {
    return this.exit("_LeavePythonExecution", () => {
      this.#left = this.#layer.api.LeavePythonExecution();
      this.#block(true);
      return 1;
    });
  }

  /** `HPy_ReenterPythonExecution`. */
  reenter(): void {
    if (this.#pending !== null) throw this.#pending.thrown;
    if (this.#left !== null) {
      this.#comeBack(this.#layer.api);
      this.#block(false);
      return;
    }
    const thrown = new SandboxViolation("HPy_ReenterPythonExecution: the module has not left Python");
    this.remember(thrown);
    throw thrown;
  }

  /** Remembers what is thrown on its way to the entry. */
  remember(thrown: unknown): void {
    this.#pending = { thrown };
    this.#block(true);
  }

  #comeBack(api: Pick<Api, "ReenterPythonExecution"> = ownCalls(this.#layer)): void {
    const left = this.#left;
    this.#left = null;
    if (left !== null) api.ReenterPythonExecution(left);
  }
}
