/** Struct access: the address of an instance's struct, for those who lay out memory themselves. */

import { type BuiltinShape, builtinShapes, type Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/**
 * `_HPy_AsStruct_*`, one function for each built-in shape. The instance's type must have that shape, which nobody
 * checks; `self.struct` and `self.members` need none of it. The address is good as long as the handle is open.
 */
export type StructContext = { readonly [S in BuiltinShape as `AsStruct_${S}`]: (h: HPy) => Pointer };

/** The family over one kernel. */
export function structContext({ api, unwrap }: Kernel): StructContext {
  const shapes = Object.keys(builtinShapes) as BuiltinShape[];
  const entries = shapes.map((shape) => {
    const asStruct = api[`AsStruct_${shape}`];
    return [`AsStruct_${shape}`, (h: HPy) => asStruct(unwrap(h))] as const;
  });
  return Object.fromEntries(entries) as StructContext;
}
