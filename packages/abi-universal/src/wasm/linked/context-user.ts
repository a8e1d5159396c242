/** What a linked context knows of the instances that use it. */

import type { EntryRequest, Pointer, WasmFunction } from "@hpyjs/core";
import type { CxxExceptions } from "../cxx.ts";
import type { Lifetime } from "../lifetime.ts";

/** An instance, as its context sees it. */
export interface ContextUser {
  /** What of it is alive in the interpreter. */
  readonly lifetime: Lifetime;
  /** Its C++ exceptions. */
  readonly cxx: CxxExceptions;
  /** Whether a C function pointer leads into it. */
  hasFunction(pointer: Pointer): boolean;
  /** Its own entry for one of its functions, or `null`. */
  entry(pointer: Pointer, request: EntryRequest): WasmFunction | null;
  /** Remembers that a global was stored to. Others' globals are ignored. */
  noteGlobal(global: Pointer): void;
}
