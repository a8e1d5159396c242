/** Importing: `HPyImport_*`. */

import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";

/** Importing modules. */
export interface ImportContext {
  /** The module with the full name `name` (`HPyImport_ImportModule`). @throws PythonError ImportError. */
  Import_ImportModule(name: string): HPy;
}

/** The family over one kernel. */
export function importContext({ api, open, release, text }: Kernel): ImportContext {
  return {
    Import_ImportModule: (name) => {
      const utf8 = text(name);
      const module = api.Import_ImportModule(utf8);
      release(utf8);
      return open(module);
    },
  };
}
