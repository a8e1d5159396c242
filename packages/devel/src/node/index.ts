/** What compiling in Node offers beyond `@hpyjs/devel`: the system's clang, and a cache on disk. */

export { DirectoryStore } from "./directory-store.ts";
export { cacheFolder } from "./folders.ts";
export { findPythonHeaders, pythonHeadersVersion } from "./python-headers.ts";
export { type SystemClangOptions, systemClang } from "./system-clang.ts";
