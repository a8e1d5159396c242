/**
 * Builders: lists and tuples under construction.
 *
 * A builder collects its items in JavaScript, and the object is made when it is built. So nobody sees it half-made
 * (the garbage collector shows every container to Python), and whatever goes wrong before can wait until then: only
 * `Build` raises. A size that no object can have gives the null builder, which ignores everything and builds a
 * MemoryError, as upstream's does. Where upstream corrupts memory or leaves holes (an index out of range, a null
 * item, an item that was never set, a builder that is spent), `Build` raises a SystemError that says what happened.
 */

import { type Api, type Handle, HPy_NULL, type ListBuilder, type TupleBuilder } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { Registry } from "./registry.ts";

/** The builder functions of the context. */
export type BuilderApi = Pick<
  Api,
  Extract<keyof Api, `ListBuilder_${string}`> | Extract<keyof Api, `TupleBuilder_${string}`>
>;

/** The four functions of one kind of builder. */
interface Builder<B extends number> {
  readonly New: (size: number) => B;
  readonly Set: (builder: B, index: number, item: Handle) => void;
  readonly Build: (builder: B) => Handle;
  readonly Cancel: (builder: B) => void;
}

/** A list or tuple under construction. */
interface Construction {
  readonly size: number;
  /** Owned handles by index; what was not set is missing. */
  readonly items: Handle[];
  /** The first thing that went wrong. */
  problem: string | null;
}

/** How the objects of one kind are made and filled; filling takes over the item's handle. */
interface Container {
  readonly name: "HPyListBuilder" | "HPyTupleBuilder";
  readonly make: (size: number) => Handle;
  readonly fill: (container: Handle, index: number, item: Handle) => number;
}

/** What can be wrong with a construction, in words. */
export const builderProblem = {
  unset: (index: number, size: number): string => `item ${index} of ${size} was never set`,
  index: (index: number, size: number): string => `index ${index} is out of range for ${size} items`,
  null: (index: number): string => `item ${index} was set to a null handle`,
} as const;

/** More items than this do not fit into the address space. */
const maximum = Math.floor(0x7fff_ffff / 4);

function makeBuilder<B extends number>({ capi, raise }: Interpreter, container: Container): Builder<B> {
  const { name, make, fill } = container;
  const constructions = new Registry<Construction>();

  function drop(items: readonly Handle[]): void {
    for (const item of Object.values(items)) capi.Py_DecRef(item);
  }

  function findProblem({ size, items, problem }: Construction): string | null {
    for (let index = 0; index < size && problem === null; index++) {
      if (items[index] === undefined) return builderProblem.unset(index, size);
    }
    return problem;
  }

  function finish(construction: Construction): Handle {
    const { size, items } = construction;
    const result = make(size);
    if (result === HPy_NULL) {
      drop(items);
      return HPy_NULL;
    }
    const problem = findProblem(construction);
    if (problem === null) {
      for (const [index, item] of items.entries()) fill(result, index, item);
      return result;
    }
    drop(items);
    capi.Py_DecRef(result);
    return raise.error("PyExc_SystemError", `${name}: ${problem}`);
  }

  return {
    New: (size) => {
      const possible = size >= 0 && size <= maximum;
      return (possible ? constructions.open({ size, items: [], problem: null }) : 0) as B;
    },
    Set: (builder, index, item) => {
      const construction = constructions.deref(builder);
      if (construction === undefined) return;
      const { size, items } = construction;
      if (!(index >= 0 && index < size)) {
        construction.problem ??= builderProblem.index(index, size);
      } else if (item === HPy_NULL) {
        construction.problem ??= builderProblem.null(index);
      } else {
        const earlier = items[index];
        items[index] = capi.Py_XNewRef(item);
        if (earlier !== undefined) capi.Py_DecRef(earlier);
      }
    },
    Build: (builder) => {
      if (builder === 0) return capi.PyErr_NoMemory();
      const construction = constructions.consume(builder);
      if (construction !== undefined) return finish(construction);
      return raise.error("PyExc_SystemError", `${name}: the builder was built or cancelled before`);
    },
    Cancel: (builder) => {
      const construction = constructions.consume(builder);
      if (construction !== undefined) drop(construction.items);
    },
  };
}

/** The builders of one interpreter. */
export function builderContext(interpreter: Interpreter): BuilderApi {
  const { capi } = interpreter;
  const list = makeBuilder<ListBuilder>(interpreter, {
    name: "HPyListBuilder",
    make: capi.PyList_New,
    fill: capi.PyList_SetItem,
  });
  const tuple = makeBuilder<TupleBuilder>(interpreter, {
    name: "HPyTupleBuilder",
    make: capi.PyTuple_New,
    fill: capi.PyTuple_SetItem,
  });
  return {
    ListBuilder_New: list.New,
    ListBuilder_Set: list.Set,
    ListBuilder_Build: list.Build,
    ListBuilder_Cancel: list.Cancel,
    TupleBuilder_New: tuple.New,
    TupleBuilder_Set: tuple.Set,
    TupleBuilder_Build: tuple.Build,
    TupleBuilder_Cancel: tuple.Cancel,
  };
}
