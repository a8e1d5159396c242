/**
 * The functions in Python that are called before and after each traced call.
 *
 * They run in the middle of an extension's work. So an exception that is set at that moment is put aside and comes
 * back unchanged, and nothing is called where the extension has left Python: after `HPy_LeavePythonExecution`, and
 * before `HPy_ReenterPythonExecution`. One that raises is a fatal error, as in upstream HPy: the extension's call has
 * no way to pass on an exception that is not its own.
 */

import type { Layer } from "@hpyjs/core";
import { type Context, type HPy, PythonError } from "@hpyjs/extension";
import { functions } from "../functions.ts";
import type { Trace } from "../trace.ts";

/** What happens to each function: `null` clears it, `undefined` leaves it as it is. */
export interface Given {
  /** The function to call before each call. */
  readonly enter: HPy | null | undefined;
  /** The function to call after each call. */
  readonly exit: HPy | null | undefined;
}

/** The functions of one binding of the module. */
export class Callbacks {
  readonly #trace: Trace;
  readonly #layer: Layer;
  #enter: HPy | null = null;
  #exit: HPy | null = null;
  #stop: (() => void) | null = null;

  /** @param layer the layer that the module is bound to: the plain one, so that nothing here is traced. */
  constructor(trace: Trace, layer: Layer) {
    this.#trace = trace;
    this.#layer = layer;
  }

  /** Replaces the functions. The handles stay the caller's. */
  set(ctx: Context, { enter, exit }: Given): void {
    const old = [enter === undefined ? null : this.#enter, exit === undefined ? null : this.#exit];
    if (enter !== undefined) this.#enter = enter && ctx.keep(enter);
    if (exit !== undefined) this.#exit = exit && ctx.keep(exit);
    this.#stop?.();
    this.#stop = this.#enter === null && this.#exit === null ? null : this.#observe(ctx);
    // Last, because closing may run Python code.
    for (const h of old) h?.close();
  }

  #observe(ctx: Context): () => void {
    return this.#trace.observe({
      enter: (index) => {
        const name = functions[index]?.key;
        if (this.#enter === null || name === undefined || name === "ctx_ReenterPythonExecution") return;
        this.#call(ctx, this.#enter, name, "error when executing on-enter trace function");
      },
      exit: (index, _start, _end, completed) => {
        const name = functions[index]?.key;
        if (this.#exit === null || name === undefined || name === "ctx_LeavePythonExecution") return;
        if (completed) this.#call(ctx, this.#exit, name, "error when executing on-exit trace function");
      },
    });
  }

  #call(ctx: Context, callback: HPy, name: string, failure: string): void {
    const { extra } = this.#layer;
    const pending = extra.Err_GetRaised();
    ctx.enter(() => {
      try {
        // The function may replace itself, which closes `callback`.
        ctx.Call(ctx.Dup(callback), [ctx.from(name)]);
      } catch (thrown) {
        if (!(thrown instanceof PythonError)) throw thrown;
        // It is printed together with the message.
        ctx.Err_SetRaised(thrown);
        ctx.FatalError(failure);
      }
    });
    extra.Err_SetRaised(pending);
  }
}
