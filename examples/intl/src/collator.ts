/** Sorting text as people expect it: `Intl.Collator`. */

import { type HPy, HPyType, richCompare } from "@hpyjs/extension";
import { attempt, intlArguments } from "./options.ts";

const options = ["usage", "sensitivity", "ignore_punctuation", "numeric", "case_first", "collation"];

/** A text that compares by the rules of a language. */
export const SortKey = HPyType("intl.SortKey", {
  doc: "A text that compares by the rules of a Collator; sorted() uses it as a key.",
  struct: () => ({ text: "", collator: new Intl.Collator() }),
  slots: {
    tp_richcompare: (ctx, self, other, op): HPy | boolean => {
      const right = ctx.as(SortKey, other);
      if (right === null) return ctx.h_NotImplemented;
      return richCompare(self.struct.collator.compare(self.struct.text, right.struct.text), 0, op);
    },
    tp_repr: (_ctx, self) => `SortKey(${JSON.stringify(self.struct.text)})`,
  },
});

/** A language's rules for the order of texts. */
export const Collator = HPyType("intl.Collator", {
  doc:
    "Collator(locale=None, /, **options)\n--\n\n" +
    "The order of texts in a language. Use it as a key: sorted(names, key=Collator('sv')).\n\n" +
    "The options are those of JavaScript's Intl.Collator, for instance numeric=True, sensitivity='base' or " +
    "case_first='upper'.",
  struct: () => ({ collator: new Intl.Collator() }),
  slots: {
    tp_init: (ctx, self, args, kw) => {
      const given = intlArguments(ctx, "Collator", options, args, kw);
      self.struct.collator = attempt(ctx, () => new Intl.Collator(given.locale, given.options));
    },
    tp_call: (ctx, self, args, kwnames) => {
      const [text] = ctx.Arg_ParseKeywords(args, kwnames, "O:Collator", [""]);
      const key = ctx.New(ctx.type(SortKey), SortKey);
      key.struct = { text: ctx.Unicode_AsUTF8AndSize(text), collator: self.struct.collator };
      return key;
    },
    tp_repr: (_ctx, self) => `Collator('${self.struct.collator.resolvedOptions().locale}')`,
  },
  methods: {
    compare: {
      doc: "compare($self, left, right, /)\n--\n\n-1, 0 or 1: whether left comes before right, with it, or after it.",
      VARARGS: (ctx, self, args) => {
        const [left, right] = ctx.Arg_Parse(args, "OO:compare");
        const order = self.struct.collator.compare(
          ctx.Unicode_AsUTF8AndSize(left),
          ctx.Unicode_AsUTF8AndSize(right),
        );
        return Math.sign(order);
      },
    },
  },
  getsets: {
    locale: {
      doc: "The language tag that was found for the one that was asked for.",
      get: (_ctx, self) => self.struct.collator.resolvedOptions().locale,
    },
  },
});
