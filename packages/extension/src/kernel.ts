/**
 * The kernel: what every family of the comfortable context is made of.
 *
 * One kernel belongs to one binding of a module to a layer. It turns handles into numbers and numbers into handles,
 * failures into exceptions, strings into C strings. A family function is then one line:
 *
 * ```ts
 * export function listContext({ api, unwrap, open, check }: Kernel): ListContext {
 *   const { List_New, List_Append } = api;
 *   return {
 *     List_New: (length) => open(List_New(length)),
 *     List_Append: (list, item) => { check(List_Append(unwrap(list), unwrap(item))); },
 *   };
 * }
 * ```
 *
 * All functions are free of `this`, so that families can take them out.
 */

import type { Api, CallBoundary, ExtraApi, Handle, Layer, Memory, Pointer, Signatures } from "@hpyjs/core";
import type { HPy } from "./handle.ts";
import type { PythonError } from "./python-error.ts";
import type { Returned } from "./returned.ts";
import type { ValueTable } from "./value-table.ts";

/** What a callable object does when it is called; see `ctx.SetCallFunction`. */
export type CallImpl = (callable: HPy, args: readonly HPy[], kwnames: HPy | null) => Returned;

/** What the families of the context are made of. */
export interface Kernel {
  /** The layer that the module is bound to. */
  readonly layer: Layer;
  /** The raw context. */
  readonly api: Api;
  /** What lies beyond the context. */
  readonly extra: ExtraApi;
  /** What pointers point into. */
  readonly memory: Memory;
  /** The way into the interpreter from outside. */
  readonly boundary: CallBoundary;
  /**
   * 64 bytes for out-parameters, aligned to 16. The content does not survive a call that can run Python code:
   * read it right after the function that wrote it.
   */
  readonly scratch: Pointer;
  /** JavaScript values that C memory refers to by number: capsules' values, instances' structs. */
  readonly values: ValueTable;

  /** The number inside `h`. @throws HandleError when `h` is spent, null, or another context's; Error outside a call. */
  unwrap(h: HPy): Handle;
  /** The number inside `h`, or `HPy_NULL` for `null`. @throws HandleError as {@link Kernel.unwrap}. */
  unwrapOrNull(h: HPy | null): Handle;
  /** Puts a new, owned raw handle into the current scope. @throws PythonError when it is null. */
  open(raw: Handle): HPy;
  /** Like {@link Kernel.open}, but null without an exception set gives `null` (`HPyIter_Next`). */
  openOrNull(raw: Handle): HPy | null;
  /** A handle that is never closed, for a constant of the context. */
  constant(raw: Handle): HPy;
  /**
   * Makes the current scope run `end` when it ends: for a builder or a tracker that nobody has finished by then.
   * `end` must not throw. Returns a function that takes it back.
   */
  atScopeEnd(end: () => void): () => void;
  /** Gives `status` back. @throws PythonError when it is -1. */
  check(status: number): number;
  /** For results whose failure value can also be a result. @throws PythonError when an exception is set. */
  checkError(): void;
  /** Throws the exception that is set. @throws PythonError always. */
  fail(): never;
  /** A Python exception to be thrown: `throw kernel.error(api.h_ValueError, "…")`; `type` is a raw handle. */
  error(type: Handle, message: string): PythonError;

  /**
   * `s` as a C string (UTF-8, NUL at the end). Give it back with {@link Kernel.release} once the function that
   * took it has returned; recurring short strings are cached, and releasing those does nothing.
   * @throws PythonError ValueError "embedded null character"; UnicodeEncodeError for a lone surrogate.
   */
  text(s: string): Pointer;
  /** Like {@link Kernel.text}; `null` and `undefined` give `NULL`. */
  textOrNull(s: string | null | undefined): Pointer;
  /** The handles of `list` as a C array; `NULL` when it is empty. Give it back with {@link Kernel.release}. */
  handleArray(list: readonly HPy[]): Pointer;
  /** `size` bytes for the duration of one function call, aligned to 16. Give them back with {@link Kernel.release}. */
  allocate(size: number): Pointer;
  /**
   * Gives back what {@link Kernel.text}, {@link Kernel.handleArray} or {@link Kernel.allocate} gave; several in
   * reverse order. To be called before anything can throw; what is not released is given back when the outermost
   * call ends.
   */
  release(pointer: Pointer): void;

  /** A new `str` object; lone surrogates and NULs survive. Null with an exception set when out of memory. */
  newText(s: string): Handle;
  /** The text of a `str` object; lone surrogates and NULs survive. @throws PythonError when it is not a `str`. */
  readText(h: Handle): string;
  /** The text of a C string in UTF-8. */
  readCString(pointer: Pointer): string;
  /** The Python object for what an implementation returned: a new raw handle. @throws PythonError on failure. */
  give(value: Returned): Handle;

  /** The address of the field `name` of the instance `self`. @throws TypeError when its type has no such field. */
  fieldAddress(self: HPy, name: string): Pointer;
  /** The address of the module's global `name`. @throws TypeError when the module does not list it. */
  globalAddress(name: string): Pointer;
  /**
   * A raw implementation of the KEYWORDS calling convention around `impl` (for `SetCallFunction`). `args` holds the
   * positional arguments, then the values of the keyword arguments that the tuple `kwnames` names.
   */
  keywordsImplementation(impl: CallImpl): Signatures["KEYWORDS"];
}
