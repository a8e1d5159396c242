/**
 * A Python module over V8's JSON: `loads` and `dumps` with the results of Python's own json.
 *
 * `loads` gives equal objects of equal types with keys in the same order, for everything that Python's json accepts;
 * `dumps` gives the same text. The differences: nesting beyond 1000 levels is a RecursionError (where Python's json
 * takes the interpreter down); and two lone surrogates that stand next to each other in a `str` and make a pair are
 * one character, since JavaScript's strings are UTF-16.
 */

import { type Context, type HPy, HPyModule } from "@hpyjs/extension";
import { type DumpOptions, dumps } from "./dumps.ts";
import { loads } from "./loads.ts";

const keywords = ["obj", "ensure_ascii", "indent", "separators", "sort_keys", "default"] as const;

/** The module `v8json`. */
export const v8json = HPyModule("v8json", {
  doc: "JSON by V8: loads() and dumps() as in Python's json.",
  methods: {
    loads: {
      doc: "loads(s, /)\n--\n\nThe Python object for a JSON document, a str, bytes or bytearray.",
      O: (ctx, _self, document) => loads(ctx, document),
    },
    dumps: {
      doc:
        "dumps(obj, *, ensure_ascii=True, indent=None, separators=None, sort_keys=False, default=None)\n--\n\n" +
        "The JSON text of a Python object. The options are those of json.dumps().",
      KEYWORDS: (ctx, _self, args, kwnames) => {
        const [object, ensureAscii = true, indent, separators, sortKeys = false, fallback] =
          ctx.Arg_ParseKeywords(args, kwnames, "O$pOOpO:dumps", keywords);
        const indentText = optional(ctx, indent, (h) => readIndent(ctx, h));
        const options: DumpOptions = {
          ensureAscii,
          indent: indentText,
          separators: optional(ctx, separators, (h) => readSeparators(ctx, h)) ?? [
            indentText === null ? ", " : ",",
            ": ",
          ],
          sortKeys,
          default: optional(ctx, fallback, (h) => h),
        };
        return dumps(ctx, object, options);
      },
    },
  },
});

function optional<T>(ctx: Context, h: HPy | undefined, read: (h: HPy) => T): T | null {
  return h === undefined || ctx.is(h, ctx.h_None) ? null : read(h);
}

function readIndent(ctx: Context, indent: HPy): string {
  if (ctx.Unicode_Check(indent)) return ctx.Unicode_AsUTF8AndSize(indent);
  return " ".repeat(Math.max(0, ctx.Long_AsInt32_t(indent)));
}

function readSeparators(ctx: Context, separators: HPy): [string, string] {
  const [item, key] = ctx.Arg_Parse([...ctx.iterate(separators)], "ss;separators must be two strings");
  return [item, key];
}
