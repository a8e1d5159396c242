/** Compiling HPy extensions in C and C++ to WebAssembly, in Node and in browsers. */

export { type Assets, libcModule, loadAssets } from "./assets/assets.ts";
export { type CacheStore, MemoryStore } from "./cache/store.ts";
export type { Clang, ClangDriver, ClangRun, ClangTarget, FileMap } from "./clang/clang.ts";
export { type LoadProgress, loadYowasp } from "./clang/yowasp.ts";
export { Compiler, type CompilerParts } from "./compiler/compiler.ts";
export { compile, type LoadOptions, loadCompiler } from "./compiler/load.ts";
export {
  type Abi,
  abis,
  type CompileOptions,
  type CompileResult,
  type ModuleKind,
  type SourceFile,
} from "./compiler/options.ts";
export { CompileOptionsError, CompilerMissingError, PythonHeadersError } from "./errors.ts";
export { type PythonHeaders, type PythonVersion, versionText } from "./python/python-headers.ts";
