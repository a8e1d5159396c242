/** What a mode shows of itself in Python. */

import type { ExtensionModule } from "@hpyjs/core";

/** Modules of the package `hpy` that `import` finds once `loadHPy()` was given them. */
export interface PythonModules {
  /** Extensions in TypeScript, under their own names, for instance `hpy.debug._debug`. They get the plain context. */
  readonly extensions: readonly ExtensionModule[];
  /** Python source by full module name. A module is a package when others of them are named after it. */
  readonly sources: Readonly<Record<string, string>>;
  /** Modules by the other name that they are found under: `hpy.debug._debug` by `hpy.universal._debug`. */
  readonly aliases?: Readonly<Record<string, string>>;
}
