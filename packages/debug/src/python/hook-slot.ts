/**
 * A function in Python that is told of a violation. It runs in the middle of the extension's work: an exception that is
 * set at that moment comes back unchanged, and one that the function raises is printed.
 */

import type { Layer } from "@hpyjs/core";
import { type Context, type HPy, PythonError } from "@hpyjs/extension";

/** The place of one such function. */
export class HookSlot {
  readonly #layer: Layer;
  readonly #name: string;
  #callback: HPy | null = null;

  /** @param layer the layer that the module is bound to. */
  constructor(layer: Layer, name: string) {
    this.#layer = layer;
    this.#name = name;
  }

  /** Puts a function in, or `None`. @returns what calls it, or `null`. @throws PythonError TypeError for anything else. */
  set(ctx: Context, callback: HPy): (() => void) | null {
    const isNone = ctx.is(callback, ctx.h_None);
    if (!isNone && !ctx.Callable_Check(callback)) {
      throw ctx.error(ctx.h_TypeError, "Expected a callable object");
    }
    const old = this.#callback;
    this.#callback = isNone ? null : ctx.keep(ctx.Dup(callback));
    old?.close();
    return isNone ? null : () => this.#call(ctx);
  }

  #call(ctx: Context): void {
    const callback = this.#callback;
    if (callback === null) return;
    const { extra } = this.#layer;
    const pending = extra.Err_GetRaised();
    ctx.enter(() => {
      try {
        // The function may replace itself, which closes `callback`.
        ctx.Call(ctx.Dup(callback), []);
      } catch (thrown) {
        if (!(thrown instanceof PythonError)) throw thrown;
        this.#print(ctx, thrown);
      }
    });
    extra.Err_SetRaised(pending);
  }

  #print(ctx: Context, error: PythonError): void {
    const stderr = ctx.GetAttr_s(ctx.import("sys"), "stderr");
    const text = ctx.from(`Error when executing the ${this.#name} callback\n`);
    ctx.CallMethod(ctx.from("write"), [stderr, text]);
    ctx.Err_WriteUnraisable(null, error);
  }
}
