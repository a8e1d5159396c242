/** Writing numbers as people read them: `Intl.NumberFormat`. */

import { type Context, type HPy, HPyType } from "@hpyjs/extension";
import { attempt, intlArguments } from "./options.ts";

const options = [
  ...["style", "currency", "currency_display", "currency_sign", "unit", "unit_display", "notation"],
  ...["compact_display", "sign_display", "use_grouping", "numbering_system", "rounding_mode"],
  ...["minimum_integer_digits", "minimum_fraction_digits", "maximum_fraction_digits"],
  ...["minimum_significant_digits", "maximum_significant_digits"],
];

/** A language's way to write numbers. */
export const NumberFormat = HPyType("intl.NumberFormat", {
  doc:
    "NumberFormat(locale=None, /, **options)\n--\n\n" +
    "Writes numbers as a language does: NumberFormat('de', style='currency', currency='EUR').format(1234.5).\n\n" +
    "The options are those of JavaScript's Intl.NumberFormat, with underscores: maximum_fraction_digits=2.",
  struct: () => ({ format: new Intl.NumberFormat() }),
  slots: {
    tp_init: (ctx, self, args, kw) => {
      const { locale, options: given } = intlArguments(ctx, "NumberFormat", options, args, kw);
      self.struct.format = attempt(ctx, () => new Intl.NumberFormat(locale, given));
    },
    tp_repr: (_ctx, self) => `NumberFormat('${self.struct.format.resolvedOptions().locale}')`,
  },
  methods: {
    format: {
      doc: "format($self, number, /)\n--\n\nThe number as text: an int, a float or a Decimal, of any size, exactly.",
      O: (ctx, self, number) => self.struct.format.format(readNumber(ctx, number)),
    },
    parts: {
      doc: "parts($self, number, /)\n--\n\nThe same in parts: a list of (type, text) tuples.",
      O: (ctx, self, number) =>
        ctx.from(
          self.struct.format
            .formatToParts(readNumber(ctx, number))
            .map(({ type, value }) => ctx.Tuple_Pack(ctx.from(type), ctx.from(value))),
        ),
    },
  },
  getsets: {
    locale: {
      doc: "The language tag that was found for the one that was asked for.",
      get: (_ctx, self) => self.struct.format.resolvedOptions().locale,
    },
  },
});

/** A number that Intl formats exactly: a number, a bigint, or decimal digits. */
function readNumber(ctx: Context, number: HPy): number | bigint | Intl.StringNumericLiteral {
  if (ctx.TypeCheck(number, ctx.h_FloatType)) return ctx.Float_AsDouble(number);
  if (ctx.TypeCheck(number, ctx.h_LongType)) return ctx.toJS(number) as number | bigint;
  if (ctx.TypeCheck(number, ctx.GetAttr_s(ctx.import("decimal"), "Decimal"))) {
    return ctx.Unicode_AsUTF8AndSize(ctx.Str(number)) as Intl.StringNumericLiteral;
  }
  return ctx.Float_AsDouble(number);
}
