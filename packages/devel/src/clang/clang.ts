/** The port to a compiler: clang and wasm-ld, wherever they run. */

/** Files by path: relative, with `/` between the parts. */
export type FileMap = Readonly<Record<string, string | Uint8Array>>;

/** What one run of a tool gave. */
export interface ClangRun {
  /** Whether the tool succeeded. */
  readonly ok: boolean;
  /** Exactly what it printed. */
  readonly stderr: string;
  /** The file that it was to write; `null` when it did not. */
  readonly output: Uint8Array | null;
}

/** A tool that is run: a compiler driver, or the archiver. */
export type ClangTool = "clang" | "clang++" | "ar";

/** A loaded clang. Its runs are synchronous, and independent of each other. */
export interface Clang {
  /** What tells it from other versions; part of what a cached result is found by. */
  readonly version: string;
  /** What has to be added to command lines that are written for the newest clang. */
  readonly quirks: ClangQuirks;
  /**
   * Runs a tool in a folder that holds `files`; `output` is the path of the file that it writes there.
   * A tool that fails is a result, not an error.
   */
  run(tool: ClangTool, args: readonly string[], files: FileMap, output: string): ClangRun;
}

/** Where a clang wants other arguments than the newest one. */
export interface ClangQuirks {
  /** What position-independent code is compiled for. */
  readonly picTarget: readonly string[];
  /** What other code is compiled for. */
  readonly target: readonly string[];
}
