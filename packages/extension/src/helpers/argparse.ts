/**
 * Parsing arguments: `HPyArg_Parse`, `HPyArg_ParseKeywords`, `HPyArg_ParseKeywordsDict`.
 *
 * The format string says what the arguments are; the result is an array of their values, typed by the compiler from
 * the same string. An argument that is optional and missing is `undefined`, so defaults are JavaScript's:
 *
 * ```ts
 * const [count, start = 0] = ctx.Arg_Parse(args, "l|l:repeat");
 * ```
 *
 * `|` starts the optional arguments, `$` those that can only be passed by keyword (they are optional), `:name` ends
 * the format with the function's name for messages, `;message` with a message that replaces all others.
 *
 * Handles need no tracker here: those that come from the arguments are borrowed, those from a dict belong to the scope.
 */

import type { Handle } from "@hpyjs/core";
import type { FloatContext } from "../context/float.ts";
import type { LongContext } from "../context/long.ts";
import type { TypeContext } from "../context/type.ts";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import {
  type ArgFormat,
  type ArgNames,
  type CheckedArgFormat,
  type ParsedArgs,
  parseArgFormat,
} from "./arg-format.ts";

/** Taking arguments apart. @throws PythonError TypeError, OverflowError, ValueError for what the caller did wrong. */
export interface ArgparseContext {
  /**
   * The values of positional arguments (`HPyArg_Parse`).
   *
   * @param format the units: `b B h H i I l k L K n f d O p s`, see `ArgTypes`.
   */
  Arg_Parse<const F extends string>(args: readonly HPy[], format: F & CheckedArgFormat<F>): ParsedArgs<F>;
  /**
   * The values of positional and keyword arguments, as a KEYWORDS method gets them (`HPyArg_ParseKeywords`).
   *
   * Unlike upstream's, which ignores them, this function raises TypeError for surplus positional arguments, unknown
   * keywords, and an argument that is given both by position and by keyword.
   *
   * @param args the positional arguments, then the values of the keyword arguments.
   * @param kwnames a tuple with the names of the keyword arguments.
   * @param format the units, see `Arg_Parse`.
   * @param keywords a name for each unit; `""` for those that are positional only, which come first.
   */
  Arg_ParseKeywords<const F extends string>(
    args: readonly HPy[],
    kwnames: HPy | null,
    format: F & CheckedArgFormat<F>,
    keywords: NoInfer<ArgNames<F>>,
  ): ParsedArgs<F>;
  /**
   * The same with the keyword arguments in a dict, as `tp_new` and `tp_init` get them (`HPyArg_ParseKeywordsDict`).
   *
   * @param args the positional arguments.
   * @param kw a dict of the keyword arguments.
   * @param format the units, see `Arg_Parse`.
   * @param keywords a name for each unit, see `Arg_ParseKeywords`.
   */
  Arg_ParseKeywordsDict<const F extends string>(
    args: readonly HPy[],
    kw: HPy | null,
    format: F & CheckedArgFormat<F>,
    keywords: NoInfer<ArgNames<F>>,
  ): ParsedArgs<F>;
}

/** Keyword arguments by name. */
type Keywords = ReadonlyMap<string, HPy>;

const noKeywords: ReadonlyMap<string, HPy> = new Map();

/** Integers that are narrower than those of the context. */
const narrow: Readonly<
  Record<string, { readonly name: string; readonly min: number; readonly max: number }>
> = {
  b: { name: "unsigned byte integer", min: 0, max: 0xff },
  h: { name: "signed short integer", min: -0x8000, max: 0x7fff },
  i: { name: "signed integer", min: -0x8000_0000, max: 0x7fff_ffff },
};

/** The functions over one kernel and its families. */
export function argparseContext(
  kernel: Kernel,
  ctx: LongContext & FloatContext & TypeContext,
): ArgparseContext {
  const { api, check, error, fail, open, readText, unwrap } = kernel;
  const formats: Map<string, ArgFormat> = new Map();
  const keywordFormats: Map<string, ArgFormat> = new Map();

  function formatOf(format: string, keywords: boolean): ArgFormat {
    const cache = keywords ? keywordFormats : formats;
    const known = cache.get(format);
    if (known !== undefined) return known;
    const parsed = parseArgFormat(format, keywords);
    cache.set(format, parsed);
    return parsed;
  }

  /** The value of one argument; `undefined` when it is missing, which its unit allows. */
  function convert(code: string, h: HPy | undefined, { message }: ArgFormat): unknown {
    if (!"bBhHiIlkLKnfdOps".includes(code))
      throw error(api.h_SystemError, message("unknown arg format code"));
    if (h === undefined) return undefined;
    switch (code) {
      case "B":
        return ctx.Long_AsUInt32_tMask(h) & 0xff;
      case "H":
        return ctx.Long_AsUInt32_tMask(h) & 0xffff;
      case "I":
        return ctx.Long_AsUInt32_tMask(h);
      case "l":
        return ctx.Long_AsLong(h);
      case "k":
        return ctx.Long_AsUnsignedLongMask(h);
      case "L":
        return ctx.Long_AsLongLong(h);
      case "K":
        return ctx.Long_AsUnsignedLongLongMask(h);
      case "n":
        return ctx.Long_AsSsize_t(h);
      case "f":
        return Math.fround(ctx.Float_AsDouble(h));
      case "d":
        return ctx.Float_AsDouble(h);
      case "O":
        unwrap(h);
        return h;
      case "p":
        return ctx.IsTrue(h);
      case "s":
        return cText(h, message);
      default:
        return narrowInteger(code, unwrap(h), message);
    }
  }

  function cText(h: HPy, message: ArgFormat["message"]): string {
    const raw = unwrap(h);
    if (api.Unicode_Check(raw) === 0) throw error(api.h_TypeError, message("a str is required"));
    const text = readText(raw);
    if (text.includes("\0")) throw error(api.h_ValueError, message("embedded null character"));
    return text;
  }

  /** An integer of at most 32 bits. What does not fit those is asked for 64, to tell which limit it exceeds. */
  function narrowInteger(code: string, raw: Handle, message: ArgFormat["message"]): number {
    const { max, min, name } = narrow[code] ?? fail();
    let value: number | bigint = api.Long_AsInt32_t(raw);
    if (value === -1 && api.Err_Occurred() !== 0) {
      if (api.Err_ExceptionMatches(api.h_OverflowError) === 0) fail();
      api.Err_Clear();
      value = api.Long_AsInt64_t(raw);
      if (value === -1n && api.Err_Occurred() !== 0) fail();
    }
    if (value < min) throw error(api.h_OverflowError, message(`${name} is less than minimum`));
    if (value > max) throw error(api.h_OverflowError, message(`${name} is greater than maximum`));
    return Number(value);
  }

  function parse(args: readonly HPy[], format: string): unknown[] {
    const parsed = formatOf(format, false);
    const { message, units } = parsed;
    const values = units.map(({ code, optional }, index) => {
      const arg = args[index];
      if (arg !== undefined || optional) return convert(code, arg, parsed);
      throw error(api.h_TypeError, message("required positional argument missing"));
    });
    if (args.length > units.length) {
      throw error(api.h_TypeError, message("mismatched args (too many arguments for fmt)"));
    }
    return values;
  }

  /** The keyword arguments that a tuple names, whose values stand at the end of `args`. */
  function fromNames(args: readonly HPy[], kwnames: HPy | null): Keywords {
    if (kwnames === null) return noKeywords;
    const tuple = unwrap(kwnames);
    const count = check(api.Length(tuple));
    const keywords = new Map<string, HPy>();
    for (let i = 0; i < count; i++) {
      const value = args[args.length - count + i];
      if (value === undefined)
        throw new RangeError("There are more names of keyword arguments than arguments.");
      keywords.set(readName(api.GetItem_i(tuple, i)), value);
    }
    return keywords;
  }

  /** The keyword arguments in a dict. */
  function fromDict(kw: HPy | null): Keywords {
    if (kw === null) return noKeywords;
    const dict = unwrap(kw);
    using names = open(api.Dict_Keys(dict));
    const list = unwrap(names);
    const count = check(api.Length(list));
    const keywords = new Map<string, HPy>();
    for (let i = 0; i < count; i++) {
      using name = open(api.GetItem_i(list, i));
      if (api.Unicode_Check(unwrap(name)) === 0) throw error(api.h_TypeError, "keywords must be strings");
      keywords.set(readText(unwrap(name)), open(api.GetItem(dict, unwrap(name))));
    }
    return keywords;
  }

  /** The text of a name, which is closed. */
  function readName(raw: Handle): string {
    const name = open(raw);
    const text = readText(raw);
    name.close();
    return text;
  }

  /** `positional` counts the arguments in `args` that were passed by position. */
  function parseKeywords(
    args: readonly HPy[],
    positional: number,
    given: Keywords,
    format: string,
    names: readonly string[],
  ): unknown[] {
    const parsed = formatOf(format, true);
    const { message, units } = parsed;
    const raise = (type: Handle, text: string): never => {
      throw error(type, message(text));
    };
    const firstNamed = names.findIndex((name) => name !== "");
    if (firstNamed >= 0 && names.includes("", firstNamed))
      raise(api.h_SystemError, "empty keyword parameter name");
    const values = units.map(({ code, keywordOnly, optional }, index) => {
      const name = names[index];
      if (name === undefined) return raise(api.h_TypeError, "mismatched args (too few keywords for fmt)");
      if (keywordOnly && index < positional) {
        raise(api.h_TypeError, "keyword only argument passed as positional argument");
      }
      const arg = index < positional ? args[index] : name === "" ? undefined : given.get(name);
      if (arg === undefined && !optional) raise(api.h_TypeError, "no value for required argument");
      return convert(code, arg, parsed);
    });
    if (units.length < names.length) raise(api.h_TypeError, "mismatched args (too many keywords for fmt)");
    if (positional > units.length) {
      const limit = units.some((unit) => unit.optional) ? "at most" : "exactly";
      const plural = units.length === 1 ? "" : "s";
      raise(
        api.h_TypeError,
        `takes ${limit} ${units.length} positional argument${plural} (${positional} given)`,
      );
    }
    for (const name of given.keys()) {
      const index = name === "" ? -1 : names.indexOf(name);
      if (index < 0) raise(api.h_TypeError, `got an unexpected keyword argument '${name}'`);
      if (index < positional) raise(api.h_TypeError, `got multiple values for argument '${name}'`);
    }
    return values;
  }

  const functions = {
    Arg_Parse: parse,
    Arg_ParseKeywords: (
      args: readonly HPy[],
      kwnames: HPy | null,
      format: string,
      keywords: readonly string[],
    ) => {
      const given = fromNames(args, kwnames);
      return parseKeywords(args, args.length - given.size, given, format, keywords);
    },
    Arg_ParseKeywordsDict: (
      args: readonly HPy[],
      kw: HPy | null,
      format: string,
      keywords: readonly string[],
    ) => parseKeywords(args, args.length, fromDict(kw), format, keywords),
  };
  return functions as ArgparseContext;
}
