/** From HPy's calling convention to a tuple and a dict: `HPyHelpers_PackArgsAndKeywords`. */

import type { DictContext } from "../context/dict.ts";
import type { ItemContext } from "../context/item.ts";
import type { TupleContext } from "../context/tuple.ts";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Arguments as `CallTupleDict` takes them. */
export interface PackedArguments {
  /** A tuple of the positional arguments, or `null` if there are none. */
  readonly args: HPy | null;
  /** A dict of the keyword arguments, or `null` if there are none. */
  readonly kw: HPy | null;
}

/** Packing arguments. */
export interface PackArgsContext {
  /**
   * Packs the arguments of a KEYWORDS method (`HPyHelpers_PackArgsAndKeywords`).
   *
   * @param args the positional arguments, then the values of the keyword arguments.
   * @param kwnames a tuple with the names of the keyword arguments.
   * @throws PythonError TypeError when `kwnames` has no length.
   */
  Helpers_PackArgsAndKeywords(args: readonly HPy[], kwnames: HPy | null): PackedArguments;
}

/** The function over one kernel and its families. */
export function packArgsContext(
  { open, unwrap, api }: Kernel,
  ctx: DictContext & ItemContext & TupleContext,
): PackArgsContext {
  return {
    Helpers_PackArgsAndKeywords: (args, kwnames) => {
      const count = kwnames === null ? 0 : ctx.Length(kwnames);
      const positional = args.length - count;
      let kw: HPy | null = null;
      if (kwnames !== null && count > 0) {
        kw = ctx.Dict_New();
        const names = unwrap(kwnames);
        for (let i = 0; i < count; i++) {
          const value = args[positional + i];
          if (value === undefined)
            throw new RangeError("There are more names of keyword arguments than arguments.");
          using name = open(api.GetItem_i(names, i));
          ctx.SetItem(kw, name, value);
        }
      }
      return { args: positional > 0 ? ctx.Tuple_FromArray(args.slice(0, positional)) : null, kw };
    },
  };
}
