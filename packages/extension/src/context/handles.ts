/** The 84 constant handles: `ctx.h_None`, `ctx.h_TypeError`, `ctx.h_LongType` and so on. */

import { type HandleName, handleIndex } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** The constants of the context. They live as long as the context; closing one is a HandleError. */
export interface HandlesContext extends Readonly<Record<HandleName, HPy>> {}

/** The constants over one kernel. */
export function handlesContext({ api, constant }: Kernel): HandlesContext {
  const names = Object.keys(handleIndex) as HandleName[];
  return Object.fromEntries(names.map((name) => [name, constant(api[name])])) as HandlesContext;
}
