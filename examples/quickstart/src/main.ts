import { HPyModule, HPyType } from "@hpyjs/extension";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";

/** A series of numbers: a Python type whose instances hold a JavaScript typed array. */
const Series = HPyType("stats.Series", {
  doc: "Series(values)\n--\n\nA series of floats.",
  struct: () => ({ data: new Float64Array() }),
  methods: {
    mean: {
      doc: "The arithmetic mean; empty is the value for no numbers.",
      parameters: ["*", "empty=0.0"],
      KEYWORDS: (ctx, self, args, kwnames) => {
        const [empty = 0] = ctx.Arg_ParseKeywords(args, kwnames, "|$d:mean", ["empty"]);
        const { data } = self.struct;
        const sum = data.reduce((total, value) => total + value, 0);
        return ctx.Float_FromDouble(data.length === 0 ? empty : sum / data.length);
      },
    },
  },
  slots: {
    tp_init: (ctx, self, args) => {
      const [values] = ctx.Arg_Parse(args, "O:Series");
      self.struct.data = Float64Array.from(ctx.iterate(values), (item) => ctx.Float_AsDouble(item));
    },
    tp_repr: (_ctx, self) => `Series([${self.struct.data.join(", ")}])`,
    sq_length: (_ctx, self) => self.struct.data.length,
    tp_iter: (ctx, self) => {
      const cursor = ctx.New(ctx.type(Cursor), Cursor);
      cursor.struct.data = self.struct.data;
      return cursor;
    },
    bf_getbuffer: (_ctx, self) => self.struct.data,
  },
});

/** Walks over a series: Python's iterator protocol. */
const Cursor = HPyType("stats.Cursor", {
  struct: () => ({ data: new Float64Array(), next: 0 }),
  slots: {
    tp_iter: (_ctx, self) => self,
    tp_iternext: (ctx, self) => {
      const value = self.struct.data[self.struct.next++];
      return value === undefined ? undefined : ctx.Float_FromDouble(value);
    },
  },
});

const stats = HPyModule("stats", { doc: "Statistics in TypeScript.", types: [Series, Cursor] });

const pyodide = await loadPyodide();
loadHPy(pyodide).load(stats);

pyodide.runPython(`
from stats import Series

class Loud(Series):                      # a subclass, in Python
    def __repr__(self):
        return super().__repr__().upper() + "!"

s = Loud([1, 2.5, 4])
view = memoryview(s)                     # the buffer protocol
print(s, len(s), list(s), s.mean(), Series([]).mean(empty=-1.0))
print(view.format, view.tolist(), Series.mean.__text_signature__)
`);
