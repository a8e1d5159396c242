/** What the compiler is asked for, and what it answers. */

import type { PythonHeaders } from "../python/python-headers.ts";

/** A source or header file. */
export interface SourceFile {
  /** Its path, relative, as diagnostics show it: `src/main.c`. What it is in is told by its extension. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
}

/**
 * What kind of WebAssembly module is made.
 *
 * - `pic`: position-independent code, a side module. It can be linked into an interpreter, and be loaded in the sandbox.
 * - `reactor`: a module with a memory and a C library of its own, for the sandbox alone.
 */
export type ModuleKind = "pic" | "reactor";

/** The ABIs that extensions are compiled for. */
export const abis = ["universal", "hybrid", "cpython"] as const;

/** An ABI that extensions are compiled for. */
export type Abi = (typeof abis)[number];

/** What is to be compiled, and how. */
export interface CompileOptions {
  /** The extension's name: the file is called `name.hpy0.wasm`. */
  readonly name: string;
  /** The sources, at least one: `.c`, or C++ as `.cc`, `.cpp`, `.cxx`, `.c++`. */
  readonly sources: readonly SourceFile[];
  /**
   * The ABI to compile for: `universal` when left out; `hybrid`, with CPython's own C API beside HPy's, for one version of
   * Python; `cpython`, an ordinary extension module of one version that needs no HPy to run.
   */
  readonly abi?: Abi;
  /** CPython's headers: for the ABIs `hybrid` and `cpython`, and only for these. */
  readonly python?: PythonHeaders;
  /** Makes a module with a memory of its own, for the sandbox alone. Default: a side module, for both flavours. */
  readonly reactor?: boolean;
  /** Other files that sources include, by `#include "…"` relative to them or from `includeDirs`. */
  readonly headers?: readonly SourceFile[];
  /** Folders of `headers` that are searched for included files. */
  readonly includeDirs?: readonly string[];
  /** Further arguments for clang, after ours; those that begin with `-Wl,` or `-l` are for linking. */
  readonly flags?: readonly string[];
  /** How much to optimise, as in `-O2`: the default is `2`. */
  readonly optimise?: "0" | "1" | "2" | "3" | "s" | "z";
  /** Debug information (`-g`). */
  readonly debug?: boolean;
  /** Colours in diagnostics. Off by default. */
  readonly colours?: boolean;
  /** The name of the file that is made. Default: the name with the ABI's tag, `name.hpy0.wasm`. */
  readonly output?: string;
}

/** What came of compiling. */
export interface CompileResult {
  /** Whether there is a module. */
  readonly ok: boolean;
  /** The module; empty when there is none. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The name of its file. */
  readonly file: string;
  /** Exactly what clang printed: errors, or warnings. */
  readonly stderr: string;
  /** Whether it came from the cache. */
  readonly cached: boolean;
}
