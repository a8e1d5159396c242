/** Iterating over Python objects from JavaScript. */

import type { Context } from "./context.ts";
import type { HPy } from "./handle.ts";

/** The items of a Python iterable. The iterator's handle is closed at the end, or when the loop is left. */
export class ItemIterator implements IterableIterator<HPy> {
  readonly #ctx: Pick<Context, "Iter_Next">;
  readonly #iterator: HPy;

  /** Begins an iteration over `iterable`. @throws PythonError TypeError when it cannot be iterated over. */
  constructor(ctx: Pick<Context, "GetIter" | "Iter_Next">, iterable: HPy) {
    this.#ctx = ctx;
    this.#iterator = ctx.GetIter(iterable);
  }

  next(): IteratorResult<HPy> {
    const value = this.#iterator.isOpen ? this.#ctx.Iter_Next(this.#iterator) : null;
    return value === null ? this.return() : { done: false, value };
  }

  return(): IteratorResult<HPy> {
    this.#iterator[Symbol.dispose]();
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
