/** What C++ asks for beyond C. */

import type { Clang } from "../clang/clang.ts";

/** The first version that knows two encodings of exceptions, and has to be told which. */
const twoEncodings = 20;

/**
 * The arguments that a C++ source is compiled with, before those that C has too. Exceptions are WebAssembly's own, in the
 * encoding that every supported Node.js and browser runs; the runtime behind them is linked into each module.
 */
export function cxxArguments({ version }: Pick<Clang, "version">): readonly string[] {
  const major = Number(/clang version (\d+)/.exec(version)?.[1] ?? twoEncodings);
  return [
    "-fwasm-exceptions",
    ...(major >= twoEncodings ? ["-mllvm", "-wasm-use-legacy-eh=true"] : []),
    // Nothing of the standard library is for other modules.
    "-D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS",
  ];
}

/** What links a module with a C++ source in it. */
export const cxxLinkArguments: readonly string[] = [
  // The library that the compiler ships was built without exceptions, and cannot be moved in memory.
  "-nostdlib++",
  "-Wl,--export-if-defined=__cpp_exception",
];
