/** Globals: `HPyGlobal_*`, Python references that belong to the module, one set for each load of it. */

import type { HPyGlobal } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import { readHandle } from "../words.ts";

/** Reaching the globals that a module lists under `globals`. */
export interface GlobalContext {
  /** The object that the global holds, or `null` (`HPyGlobal_Load`). @throws TypeError for a name that is not listed. */
  Global_Load(name: string): HPy | null;
  /** Makes the global hold an object, or nothing (`HPyGlobal_Store`). @throws TypeError for a name that is not listed. */
  Global_Store(name: string, h: HPy | null): void;
}

/** The family over one kernel. */
export function globalContext(kernel: Kernel): GlobalContext {
  const { api, globalAddress, memory, open, unwrapOrNull } = kernel;
  return {
    Global_Load: (name) => {
      const global = readHandle(memory, globalAddress(name)) as number as HPyGlobal;
      return global === 0 ? null : open(api.Global_Load(global));
    },
    Global_Store: (name, h) => api.Global_Store(globalAddress(name), unwrapOrNull(h)),
  };
}
