/**
 * C++ exceptions that leave an extension: what its own runtime tells of them.
 *
 * Each module carries a runtime of its own (`cxx/` of `@hpyjs/devel`), with a tag of its own, so that an exception is
 * known to be this module's. The functions it exports are asked what the exception is; a module without them, or whose
 * answers make no sense, gets a message that says no more than what happened.
 */

import type { HandleName, Layer } from "@hpyjs/core";
import { raiseText } from "./raise.ts";

/** The Python exceptions, by what `__hpy_cxx_kind` says: as Python's other binding generators map them. */
const exceptions: readonly HandleName[] = [
  "h_RuntimeError",
  "h_RuntimeError",
  "h_MemoryError",
  "h_IndexError",
  "h_ValueError",
  "h_OverflowError",
];

/** The kind of what is no `std::exception`. */
const stranger = 0;

/** Longer messages are cut. */
const longest = 4096;

/** Turns the C++ exceptions of one instance into Python exceptions. */
export class CxxExceptions {
  readonly #exports: WebAssembly.Exports;
  readonly #buffer: () => ArrayBufferLike;

  /** For an instance with these exports, whose memory's present buffer `buffer` gives. */
  constructor(exports: WebAssembly.Exports, buffer: () => ArrayBufferLike) {
    this.#exports = exports;
    this.#buffer = buffer;
  }

  /** Whether the instance can throw any. */
  get arePossible(): boolean {
    return this.#exports.__cpp_exception !== undefined;
  }

  /** Raises what was thrown in `layer`, if it is a C++ exception of this instance. Returns whether it was. */
  raise(thrown: unknown, layer: Layer): boolean {
    const exception = this.#own(thrown);
    if (exception === null) return false;
    this.raiseAt(exception, layer);
    return true;
  }

  /** Raises in `layer` what this instance threw, by the exception's address. */
  raiseAt(exception: number, layer: Layer): void {
    const kind = this.#ask("__hpy_cxx_kind", exception);
    const text = this.#text(this.#ask("__hpy_cxx_what", exception));
    this.#ask("__hpy_cxx_end", exception);
    const message =
      text === null || kind === stranger
        ? `a C++ exception left the extension${text === null ? "" : `: it is of type '${text}'`}`
        : text;
    raiseText(layer, exceptions[kind] ?? "h_RuntimeError", message);
  }

  /** The address of an exception that this instance threw; `null` when it did not. */
  #own(thrown: unknown): number | null {
    const tag = this.#exports.__cpp_exception;
    if (!isException(thrown) || !(tag instanceof WebAssembly.Tag) || !thrown.is(tag)) return null;
    try {
      return Number(thrown.getArg(tag, 0)) | 0;
    } catch {
      // A tag without a number: no runtime of ours.
      return 0;
    }
  }

  /** Asks the module; 0 when it has no such function, or breaks down in it, whose exception is lost then. */
  #ask(name: string, exception: number): number {
    const found = this.#exports[name];
    if (typeof found !== "function") return 0;
    try {
      const answer: unknown = found(exception);
      return typeof answer === "number" ? answer : 0;
    } catch {
      return 0;
    }
  }

  #text(address: number): string | null {
    const bytes = new Uint8Array(this.#buffer());
    const start = address >>> 0;
    if (start === 0 || start >= bytes.length) return null;
    const text = bytes.subarray(start, start + longest);
    const end = text.indexOf(0);
    return new TextDecoder().decode(text.slice(0, end < 0 ? text.length : end));
  }
}

/** Raises an exception of WebAssembly that no instance says is its own. Returns whether it is one. */
export function raiseForeign(thrown: unknown, layer: Layer): boolean {
  if (!isException(thrown)) return false;
  raiseText(layer, "h_RuntimeError", "a C++ exception left the extension");
  return true;
}

function isException(thrown: unknown): thrown is WebAssembly.Exception {
  return typeof WebAssembly.Exception === "function" && thrown instanceof WebAssembly.Exception;
}
