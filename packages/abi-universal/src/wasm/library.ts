/** The C library that extensions may use: the interpreter's when they are linked, a module of its own in the sandbox. */

import { librarySymbols } from "./libc-symbols.ts";

/** Whether an extension may import this symbol of the C library. */
export function isLibrarySymbol(name: string): boolean {
  return librarySymbols.has(name);
}
