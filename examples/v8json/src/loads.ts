/** `loads`: JSON text to Python objects. */

import type { Context, HPy } from "@hpyjs/extension";
import { type ExactValue, NumberLiteral, parseExactly } from "./exact-parse.ts";
import { maxDepth, nestingOf } from "./nesting.ts";

/**
 * The Python object for a JSON document, a `str`, `bytes` or `bytearray`.
 *
 * What V8 refuses is left to Python's own json: it accepts what it accepts beyond JSON (`NaN`, `Infinity`), and raises
 * the error that Python programmers know, with line and column.
 * @throws PythonError RecursionError for a document that is nested too deeply.
 */
export function loads(ctx: Context, document: HPy): HPy {
  const source = asString(ctx, document);
  if (source === null) return callJson(ctx, "loads", document);
  const text = ctx.Unicode_AsUTF8AndSize(source);
  let value: ExactValue;
  try {
    value = parseExactly(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    if (nestingOf(text) > maxDepth) throw tooDeep(ctx);
    return callJson(ctx, "loads", source);
  }
  return new Builder(ctx).build(value);
}

/** The document as a `str`; `null` when it is nothing that JSON can be in. */
function asString(ctx: Context, document: HPy): HPy | null {
  if (ctx.Unicode_Check(document)) return document;
  if (!ctx.Bytes_Check(document) && !ctx.TypeCheck(document, ctx.GetItem_s(ctx.h_Builtins, "bytearray"))) {
    return null;
  }
  const encoding = callJson(ctx, "detect_encoding", document);
  return ctx.CallMethod("decode", [document, encoding, ctx.from("surrogatepass")]);
}

function callJson(ctx: Context, name: string, argument: HPy): HPy {
  return ctx.Call(ctx.GetAttr_s(ctx.import("json"), name), [argument]);
}

function tooDeep(ctx: Context): Error {
  return ctx.error(ctx.h_RecursionError, `maximum nesting depth of ${maxDepth} exceeded in a JSON document`);
}

/** Makes the Python objects of one document. Equal keys become one `str`, as with Python's json. */
class Builder {
  readonly #ctx: Context;
  readonly #keys: Map<string, HPy> = new Map();
  #depth = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** A handle to the object for `value`, of which {@link Builder.#done} gets rid. */
  build(value: ExactValue): HPy {
    const ctx = this.#ctx;
    switch (typeof value) {
      case "string":
        return ctx.Unicode_FromString(value);
      case "number":
        if ((value | 0) === value) return ctx.Long_FromInt32_t(value);
        return Number.isInteger(value) ? ctx.Long_FromInt64_t(value) : ctx.Float_FromDouble(value);
      case "boolean":
        return value ? ctx.h_True : ctx.h_False;
    }
    if (value === null) return ctx.h_None;
    if (value instanceof NumberLiteral) return this.#number(value.source);
    if (++this.#depth > maxDepth) throw tooDeep(ctx);
    const built = Array.isArray(value) ? this.#list(value) : this.#dict(value as ExactObject);
    this.#depth--;
    return built;
  }

  #number(source: string): HPy {
    const ctx = this.#ctx;
    if (/[.eE]/.test(source)) return ctx.Float_FromDouble(Number(source));
    return ctx.Call(ctx.h_LongType, [ctx.Unicode_FromString(source)]);
  }

  #list(items: readonly ExactValue[]): HPy {
    const ctx = this.#ctx;
    const list = ctx.List_New();
    for (const item of items) {
      const h = this.build(item);
      ctx.List_Append(list, h);
      this.#done(item, h);
    }
    return list;
  }

  #dict(object: ExactObject): HPy {
    const dict = this.#ctx.Dict_New();
    if (object instanceof Map) for (const [key, member] of object) this.#set(dict, key, member);
    else for (const key of Object.keys(object)) this.#set(dict, key, (object as ExactMembers)[key] ?? null);
    return dict;
  }

  #set(dict: HPy, key: string, member: ExactValue): void {
    const h = this.build(member);
    this.#ctx.SetItem(dict, this.#key(key), h);
    this.#done(member, h);
  }

  #key(key: string): HPy {
    let h = this.#keys.get(key);
    if (h === undefined) {
      h = this.#ctx.Unicode_FromString(key);
      this.#keys.set(key, h);
    }
    return h;
  }

  /** Closes a handle early, instead of all together in the end. Constants are never closed. */
  #done(value: ExactValue, h: HPy): void {
    if (typeof value !== "boolean" && value !== null) h.close();
  }
}

type ExactMembers = { readonly [key: string]: ExactValue };
type ExactObject = ReadonlyMap<string, ExactValue> | ExactMembers;
