import { type HPy, HPyModule } from "@hpyjs/extension";

const kept: HPy[] = [];

export const hoarder = HPyModule("hoarder", {
  methods: {
    // ctx.keep() makes a handle that outlives the call. Nobody closes it: run this in debug mode.
    hoard: {
      O: (ctx, _self, thing) => {
        kept.push(ctx.keep(thing));
      },
    },
    count: { NOARGS: () => kept.length },
  },
});
