/**
 * Promises for Python and awaitables for JavaScript.
 *
 * A promise becomes an `asyncio` future of the running event loop. When it settles, a call is opened and the future
 * gets its result or exception; a future that is done by then (it was cancelled) is let be. In the other direction a
 * task is made of the awaitable, and a callback settles a promise.
 */

import type { Handle } from "@hpyjs/core";
import type { Answer } from "./answer.ts";
import type { Calls } from "./calls.ts";
import type { Context } from "./context.ts";
import type { BaseKernel } from "./create-kernel.ts";
import type { HPy } from "./handle.ts";
import { isPythonError, PythonError } from "./python-error.ts";
import type { ScopeStack } from "./scope.ts";

function isController(value: unknown): value is AbortController {
  return value instanceof AbortController;
}

/** The signal of the call in progress; made when first asked for. */
export function currentSignal(scopes: ScopeStack): AbortSignal {
  const found = scopes.find(isController);
  if (found !== undefined) return found.signal;
  const controller = new AbortController();
  scopes.atEnd(() => undefined, controller);
  return controller.signal;
}

/** Asynchronous calls in both directions, for one context. */
export class Async {
  readonly #kernel: BaseKernel;
  readonly #calls: Calls;
  readonly #ctx: Context;

  /** Uses `ctx`, which need not be complete yet. */
  constructor(kernel: BaseKernel, calls: Calls, ctx: Context) {
    this.#kernel = kernel;
    this.#calls = calls;
    this.#ctx = ctx;
  }

  /** A new raw handle to a future for `thenable`. */
  future(thenable: PromiseLike<Awaited<Answer<Context>>>): Handle {
    const ctx = this.#ctx;
    const controller = this.#kernel.scopes.find(isController);
    const promise = Promise.resolve(thenable);
    // Until there is a future nobody else takes notice of a rejection.
    promise.catch(() => undefined);
    // An error that was thrown before the first `await` may be the reason of a rejection, after its call has ended.
    const errors = this.#kernel.errorsOfScope();
    for (const error of errors) this.#calls.detach(error);
    const future = ctx.scope(() => {
      const made = ctx.CallMethod("create_future", [this.#loop()]);
      if (controller !== undefined) this.#abortOnCancel(made, controller);
      return made;
    });
    const kept = ctx.keep(future);
    promise.then(
      (value) => this.#settle(kept, errors, () => this.#resolve(kept, value)),
      (reason) => this.#settle(kept, errors, () => this.#reject(kept, reason)),
    );
    return this.#calls.give(future);
  }

  /** See `ctx.await`. */
  await<T>(
    awaitable: HPy,
    receive: (ctx: Context, result: HPy) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const ctx = this.#ctx;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    ctx.scope(() => {
      const asyncio = ctx.import("asyncio");
      const ensureFuture = ctx.GetAttr_s(asyncio, "ensure_future");
      const task = ctx.Call(ensureFuture, [awaitable, this.#loop()], ["loop"]);
      const forget = signal === undefined ? undefined : this.#cancelOnAbort(task, signal);
      const done = ctx.callable("settle_promise", (_ctx, args) => {
        forget?.();
        try {
          resolve(ctx.scope(() => receive(ctx, ctx.CallMethod("result", [args[0] as HPy]))));
        } catch (thrown) {
          if (isPythonError(thrown)) this.#calls.detach(thrown);
          reject(thrown);
        }
      });
      ctx.CallMethod("add_done_callback", [task, done]);
    });
    return promise;
  }

  /** The running event loop, or the one that is set. */
  #loop(): HPy {
    const ctx = this.#ctx;
    const asyncio = ctx.import("asyncio");
    try {
      return ctx.CallMethod("get_running_loop", [asyncio]);
    } catch (thrown) {
      if (!(thrown instanceof PythonError) || !thrown.matches(ctx.h_RuntimeError)) throw thrown;
      return ctx.CallMethod("get_event_loop", [asyncio]);
    }
  }

  #abortOnCancel(future: HPy, controller: AbortController): void {
    const ctx = this.#ctx;
    const abort = ctx.callable("abort_signal", (_ctx, args) => {
      if (ctx.IsTrue(ctx.CallMethod("cancelled", [args[0] as HPy]))) controller.abort();
    });
    ctx.CallMethod("add_done_callback", [future, abort]);
  }

  /** Returns a function that takes it back. */
  #cancelOnAbort(task: HPy, signal: AbortSignal): () => void {
    const ctx = this.#ctx;
    const kept = ctx.keep(task);
    const forget = (): void => {
      signal.removeEventListener("abort", cancel);
      kept[Symbol.dispose]();
    };
    const cancel = (): void => {
      ctx.enter(() => {
        ctx.CallMethod("cancel", [kept]);
        forget();
      });
    };
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel);
    return forget;
  }

  /**
   * Runs `deliver` in a call of its own unless the future is done; what that throws is delivered in its place. Then
   * the exceptions of `errors` end.
   */
  #settle(future: HPy, errors: readonly PythonError[], deliver: () => void): void {
    const ctx = this.#ctx;
    ctx.enter(() => {
      try {
        if (ctx.IsTrue(ctx.CallMethod("done", [future]))) return;
        try {
          deliver();
        } catch (thrown) {
          this.#reject(future, thrown);
        }
      } finally {
        for (const error of errors) this.#calls.settle(error);
        future.close();
      }
    });
  }

  #resolve(future: HPy, value: Awaited<Answer<Context>>): void {
    const ctx = this.#ctx;
    const answer = typeof value === "function" ? value(ctx) : value;
    ctx.CallMethod("set_result", [future, this.#kernel.open(this.#calls.give(answer))]);
  }

  #reject(future: HPy, reason: unknown): void {
    const ctx = this.#ctx;
    const exception = this.#exceptionFor(reason);
    if (exception === null) ctx.CallMethod("cancel", [future]);
    else ctx.CallMethod("set_exception", [future, exception]);
    if (isPythonError(reason)) this.#calls.settle(reason);
  }

  /** The exception for a rejection; `null` for a cancellation. */
  #exceptionFor(reason: unknown): HPy | null {
    const ctx = this.#ctx;
    if (isPythonError(reason) && reason.exception.isOpen) {
      if (reason.type === "CancelledError") return null;
      // A future refuses StopIteration, which would end the coroutine that awaits it.
      if (!reason.matches(ctx.h_StopIteration)) return reason.exception;
      return ctx.error(ctx.h_RuntimeError, "a promise was rejected with StopIteration").exception;
    }
    if (!(reason instanceof Error)) {
      return ctx.error(
        ctx.h_RuntimeError,
        `a promise was rejected with a value that is no Error: ${String(reason)}`,
      ).exception;
    }
    const { exception } = ctx.error(ctx.h_RuntimeError, `${reason.name}: ${reason.message}`);
    if (reason.stack !== undefined) {
      ctx.CallMethod("add_note", [exception, ctx.Unicode_FromString(`JavaScript stack:\n${reason.stack}`)]);
    }
    return exception;
  }
}

/** Whether `value` is a promise, or anything that acts as one. */
export function isPromise(value: unknown): value is PromiseLike<Awaited<Answer<Context>>> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
