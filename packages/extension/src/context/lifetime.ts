/** Handle lifetime: `HPy_Dup`, `HPy_Close`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Duplicating and closing handles. */
export interface LifetimeContext {
  /** A second, owned handle to the same object (`HPy_Dup`). `null` gives `null`. */
  Dup<T extends HPy | null>(h: T): T extends HPy ? HPy : null;
  /**
   * Closes `h`, as `h.close()` does (`HPy_Close`). `null` is allowed.
   * @throws HandleError when `h` is spent, borrowed or a constant.
   */
  Close(h: HPy | null): void;
}

/** The family over one kernel. */
export function lifetimeContext({ api, open, unwrapOrNull }: Kernel): LifetimeContext {
  function Dup(h: HPy | null): HPy | null {
    const raw = api.Dup(unwrapOrNull(h));
    return h === null ? null : open(raw);
  }
  return {
    Dup: Dup as LifetimeContext["Dup"],
    Close: (h) => {
      h?.close();
    },
  };
}
