import type { CType } from "./ctypes.ts";
import { type FunctionRow, fn } from "./row.ts";

/**
 * The four functions of one kind of builder. Nothing raises before `Build`, which reports what went wrong earlier;
 * `Build` and `Cancel` spend the builder. An item that is replaced or dropped may have a finalizer.
 */
function rows(first: number, builder: "HPyListBuilder" | "HPyTupleBuilder"): readonly FunctionRow[] {
  const self: Readonly<Record<string, CType>> = { builder };
  const item: Readonly<Record<string, CType>> = { builder, index: "HPy_ssize_t", h_item: "HPy" };
  return [
    fn(first, `${builder}_New`, builder, { size: "HPy_ssize_t" }, { fails: "never", debug: "manual" }),
    fn(first + 1, `${builder}_Set`, "void", item, { fails: "never", debug: "manual", reenters: true }),
    fn(first + 2, `${builder}_Build`, "HPy", self, { fails: "null", consumes: "builder", debug: "manual" }),
    fn(first + 3, `${builder}_Cancel`, "void", self, {
      fails: "never",
      consumes: "builder",
      debug: "manual",
      reenters: true,
    }),
  ];
}

/** Builders of lists and tuples: `HPyListBuilder_*`, `HPyTupleBuilder_*`. */
export const builder: readonly FunctionRow[] = [
  ...rows(209, "HPyListBuilder"),
  ...rows(213, "HPyTupleBuilder"),
];
