/** Strings between JavaScript and C: constants that live as long as the interpreter, and passing ones. */

import type { Handle, Memory, Pointer } from "@hpyjs/core";
import type { CApi } from "./capi.ts";

/** Strings for one interpreter. */
export class Strings {
  readonly #capi: CApi;
  readonly #memory: Memory;
  readonly #constants: Map<string, Pointer> = new Map();
  readonly #encoder: TextEncoder = new TextEncoder();
  readonly #decoder: TextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** Works on one interpreter's memory. */
  constructor(capi: CApi, memory: Memory) {
    this.#capi = capi;
    this.#memory = memory;
  }

  /** A C string that is never freed: for constants of the bridge, not for what users pass. */
  constant(text: string): Pointer {
    let pointer = this.#constants.get(text);
    if (pointer === undefined) {
      pointer = this.alloc(text);
      this.#constants.set(text, pointer);
    }
    return pointer;
  }

  /** A new NUL-terminated UTF-8 copy, which the caller frees. */
  alloc(text: string): Pointer {
    const bytes = this.#encoder.encode(text);
    const pointer = this.#memory.alloc(bytes.length + 1);
    this.#memory.u8().set(bytes, pointer >>> 0);
    return pointer;
  }

  /** A Python `str` with the code points of `text`, lone surrogates and NULs included. New reference, or null. */
  toPython(text: string): Handle {
    const points = Array.from(text, (character) => character.codePointAt(0) as number);
    const buffer = this.#memory.alloc(points.length * 4);
    this.#memory.u32().set(points, buffer >>> 2);
    const result = this.#capi.PyUnicode_FromWideChar(buffer, points.length);
    this.#memory.free(buffer);
    return result;
  }

  /** The C string at `pointer`, decoded as UTF-8; `null` for `NULL`. */
  fromC(pointer: Pointer): string | null {
    if (pointer === 0) return null;
    const bytes = this.#memory.u8();
    const start = pointer >>> 0;
    return this.#decoder.decode(bytes.slice(start, bytes.indexOf(0, start)));
  }

  /** The text of a Python `str`, for messages: what UTF-8 cannot express is left out. */
  fromPython(text: Handle): string {
    const scratch = this.#memory.alloc(4);
    const utf8 = this.#capi.PyUnicode_AsUTF8AndSize(text, scratch);
    const size = this.#memory.u32()[scratch >>> 2] ?? 0;
    this.#memory.free(scratch);
    if (utf8 === 0) {
      this.#capi.PyErr_Clear();
      return "?";
    }
    const start = utf8 >>> 0;
    return this.#decoder.decode(this.#memory.u8().slice(start, start + size));
  }
}
