/** The C library that extensions may use: the interpreter's when they are linked, a module of its own in the sandbox. */

import { librarySymbols } from "./libc-symbols.ts";

/** Whether an extension may import this symbol of the C library. */
export function isLibrarySymbol(name: string): boolean {
  return librarySymbols.has(name);
}

/**
 * The variable that an extension imports for `errno` when it was compiled with wasi-libc's own headers. Every C library
 * that extensions meet has it behind `__errno_location()`, at an address that does not change.
 */
export const errnoVariable = "errno";

/** The C functions that end a program, and how many parameters each has. An extension is none, and ends by a trap. */
const endings: ReadonlyMap<string, number> = new Map([
  ["abort", 0],
  ["exit", 1],
  ["_Exit", 1],
  ["quick_exit", 1],
  ["__assert_fail", 4],
]);

/**
 * What stands for a C function that ends the program: it traps, and says why.
 * @param text reads a C string of the extension's, for the message of a failed assertion.
 * @param trap throws the error; left out, that is all.
 * @returns `undefined` for every other function.
 */
export function endingFunction(
  name: string,
  text: (pointer: number) => string | null,
  trap?: (error: WebAssembly.RuntimeError) => never,
): ((...args: number[]) => never) | undefined {
  if (!endings.has(name)) return undefined;
  return (...args) => {
    const [first = 0, file = 0, line = 0] = args;
    const message =
      name === "__assert_fail"
        ? `assertion failed: ${text(first)} (${text(file)}:${line})`
        : `the extension called ${name}(${endings.get(name) === 1 ? first : ""})`;
    const error = new WebAssembly.RuntimeError(message);
    trap?.(error);
    throw error;
  };
}
