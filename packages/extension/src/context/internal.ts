/** What upstream keeps for itself: a dump of an object. (The helper of C trampolines has no use here.) */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** For debugging. */
export interface InternalContext {
  /** Writes what the interpreter knows about an object to its stderr (`_HPy_Dump`). */
  Dump(h: HPy): void;
}

/** The family over one kernel. */
export function internalContext({ api, unwrap }: Kernel): InternalContext {
  return { Dump: (h) => api.Dump(unwrap(h)) };
}
