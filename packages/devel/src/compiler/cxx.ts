/** What C++ asks for beyond C. */

import type { ModuleKind } from "./options.ts";

/** The arguments that a C++ source is compiled with, before those that C has too. */
export function cxxArguments(_kind: ModuleKind): readonly string[] {
  return ["-fno-exceptions"];
}
