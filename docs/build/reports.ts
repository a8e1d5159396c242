/** What other commands found out, as they wrote it to JSON files. */

import { readFileSync } from "node:fs";

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One target of a conformance run. */
export interface TargetResult extends Counts {
  readonly about: {
    readonly python: string;
    readonly language: string;
    readonly abi: string;
    readonly sandboxed: boolean;
    readonly modes: readonly string[];
    /** Whether it was counted which functions and slots the tests use. */
    readonly counted: boolean;
  };
  readonly functions: { readonly covered: number; readonly total: number };
  readonly slots: { readonly covered: number; readonly total: number };
  /** By suite. */
  readonly suites: Readonly<Record<string, Counts>>;
}

/** A combination that cannot exist. */
export interface Impossible {
  readonly language: string;
  readonly sandboxed: boolean;
  readonly abi: string;
  readonly modes: "only with a mode" | "all";
  readonly reason: string;
}

/** What `pnpm conformance --json FILE` writes. */
export interface Conformance {
  /** By the target's name. */
  readonly targets: Readonly<Record<string, TargetResult>>;
  /** The combinations that cannot exist, with the reasons. */
  readonly impossible: readonly Impossible[];
  /** The suites that exercised each function, by its name in the context. */
  readonly exercised: Readonly<Record<string, readonly string[]>>;
}

/** What `pnpm bench --json FILE` writes, as far as it is shown. A run of a part leaves out the rest. */
export interface Bench {
  /** Nanoseconds by operation and context: `release`, `debug` … */
  readonly functions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The geometric means of the ratios to `release`. */
  readonly geomean: Readonly<Record<string, number>>;
  /** By flavour: ratios to an extension on the C API, `raw`. */
  readonly flavours?: Readonly<Record<string, FlavourResult>>;
  /** By flavour. */
  readonly load?: Readonly<
    Record<string, { readonly firstMs: number; readonly coldMs: number; readonly warmMs: number }>
  >;
  /** Bytes that one more extension holds, by flavour. */
  readonly memory?: {
    readonly extensions: Readonly<
      Record<string, { readonly heap: number; readonly interpreter: number; readonly own: number }>
    >;
  };
  /** Nanoseconds of a call from JavaScript. */
  readonly jsToPython?: { readonly ns: number; readonly pyproxyNs: number };
}

/** One flavour of the bench. */
export interface FlavourResult {
  readonly geomean: number;
  readonly worst: number;
  readonly cells: Readonly<Record<string, { readonly ns: number; readonly ratio: number }>>;
}

/** Reads a report. @throws Error that says which command writes it. */
export function readReport<T>(file: string, command: string): T {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch (cause) {
    throw new Error(`Cannot read ${file}, which \`${command} --json FILE\` writes.`, { cause });
  }
}
