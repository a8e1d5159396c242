/** Loading the compiler. */

import { loadAssets } from "../assets/assets.ts";
import type { CacheStore } from "../cache/store.ts";
import type { Clang } from "../clang/clang.ts";
import { type LoadProgress, loadYowasp } from "../clang/yowasp.ts";
import { Compiler } from "./compiler.ts";
import type { CompileOptions, CompileResult } from "./options.ts";

/** How the compiler is loaded. */
export interface LoadOptions {
  /** The clang to use. Default: the one from the npm registry, which is loaded. */
  readonly clang?: Clang;
  /** Is told how far that has been loaded. */
  readonly progress?: LoadProgress;
  /** Where results are kept. Default: nowhere. */
  readonly cache?: CacheStore;
}

/** Loads the compiler. @throws CompilerMissingError when something of it is not there. */
export async function loadCompiler({ clang, progress, cache }: LoadOptions = {}): Promise<Compiler> {
  const [assets, loaded] = await Promise.all([loadAssets(), clang ?? loadYowasp(progress)]);
  return new Compiler({ clang: loaded, assets, ...(cache && { cache }) });
}

/**
 * Compiles one extension. Who compiles several loads the compiler once, with `loadCompiler()`.
 * @throws CompileOptionsError for options that make no sense; CompilerMissingError.
 */
export async function compile(options: CompileOptions & LoadOptions): Promise<CompileResult> {
  const compiler = await loadCompiler(options);
  return compiler.compile(options);
}
