/** Python callables around JavaScript functions: the type of what `ctx.callable` makes. */

import type { CallableImpl } from "./context.ts";
import { HPyType } from "./type.ts";

interface CallableStruct {
  name: string;
  impl: CallableImpl;
}

/** The type; each binding makes its own when it first needs one. */
export const callableType: HPyType<CallableStruct> = HPyType("hpyjs.callable", {
  doc: "A function written in TypeScript.",
  flags: { basetype: false },
  struct: (): CallableStruct => ({
    name: "callable",
    impl: () => {
      throw new TypeError("This callable was not made by ctx.callable().");
    },
  }),
  getsets: {
    __name__: { get: (_ctx, self) => self.struct.name },
    __qualname__: { get: (_ctx, self) => self.struct.name },
  },
  slots: {
    tp_call: (ctx, self, args, kwnames) => self.struct.impl(ctx, args, kwnames),
    tp_repr: (_ctx, self) => `<TypeScript function ${self.struct.name}>`,
  },
});
