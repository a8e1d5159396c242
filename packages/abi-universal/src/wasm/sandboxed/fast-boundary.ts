/** What the functions in JavaScript need of a boundary that is WebAssembly for the most part (`fast/fast-sandbox.ts`). */

import type { Pointer, spec } from "@hpyjs/core";

/** A boundary that is WebAssembly for the most part. */
export interface FastBoundary {
  /** The implementation behind a function of the module; `null` where it needs JavaScript. */
  implementation(
    row: spec.SignatureRow,
    pointer: number,
    isPlain: boolean,
  ): ((...args: number[]) => unknown) | null;
  /** A buffer of the module's for a string of so many bytes with its NUL, which is used again if it is short. */
  allocText(size: number, what: string): Pointer;
  /** Whether a builder is one that this module has made as WebAssembly. */
  hasBuilder(kind: "List" | "Tuple", builder: number): boolean;
  /** Forgets such a builder. */
  forgetBuilder(kind: "List" | "Tuple", builder: number): void;
}
