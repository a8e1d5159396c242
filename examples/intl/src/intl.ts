/**
 * A Python module over JavaScript's `Intl`: text in people's languages, which Python in the browser does not know.
 *
 * Collator, NumberFormat and Segmenter are Python types: they can be subclassed, have docstrings, and go away with
 * their last reference.
 */

import { HPyModule } from "@hpyjs/extension";
import { Collator, SortKey } from "./collator.ts";
import { NumberFormat } from "./number-format.ts";
import { Segmenter, Segments } from "./segmenter.ts";

/** The module `intl`. */
export const intl = HPyModule("intl", {
  doc: "Text in people's languages: Collator, NumberFormat and Segmenter.",
  types: [SortKey, Collator, NumberFormat, Segments, Segmenter],
  globals: ["Segment"],
  exec: (ctx, module) => {
    const Segment = ctx.StructSequence_NewType({
      name: "intl.Segment",
      doc: "A part of a text: the part, where it begins, and whether it is a word (None unless asked for words).",
      fields: ["segment", "index", "is_word_like"],
    });
    ctx.Global_Store("Segment", Segment);
    ctx.SetAttr_s(module, "Segment", Segment);
  },
});
