/** Builders and trackers: the layer's own, under numbers that only this module knows. */

import { type Handle, HPy_NULL, type ListBuilder, type Tracker, type TupleBuilder } from "@hpyjs/core";
import type { FastBoundary } from "../fast-boundary.ts";
import { OpaqueTable } from "../opaque.ts";
import { handleArgument, type SandboxState } from "../uniform.ts";
import type { SpecialFunctions } from "./special.ts";

/** A tracker, and the module's handles that it will close. */
interface Tracked {
  readonly inner: Tracker;
  readonly handles: Handle[];
}

/** Added to the numbers of builders that JavaScript has made where others are made as WebAssembly. */
const made = 0x8000_0000 | 0;

/** A module's builders of one kind. */
export class Builders<B extends ListBuilder | TupleBuilder> {
  readonly #fast: FastBoundary | null;
  readonly #kind: "List" | "Tuple";
  readonly #table: OpaqueTable<B>;

  /** None yet. */
  constructor({ fast, layer }: Pick<SandboxState, "fast" | "layer">, kind: "List" | "Tuple") {
    this.#fast = fast;
    this.#kind = kind;
    this.#table = new OpaqueTable<B>(`HPy${kind}Builder`, layer.checks !== undefined);
  }

  /** A number for a builder. */
  open(builder: B): number {
    return this.#table.open(builder) | (this.#fast === null ? 0 : made);
  }

  /** The builder behind a number. @throws SandboxViolation when there is none. */
  get(number: number, where: string): B {
    if (this.#fast?.hasBuilder(this.#kind, number) === true) return number as B;
    return this.#table.get(this.#own(number), where);
  }

  /** The builder behind a number, which ends. @throws SandboxViolation when there is none. */
  take(number: number, where: string): B {
    if (this.#fast?.hasBuilder(this.#kind, number) !== true)
      return this.#table.take(this.#own(number), where);
    this.#fast.forgetBuilder(this.#kind, number);
    return number as B;
  }

  #own(number: number): number {
    if (this.#fast === null) return number;
    return number < 0 ? number & ~made : 0;
  }
}

/** The functions of builders and trackers. */
export function containerFunctions(
  state: SandboxState,
  { lists, tuples }: { readonly lists: Builders<ListBuilder>; readonly tuples: Builders<TupleBuilder> },
): SpecialFunctions {
  const { handles, layer } = state;
  const { api } = layer;
  const trackers = new OpaqueTable<Tracked>("HPyTracker");
  const item = (handle: Handle, where: string): Handle =>
    handleArgument(state, handle, `${where}: the argument 'h_item'`, { mayBeNull: true });
  // The null builder stands for one that could not be made: what becomes of it is the layer's business.
  const none = 0;

  const own = layer.unobserved ?? api;

  /**
   * A list of so many items. CPython's has null pointers in it until they are set, which no list may that Python code
   * can see; here they are None.
   */
  function newList(length: number): Handle {
    const list = api.List_New(Math.min(length, 0));
    if (list === HPy_NULL || length <= 0) return list;
    const count = own.Long_FromSsize_t(length);
    const filled =
      count !== HPy_NULL && own.List_Append(list, own.h_None) === 0
        ? own.InPlaceMultiply(list, count)
        : HPy_NULL;
    if (count !== HPy_NULL) own.Close(count);
    own.Close(list);
    return filled;
  }

  return {
    List_New: (length) => handles.open(newList(length as number)),
    ListBuilder_New: (size) => {
      const builder = api.ListBuilder_New(size as number);
      return builder === none ? none : lists.open(builder);
    },
    ListBuilder_Set: (builder, index, h) => {
      const where = "HPyListBuilder_Set";
      const inner = builder === none ? (none as ListBuilder) : lists.get(builder as number, where);
      api.ListBuilder_Set(inner, index as number, item(h as Handle, where));
    },
    ListBuilder_Build: (builder) =>
      handles.open(
        api.ListBuilder_Build(
          builder === none ? (none as ListBuilder) : lists.take(builder as number, "HPyListBuilder_Build"),
        ),
      ),
    ListBuilder_Cancel: (builder) => {
      if (builder !== none) api.ListBuilder_Cancel(lists.take(builder as number, "HPyListBuilder_Cancel"));
    },
    TupleBuilder_New: (size) => {
      const builder = api.TupleBuilder_New(size as number);
      return builder === none ? none : tuples.open(builder);
    },
    TupleBuilder_Set: (builder, index, h) => {
      const where = "HPyTupleBuilder_Set";
      const inner = builder === none ? (none as TupleBuilder) : tuples.get(builder as number, where);
      api.TupleBuilder_Set(inner, index as number, item(h as Handle, where));
    },
    TupleBuilder_Build: (builder) =>
      handles.open(
        api.TupleBuilder_Build(
          builder === none ? (none as TupleBuilder) : tuples.take(builder as number, "HPyTupleBuilder_Build"),
        ),
      ),
    TupleBuilder_Cancel: (builder) => {
      if (builder !== none) api.TupleBuilder_Cancel(tuples.take(builder as number, "HPyTupleBuilder_Cancel"));
    },
    Tracker_New: (size) => {
      const inner = api.Tracker_New(size as number);
      return inner === none ? none : trackers.open({ inner, handles: [] });
    },
    Tracker_Add: (ht, h) => {
      const where = "HPyTracker_Add";
      const tracked = trackers.get(ht as number, where);
      if (h === 0) return 0;
      const entry = handles.entry(h as Handle, where);
      // A constant needs no closing, and an argument is closed by its owner.
      if (entry.use !== "owned") return 0;
      const status = api.Tracker_Add(tracked.inner, entry.inner);
      if (status === 0) {
        entry.use = "tracked";
        tracked.handles.push(h as Handle);
      }
      return status;
    },
    Tracker_ForgetAll: (ht) => {
      const tracked = trackers.get(ht as number, "HPyTracker_ForgetAll");
      for (const handle of tracked.handles.splice(0))
        handles.entry(handle, "HPyTracker_ForgetAll").use = "owned";
      api.Tracker_ForgetAll(tracked.inner);
    },
    Tracker_Close: (ht) => {
      if (ht === none) return;
      const tracked = trackers.take(ht as number, "HPyTracker_Close");
      for (const handle of tracked.handles) handles.end(handle);
      api.Tracker_Close(tracked.inner);
    },
  };
}
