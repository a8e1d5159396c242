/** The extension that growth is measured with, in each flavour. */

import type { HPyRuntime } from "hpyjs";
import type { ModeName } from "../flavours.ts";
import type { PyProxy } from "../interpreter.ts";
import { scaleExtension } from "../javascript/scale-extension.ts";
import type { Compiled } from "../sources.ts";

/** What the flavours need. */
export interface ScaleParts {
  /** The compiled extension. */
  readonly compiled: Compiled;
  /** The C library of sandboxed extensions. */
  readonly library: WebAssembly.Module;
}

/** Loads one more module of the extension. */
export type LoadOne = (hpy: HPyRuntime<PyProxy>, parts: ScaleParts, modes?: readonly ModeName[]) => PyProxy;

/** Opens the file anew, whatever was opened before: each module has an instance of its own. */
function loadWasm(sandboxed: boolean): LoadOne {
  return (hpy, { compiled, library }, modes = []) => {
    const options = sandboxed
      ? ({ flavour: "sandboxed", library } as const)
      : ({ flavour: "linked" } as const);
    return hpy.load(hpy.open(compiled, options).module(), { register: false, modes });
  };
}

/** The flavours by name. */
export const scaleFlavours: Readonly<Record<string, LoadOne>> = {
  "universal-linked": loadWasm(false),
  "universal-sandboxed": loadWasm(true),
  typescript: (hpy, _parts, modes = []) => hpy.load(scaleExtension(), { register: false, modes }),
};
