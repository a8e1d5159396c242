/** The port to a compiler: clang and wasm-ld, wherever they run. */

/** Files by path: relative, with `/` between the parts. */
export type FileMap = Readonly<Record<string, string | Uint8Array>>;

/** What one run of clang gave. */
export interface ClangRun {
  /** Whether it succeeded. */
  readonly ok: boolean;
  /** Exactly what it printed. */
  readonly stderr: string;
  /** The file that it was to write; `null` when it did not. */
  readonly output: Uint8Array<ArrayBuffer> | null;
}

/** A driver that is run: for C, or for C++. Both also link. */
export type ClangDriver = "clang" | "clang++";

/** A loaded clang. Its runs are synchronous, and independent of each other. */
export interface Clang {
  /** What tells it from other versions; part of what a cached result is found by. */
  readonly version: string;
  /** How it is told what to compile for. */
  readonly target: ClangTarget;
  /**
   * Runs a driver in a folder that holds `files`; `output` is the path of the file that it writes there.
   * A run that fails is a result, not an error.
   */
  run(driver: ClangDriver, args: readonly string[], files: FileMap, output: string): ClangRun;
}

/** The arguments by which a clang compiles for WebAssembly, with wasi-libc's headers and libraries. */
export interface ClangTarget {
  /** For position-independent code. */
  readonly pic: readonly string[];
  /** For other code. */
  readonly plain: readonly string[];
  /** For linking side modules. */
  readonly linkSide: readonly string[];
  /** For linking a reactor with wasi-libc. */
  readonly linkReactor: readonly string[];
}
