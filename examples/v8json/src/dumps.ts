/** `dumps`: Python objects to JSON text. */

import { type Context, type HPy, PythonError } from "@hpyjs/extension";
import { maxDepth } from "./nesting.ts";

/** How text is written; the names and meanings are those of Python's `json.dumps`. */
export interface DumpOptions {
  /** Whether everything beyond ASCII is written as an escape. */
  readonly ensureAscii: boolean;
  /** What one level is indented by; `null` for everything on one line. */
  readonly indent: string | null;
  /** What stands between items, and between a key and its value. */
  readonly separators: readonly [item: string, key: string];
  /** Whether keys are sorted. */
  readonly sortKeys: boolean;
  /** Makes something serializable of an object that is not. */
  readonly default: HPy | null;
}

/** The JSON text of a Python object. @throws PythonError as Python's `json.dumps` raises. */
export function dumps(ctx: Context, object: HPy, options: DumpOptions): string {
  return new Writer(ctx, options).write(object);
}

/** A float as Python writes it: `repr(value)`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

class Writer {
  readonly #ctx: Context;
  readonly #options: DumpOptions;
  /** The objects that what is written is part of. */
  readonly #parents: HPy[] = [];
  /** How many of them are lists and objects of the text. */
  #level = 0;

  constructor(ctx: Context, options: DumpOptions) {
    this.#ctx = ctx;
    this.#options = options;
  }

  write(h: HPy): string {
    const ctx = this.#ctx;
    if (ctx.Unicode_Check(h)) return this.#string(ctx.Unicode_AsUTF8AndSize(h));
    if (ctx.is(h, ctx.h_None)) return "null";
    if (ctx.is(h, ctx.h_True)) return "true";
    if (ctx.is(h, ctx.h_False)) return "false";
    if (ctx.TypeCheck(h, ctx.h_LongType)) return this.#integer(h);
    if (ctx.TypeCheck(h, ctx.h_FloatType)) return floatText(ctx.Float_AsDouble(h));
    if (ctx.List_Check(h) || ctx.Tuple_Check(h)) return this.#items(h);
    if (ctx.Dict_Check(h)) return this.#members(h);
    return this.#other(h);
  }

  #string(text: string): string {
    const quoted = JSON.stringify(text);
    if (!this.#options.ensureAscii) return quoted;
    return quoted.replace(
      /[\x7f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  }

  #integer(h: HPy): string {
    const ctx = this.#ctx;
    try {
      const value = ctx.Long_AsDouble(h);
      if (Number.isSafeInteger(value)) return String(value);
    } catch (thrown) {
      if (!(thrown instanceof PythonError && thrown.matches(ctx.h_OverflowError))) throw thrown;
    }
    return ctx.Unicode_AsUTF8AndSize(ctx.Call(ctx.GetAttr_s(ctx.h_LongType, "__repr__"), [h]));
  }

  #enter(h: HPy): void {
    const ctx = this.#ctx;
    if (this.#parents.some((parent) => ctx.is(parent, h))) {
      throw ctx.error(ctx.h_ValueError, "Circular reference detected");
    }
    if (this.#parents.push(h) > maxDepth) {
      throw ctx.error(ctx.h_RecursionError, `maximum nesting depth of ${maxDepth} exceeded for JSON`);
    }
  }

  #items(h: HPy): string {
    const ctx = this.#ctx;
    this.#enter(h);
    this.#level++;
    const parts: string[] = [];
    const length = ctx.len(h);
    for (let i = 0; i < length; i++) {
      const item = ctx.GetItem_i(h, i);
      parts.push(this.write(item));
      item.close();
    }
    return this.#leave("[", parts, "]");
  }

  #members(h: HPy): string {
    const ctx = this.#ctx;
    this.#enter(h);
    this.#level++;
    const parts: string[] = [];
    using keys = this.#keys(h);
    const length = ctx.len(keys);
    for (let i = 0; i < length; i++) {
      const key = ctx.GetItem_i(keys, i);
      const value = ctx.GetItem(h, key);
      parts.push(this.#string(this.#key(key)) + this.#options.separators[1] + this.write(value));
      value.close();
      key.close();
    }
    return this.#leave("{", parts, "}");
  }

  #keys(h: HPy): HPy {
    const ctx = this.#ctx;
    const keys = ctx.Dict_Keys(h);
    return this.#options.sortKeys ? ctx.Call(ctx.GetItem_s(ctx.h_Builtins, "sorted"), [keys]) : keys;
  }

  #key(key: HPy): string {
    const ctx = this.#ctx;
    if (ctx.Unicode_Check(key)) return ctx.Unicode_AsUTF8AndSize(key);
    const scalars = [ctx.h_LongType, ctx.h_FloatType];
    if (ctx.is(key, ctx.h_None) || scalars.some((type) => ctx.TypeCheck(key, type))) return this.write(key);
    const name = ctx.Type_GetName(ctx.Type(key));
    throw ctx.error(ctx.h_TypeError, `keys must be str, int, float, bool or None, not ${name}`);
  }

  #other(h: HPy): string {
    const ctx = this.#ctx;
    if (this.#options.default === null) {
      const name = ctx.Type_GetName(ctx.Type(h));
      throw ctx.error(ctx.h_TypeError, `Object of type ${name} is not JSON serializable`);
    }
    this.#enter(h);
    const text = this.write(ctx.Call(this.#options.default, [h]));
    this.#parents.pop();
    return text;
  }

  #leave(open: string, parts: readonly string[], close: string): string {
    const { indent, separators } = this.#options;
    this.#parents.pop();
    this.#level--;
    if (parts.length === 0) return open + close;
    if (indent === null) return open + parts.join(separators[0]) + close;
    const outer = `\n${indent.repeat(this.#level)}`;
    const inner = outer + indent;
    return open + inner + parts.join(separators[0] + inner) + outer + close;
  }
}
