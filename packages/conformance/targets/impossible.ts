/** The combinations that cannot exist, and why: the empty cells of the matrix. */

import type { Target } from "../src/index.ts";

/** A row of the matrix, or a part of one, that stays empty. */
export interface Impossible {
  /** The language of the extensions. */
  readonly language: Target["language"];
  /** Whether they are sandboxed. */
  readonly sandboxed: boolean;
  /** How they are bound. */
  readonly abi: Target["abi"];
  /** Whether it is only the modes that cannot exist. */
  readonly modes: "only with a mode" | "all";
  /** Why. */
  readonly reason: string;
}

const noContext =
  "an extension of the CPython ABI calls the interpreter itself: there is no context that a mode could be wrapped around";
const ownApi =
  "what calls CPython's own C API works on objects in the interpreter's memory, which a sandbox keeps it from";

/** All of them. */
export const impossible: readonly Impossible[] = [
  { language: "typescript", sandboxed: false, abi: "cpython", modes: "only with a mode", reason: noContext },
  { language: "c", sandboxed: false, abi: "cpython", modes: "only with a mode", reason: noContext },
  { language: "c", sandboxed: true, abi: "hybrid", modes: "all", reason: ownApi },
  { language: "c", sandboxed: true, abi: "cpython", modes: "all", reason: ownApi },
];
