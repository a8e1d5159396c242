/**
 * Half-way: a module of the hybrid ABI. `words` and `contains` are HPy's; `collate` is still the old function, which gets a
 * PyProxy and gives an array, and for which this module goes from handles to proxies and back.
 */

import { HybridModule } from "@hpyjs/extension/hybrid";
import * as before from "./0-jsproxy.ts";

export const hybrid = HybridModule("segments", (legacy) => ({
  methods: {
    words: { O: (ctx, _self, text) => ctx.from(before.words(ctx.Unicode_AsUTF8AndSize(text))) },
    collate: {
      VARARGS: (ctx, _self, args) => {
        const [texts, locale] = ctx.Arg_Parse(args, "Os:collate");
        const proxy = legacy.asPyProxy(texts) as before.PyList & { destroy(): void };
        const sorted = legacy.fromPyProxy(before.collate(proxy, locale));
        proxy.destroy();
        return sorted;
      },
    },
    contains: {
      VARARGS: (ctx, _self, args) => {
        const [text, word] = ctx.Arg_Parse(args, "ss:contains");
        return before.contains(text, word);
      },
    },
  },
}));
