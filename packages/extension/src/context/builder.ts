/**
 * Builders of lists and tuples: `HPyListBuilder_*`, `HPyTupleBuilder_*`.
 *
 * A builder is filled item by item and then built once. It is spent by building or cancelling; one that is still under
 * construction when its call or scope ends is cancelled. Items that were never set are `None`: an object with holes
 * would crash the interpreter.
 */

import {
  type Handle,
  HandleError,
  type ListBuilder as RawListBuilder,
  type TupleBuilder as RawTupleBuilder,
} from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** The raw functions of one kind of builder. */
interface RawBuilder<B extends number> {
  readonly name: string;
  readonly create: (size: number) => B;
  readonly set: (builder: B, index: number, item: Handle) => void;
  readonly build: (builder: B) => Handle;
  readonly cancel: (builder: B) => void;
}

/** A list or a tuple under construction. */
export interface Builder extends Disposable {
  /**
   * Makes `item` the item at `index`. @throws PythonError IndexError when `index` is out of range;
   * HandleError when the builder is spent.
   */
  set(index: number, item: HPy): void;
  /** The finished object; the builder is spent. @throws PythonError MemoryError; HandleError when it is spent already. */
  build(): HPy;
  /** Gives the items up; the builder is spent. @throws HandleError when it is spent already. */
  cancel(): void;
}

/** A list under construction (`HPyListBuilder`). */
export interface ListBuilder extends Builder {}

/** A tuple under construction (`HPyTupleBuilder`). */
export interface TupleBuilder extends Builder {}

/** Building lists and tuples of a size that is known beforehand. */
export interface BuilderContext {
  /** A builder for a list of `size` items (`HPyListBuilder_New`). What goes wrong is thrown when it is built. */
  ListBuilder_New(size: number): ListBuilder;
  /** `builder.set(index, item)` (`HPyListBuilder_Set`). */
  ListBuilder_Set(builder: ListBuilder, index: number, item: HPy): void;
  /** `builder.build()` (`HPyListBuilder_Build`). */
  ListBuilder_Build(builder: ListBuilder): HPy;
  /** `builder.cancel()` (`HPyListBuilder_Cancel`). */
  ListBuilder_Cancel(builder: ListBuilder): void;
  /** A builder for a tuple of `size` items (`HPyTupleBuilder_New`). What goes wrong is thrown when it is built. */
  TupleBuilder_New(size: number): TupleBuilder;
  /** `builder.set(index, item)` (`HPyTupleBuilder_Set`). */
  TupleBuilder_Set(builder: TupleBuilder, index: number, item: HPy): void;
  /** `builder.build()` (`HPyTupleBuilder_Build`). */
  TupleBuilder_Build(builder: TupleBuilder): HPy;
  /** `builder.cancel()` (`HPyTupleBuilder_Cancel`). */
  TupleBuilder_Cancel(builder: TupleBuilder): void;
}

/** A builder over one kind of raw builder. */
class KernelBuilder<B extends number> implements Builder {
  readonly #kernel: Kernel;
  readonly #functions: RawBuilder<B>;
  readonly #size: number;
  readonly #raw: B;
  readonly #leaveScope: () => void;
  /** All items below this one have been set. */
  #next = 0;
  /** Items above that have been set. */
  #ahead: Set<number> | undefined;
  #spent: "built" | "cancelled" | undefined;

  constructor(kernel: Kernel, functions: RawBuilder<B>, size: number) {
    this.#kernel = kernel;
    this.#functions = functions;
    this.#size = size;
    this.#raw = functions.create(size);
    this.#leaveScope = kernel.atScopeEnd(() => this.#cancelRaw());
  }

  set(index: number, item: HPy): void {
    const { api, error, unwrap } = this.#kernel;
    this.#checkOpen();
    const raw = unwrap(item);
    if (!Number.isInteger(index) || index < 0 || index >= this.#size) {
      throw error(api.h_IndexError, `${this.#functions.name} index out of range`);
    }
    this.#functions.set(this.#raw, index, raw);
    if (index === this.#next) this.#next++;
    else if (index > this.#next) {
      this.#ahead ??= new Set();
      this.#ahead.add(index);
    }
  }

  build(): HPy {
    this.#checkOpen();
    if (this.#raw !== 0) this.#fillHoles();
    this.#spend("built");
    return this.#kernel.open(this.#functions.build(this.#raw));
  }

  cancel(): void {
    this.#checkOpen();
    this.#spend("cancelled");
    this.#functions.cancel(this.#raw);
  }

  [Symbol.dispose](): void {
    if (this.#spent === undefined) this.cancel();
  }

  #checkOpen(): void {
    if (this.#spent === undefined) return;
    throw new HandleError(`Cannot use this ${this.#functions.name}: it was ${this.#spent} already.`);
  }

  #spend(how: "built" | "cancelled"): void {
    this.#spent = how;
    this.#leaveScope();
  }

  #cancelRaw(): void {
    this.#spent = "cancelled";
    this.#functions.cancel(this.#raw);
  }

  #fillHoles(): void {
    for (let index = this.#next; index < this.#size; index++) {
      if (this.#ahead?.has(index) !== true) this.#functions.set(this.#raw, index, this.#kernel.api.h_None);
    }
  }
}

/** The family over one kernel. */
export function builderContext(kernel: Kernel): BuilderContext {
  const { api } = kernel;
  const { ssize } = integers(kernel);
  const lists: RawBuilder<RawListBuilder> = {
    name: "list builder",
    create: api.ListBuilder_New,
    set: api.ListBuilder_Set,
    build: api.ListBuilder_Build,
    cancel: api.ListBuilder_Cancel,
  };
  const tuples: RawBuilder<RawTupleBuilder> = {
    name: "tuple builder",
    create: api.TupleBuilder_New,
    set: api.TupleBuilder_Set,
    build: api.TupleBuilder_Build,
    cancel: api.TupleBuilder_Cancel,
  };
  return {
    ListBuilder_New: (size) => new KernelBuilder(kernel, lists, ssize(size)),
    ListBuilder_Set: (builder, index, item) => builder.set(index, item),
    ListBuilder_Build: (builder) => builder.build(),
    ListBuilder_Cancel: (builder) => builder.cancel(),
    TupleBuilder_New: (size) => new KernelBuilder(kernel, tuples, ssize(size)),
    TupleBuilder_Set: (builder, index, item) => builder.set(index, item),
    TupleBuilder_Build: (builder) => builder.build(),
    TupleBuilder_Cancel: (builder) => builder.cancel(),
  };
}
