/** The end: a module of functions with signatures, which knows nothing of proxies and runs on every host. */

import { HPyModule } from "@hpyjs/extension";
import { contains, words } from "./0-jsproxy.ts";

export const universal = HPyModule("segments", {
  doc: "Words, and the order of languages.",
  methods: {
    words: {
      doc: "The words in a text.",
      parameters: ["text", "/"],
      O: (ctx, _self, text) => ctx.from(words(ctx.Unicode_AsUTF8AndSize(text))),
    },
    collate: {
      doc: "A list of texts in the order of a language.",
      parameters: ["texts", "locale", "/"],
      VARARGS: (ctx, _self, args) => {
        const [texts, locale] = ctx.Arg_Parse(args, "Os:collate");
        const strings = Array.from(ctx.iterate(texts), (text) => ctx.Unicode_AsUTF8AndSize(text));
        return ctx.from(strings.sort(new Intl.Collator(locale).compare));
      },
    },
    contains: {
      doc: "Whether a text has a word.",
      parameters: ["text", "word", "/"],
      VARARGS: (ctx, _self, args) => {
        const [text, word] = ctx.Arg_Parse(args, "ss:contains");
        return contains(text, word);
      },
    },
  },
});
