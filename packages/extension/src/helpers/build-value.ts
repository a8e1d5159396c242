/** Building Python values from a format string: `HPy_BuildValue`. */

import type { Builder, BuilderContext } from "../context/builder.ts";
import type { DictContext } from "../context/dict.ts";
import type { FloatContext } from "../context/float.ts";
import type { ItemContext } from "../context/item.ts";
import type { LifetimeContext } from "../context/lifetime.ts";
import type { LongContext } from "../context/long.ts";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import { type BuildArgs, parseValueFormat, ValueFormatError, type ValueNode } from "./value-format.ts";

/** Building values. */
export interface BuildValueContext {
  /**
   * A new object as the format string describes it (`HPy_BuildValue`): `None` for an empty format, one object for one
   * unit, a tuple for several. Units are `i I l k L K n s f d O S`, see `BuildTypes`; `(…)` makes a tuple, `[…]` a
   * list, `{key:value, …}` a dict; commas and spaces between units mean nothing.
   *
   * ```ts
   * ctx.BuildValue("{s:i, s:[dd]}", "count", 2, "values", 0.5, 1.5);
   * ```
   *
   * @throws PythonError SystemError for a bad format; OverflowError for a number that its C type cannot hold.
   */
  BuildValue<const F extends string>(format: F, ...values: BuildArgs<F>): HPy;
}

/** The families that values are built with. */
type Families = BuilderContext & DictContext & FloatContext & ItemContext & LifetimeContext & LongContext;

/** The function over one kernel and its families. */
export function buildValueContext(kernel: Kernel, ctx: Families): BuildValueContext {
  const { api, error, newText, open } = kernel;
  const formats: Map<string, ValueNode> = new Map();

  function nodeFor(format: string): ValueNode {
    const known = formats.get(format);
    if (known !== undefined) return known;
    try {
      const node = parseValueFormat(format);
      formats.set(format, node);
      return node;
    } catch (thrown) {
      throw thrown instanceof ValueFormatError ? error(api.h_SystemError, thrown.message) : thrown;
    }
  }

  /**
   * Builds `node`, taking its values from `values` as they come. When something is thrown, the scope closes what was
   * made by then.
   */
  function build(node: ValueNode, values: Iterator<unknown>): HPy {
    switch (node.kind) {
      case "none":
        return open(api.Dup(api.h_None));
      case "unit":
        return unit(node.unit, values.next().value);
      case "tuple":
        return fill(ctx.TupleBuilder_New(node.items.length), node.items, values);
      case "list":
        return fill(ctx.ListBuilder_New(node.items.length), node.items, values);
      case "dict": {
        const dict = ctx.Dict_New();
        for (const [keyNode, valueNode] of node.entries) {
          const key = build(keyNode, values);
          const value = build(valueNode, values);
          ctx.SetItem(dict, key, value);
          key.close();
          value.close();
        }
        return dict;
      }
    }
  }

  function fill(builder: Builder, items: readonly ValueNode[], values: Iterator<unknown>): HPy {
    items.forEach((node, index) => {
      const item = build(node, values);
      builder.set(index, item);
      item.close();
    });
    return builder.build();
  }

  function unit(code: string, value: unknown): HPy {
    switch (code) {
      case "i":
        return ctx.Long_FromInt32_t(value as number);
      case "I":
        return ctx.Long_FromUInt32_t(value as number);
      case "l":
        return ctx.Long_FromLong(value as number);
      case "k":
        return ctx.Long_FromUnsignedLong(value as number);
      case "L":
        return ctx.Long_FromLongLong(value as bigint);
      case "K":
        return ctx.Long_FromUnsignedLongLong(value as bigint);
      case "n":
        return ctx.Long_FromSsize_t(value as number);
      case "s":
        return open(newText(String(value)));
      case "f":
        return ctx.Float_FromDouble(Math.fround(value as number));
      case "d":
        return ctx.Float_FromDouble(value as number);
      default:
        if (value !== null && value !== undefined) return ctx.Dup(value as HPy);
        throw error(api.h_SystemError, "HPy_NULL object passed to HPy_BuildValue");
    }
  }

  return {
    BuildValue: (format, ...values) => build(nodeFor(format), values[Symbol.iterator]()),
  };
}
