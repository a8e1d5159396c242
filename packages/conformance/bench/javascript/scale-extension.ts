/** What growth is measured with, in TypeScript; `c/scale.c` is the same in C. */

import type { ExtensionModule } from "@hpyjs/core";
import { type HPy, HPyModule, HPyType } from "@hpyjs/extension";

/** A fresh copy of the extension, with functions of its own. */
export function scaleExtension(): ExtensionModule {
  const Node = HPyType("scale.Node", {
    fields: ["next"],
    getsets: {
      next: {
        get: (_ctx, self) => self.load("next"),
        set: (_ctx, self, value) => self.store("next", value),
      },
    },
    slots: { tp_new: (ctx, type): HPy => ctx.New(type, Node) },
  });
  return HPyModule("scale", {
    types: [Node],
    methods: {
      hold: {
        O: (ctx, _self, arg) => {
          const count = ctx.Long_AsSsize_t(arg);
          const handles: HPy[] = [];
          for (let i = 0; i < count; i++) handles.push(ctx.Dup(arg));
          for (const handle of handles) handle.close();
        },
      },
      ident: { O: (_ctx, _self, arg) => arg },
    },
  });
}
