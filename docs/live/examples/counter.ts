import { HPyModule, HPyType } from "@hpyjs/extension";

const Counter = HPyType("counting.Counter", {
  doc: "Counts from a start in steps.",
  struct: () => ({ value: 0, step: 1 }),
  methods: {
    next: {
      doc: "The next number.",
      NOARGS: (_ctx, { struct }) => (struct.value += struct.step),
    },
  },
  slots: {
    tp_init: (ctx, { struct }, args) => {
      [struct.value = 0, struct.step = 1] = ctx.Arg_Parse(args, "|dd:Counter");
    },
    tp_repr: (_ctx, { struct }) => `<Counter at ${struct.value}>`,
  },
});

export const counting = HPyModule("counting", { types: [Counter] });
