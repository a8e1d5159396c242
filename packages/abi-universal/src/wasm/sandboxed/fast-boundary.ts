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
  /** A `bf_releasebuffer` that needs no JavaScript, as long as the buffer does not. */
  bufferReleaser<F extends (...args: never[]) => unknown>(releaser: F): F;
  /** Whether what a buffer has as its `internal` is a record (`fast/buffer-code.ts`) of this sandbox. */
  isBufferRecord(internal: number): boolean;
  /** Whether a builder is one that this module has made as WebAssembly. */
  hasBuilder(kind: "List" | "Tuple", builder: number): boolean;
  /** Forgets such a builder. */
  forgetBuilder(kind: "List" | "Tuple", builder: number): void;
}
