/**
 * The context as WebAssembly.
 *
 * A linked extension calls functions of the context through pointers in a C struct. For a plain layer those can be
 * WebAssembly functions that call the interpreter's own exports, with no JavaScript in between. The bridge describes
 * each as a {@link DirectFunction}: code that does not know yet in which module it will be. It is assembled twice: once
 * for the interpreter, in a module whose functions the context struct points to; and again into an extension that is
 * linked at load time, where an engine can inline it (`DirectAssembly` of `@hpyjs/wasm`).
 */

import type { Api } from "../generated/api.ts";
import type { ApiFunctionName } from "../generated/names.ts";
import type { Pointer } from "../handle.ts";
import type { WasmFunction } from "./function-types.ts";

/** Gives the index of a function in the module that code is assembled for, by its name in {@link DirectContext}. */
export type Link = (name: string) => number;

/** A function whose code can be put into any module that has the interpreter's memory as memory 0. */
export interface DirectFunction {
  /** The type, the context's parameter included: `i:iii`. */
  readonly signature: string;
  /** The types of the locals behind the parameters, in letters. */
  readonly locals: string;
  /** The instructions, without `end`. */
  readonly code: (link: Link) => readonly number[];
}

/** A function that code links to. */
export interface DirectImport {
  /** Its type. */
  readonly signature: string;
  /** The function itself: the interpreter's, or JavaScript's. */
  readonly target: WasmFunction;
}

/** What entries, the ways from Python into C functions, must know of the interpreter. */
export interface EntryFacts {
  /** The address of the count of calls in progress. */
  readonly depth: number;
  /** Where a tuple has what. */
  readonly tuple: {
    /** Bytes from its start to its items. */
    readonly items: number;
    /** Bytes from its start to their number. */
    readonly size: number;
  };
}

/** The functions of a plain context that need no JavaScript. */
export interface DirectContext {
  /** The contexts whose functions they are. A layer whose `api` is another one has something in between. */
  readonly apis: readonly Api[];
  /** The functions. */
  readonly functions: ReadonlyMap<ApiFunctionName, DirectFunction>;
  /** Their function pointers. */
  readonly pointers: ReadonlyMap<ApiFunctionName, Pointer>;
  /** What their code links to: other code, */
  readonly helpers: ReadonlyMap<string, DirectFunction>;
  /** or functions to import. */
  readonly imports: ReadonlyMap<string, DirectImport>;
  /** What entries of linked extensions need; `null` where they cannot be made. */
  readonly entries: EntryFacts | null;
}
