/** Taking text apart as people see it: `Intl.Segmenter`. */

import { type Context, type HPy, HPyType } from "@hpyjs/extension";
import { attempt, intlArguments } from "./options.ts";

/** What a Segments iterator goes through. */
interface Progress {
  readonly segments: Iterator<Intl.SegmentData>;
  /** Whether the iterator gives Segments, or only their text. */
  readonly whole: boolean;
  /** Where the next segment begins. JavaScript counts UTF-16 units, Python counts code points. */
  index: number;
}

/** An iterator over the segments of a text. */
export const Segments = HPyType("intl.Segments", {
  doc: "An iterator over the segments of a text.",
  struct: (): Progress => ({ segments: Iterator.from([]), whole: false, index: 0 }),
  slots: {
    tp_iter: (_ctx, self) => self,
    tp_iternext: (ctx, self) => {
      const { struct } = self;
      const { done, value } = struct.segments.next();
      if (done === true) return undefined;
      if (!struct.whole) return value.segment;
      const { index } = struct;
      for (const _point of value.segment) struct.index++;
      const parts = [ctx.from(value.segment), ctx.from(index), ctx.from(value.isWordLike)];
      const Segment = ctx.Global_Load("Segment");
      return Segment === null ? ctx.Tuple_FromArray(parts) : ctx.StructSequence_New(Segment, parts);
    },
  },
});

function segmentsOf(ctx: Context, segmenter: Intl.Segmenter, text: HPy, whole: boolean): HPy {
  const iterator = ctx.New(ctx.type(Segments), Segments);
  const segments = segmenter.segment(ctx.Unicode_AsUTF8AndSize(text))[Symbol.iterator]();
  iterator.struct = { segments, whole, index: 0 };
  return iterator;
}

/** A language's way to divide text. */
export const Segmenter = HPyType("intl.Segmenter", {
  doc:
    "Segmenter(locale=None, /, *, granularity='grapheme')\n--\n\n" +
    "Divides text into what people see as characters ('grapheme'), into words ('word') or into sentences " +
    "('sentence').",
  struct: () => ({ segmenter: new Intl.Segmenter() }),
  slots: {
    tp_init: (ctx, self, args, kw) => {
      const { locale, options } = intlArguments(ctx, "Segmenter", ["granularity"], args, kw);
      self.struct.segmenter = attempt(ctx, () => new Intl.Segmenter(locale, options));
    },
    tp_repr: (_ctx, self) => {
      const { locale, granularity } = self.struct.segmenter.resolvedOptions();
      return `Segmenter('${locale}', granularity='${granularity}')`;
    },
  },
  methods: {
    split: {
      doc: "split($self, text, /)\n--\n\nAn iterator over the parts of a text.",
      O: (ctx, self, text) => segmentsOf(ctx, self.struct.segmenter, text, false),
    },
    segments: {
      doc:
        "segments($self, text, /)\n--\n\n" +
        "An iterator over the parts of a text, each with what is known of it: (segment, index, is_word_like).",
      O: (ctx, self, text) => segmentsOf(ctx, self.struct.segmenter, text, true),
    },
  },
});
