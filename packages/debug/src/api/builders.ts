/** Builders: lists and tuples under construction, which are spent when they are built or cancelled. */

import type { Api, ListBuilder, TupleBuilder } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { Place } from "../handle-store.ts";
import { currentStack } from "../stack.ts";

type BuilderApi = Pick<Api, Extract<keyof Api, `ListBuilder_${string}` | `TupleBuilder_${string}`>>;

/** One builder. */
interface Building<B> {
  readonly inner: B;
  readonly opened: Place;
  closed: Place | null;
}

/** Upstream's words. */
const invalidBuilder = "Invalid usage of already closed builder";

/** The builders of one kind. Those that are spent are remembered as long as closed handles are. */
class Builders<B extends number> {
  readonly #context: DebugContext;
  readonly #known: Map<number, Building<B>> = new Map();
  readonly #spent: number[] = [];
  #last = 0;

  constructor(context: DebugContext) {
    this.#context = context;
  }

  open(inner: B, where: string): B {
    if (inner === 0) return inner;
    const number = ++this.#last;
    this.#known.set(number, { inner, opened: this.#place(where), closed: null });
    return number as B;
  }

  /** The builder below, or the null builder after a report. */
  in(builder: B, where: string): B {
    this.#context.check(where);
    if (builder === 0) return builder;
    const known = this.#known.get(builder);
    if (known !== undefined && known.closed === null) return known.inner;
    const problem =
      known === undefined
        ? "the number is no builder that is remembered"
        : "the builder was built or cancelled before";
    const places = { opened: known?.opened ?? null, closed: known?.closed ?? null };
    this.#context.report({ kind: "builder", upstream: invalidBuilder, problem, where, places });
    return 0 as B;
  }

  spend(builder: B, where: string): B {
    const inner = this.in(builder, where);
    const known = this.#known.get(builder);
    if (inner === 0 || known === undefined) return inner;
    known.closed = this.#place(where);
    this.#spent.push(builder);
    if (this.#spent.length > this.#context.shared.settings.closedHandles) {
      this.#known.delete(this.#spent.shift() as number);
    }
    return inner;
  }

  #place(by: string): Place {
    const { running, shared } = this.#context;
    return { by, in: running, stack: currentStack(shared.settings.stackFrames) };
  }
}

/** Makes these functions. */
export function builderFunctions(context: DebugContext, api: Api): BuilderApi {
  const lists = new Builders<ListBuilder>(context);
  const tuples = new Builders<TupleBuilder>(context);
  return {
    ListBuilder_New: (size) => {
      context.check("HPyListBuilder_New");
      return lists.open(api.ListBuilder_New(size), "HPyListBuilder_New");
    },
    ListBuilder_Set: (builder, index, h_item) => {
      const where = "HPyListBuilder_Set";
      api.ListBuilder_Set(lists.in(builder, where), index, context.in(h_item, where));
    },
    ListBuilder_Build: (builder) => {
      const where = "HPyListBuilder_Build";
      return context.out(api.ListBuilder_Build(lists.spend(builder, where)), where);
    },
    ListBuilder_Cancel: (builder) => api.ListBuilder_Cancel(lists.spend(builder, "HPyListBuilder_Cancel")),
    TupleBuilder_New: (size) => {
      context.check("HPyTupleBuilder_New");
      return tuples.open(api.TupleBuilder_New(size), "HPyTupleBuilder_New");
    },
    TupleBuilder_Set: (builder, index, h_item) => {
      const where = "HPyTupleBuilder_Set";
      api.TupleBuilder_Set(tuples.in(builder, where), index, context.in(h_item, where));
    },
    TupleBuilder_Build: (builder) => {
      const where = "HPyTupleBuilder_Build";
      return context.out(api.TupleBuilder_Build(tuples.spend(builder, where)), where);
    },
    TupleBuilder_Cancel: (builder) =>
      api.TupleBuilder_Cancel(tuples.spend(builder, "HPyTupleBuilder_Cancel")),
  };
}
