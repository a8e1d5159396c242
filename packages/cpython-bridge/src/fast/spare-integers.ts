/**
 * Integers that an extension has made and closed again, kept for the next ones that it makes.
 *
 * An argument of a call is often an integer that lives no longer than the call; to allocate and to free it takes longer
 * (12 to 24 ns) than all else that JavaScript does for the call. One of a single digit whose last reference is closed
 * here is nobody's: it keeps the one reference, and gets another value when the next is made. There are a few places;
 * CPython has such lists of its own (for integers since 3.14), which JavaScript cannot reach.
 *
 * Tried: where none is left, to have WebAssembly make eight at once. An integer was 16 ns then, and a bare call of
 * `PyLong_FromLong` is 12, of which CPython takes 11: there is little to save. Nor in WebAssembly that asks for the memory
 * (`PyObject_Malloc`) and fills it itself: 1.2 ns less for an integer that takes 24 to make and to free, and nothing in 3.14.
 */

import { type Handle, HPy_NULL, type Memory } from "@hpyjs/core";
import type { Layout } from "../transport.ts";

/** How many integers are kept. */
const places = 32;

/** Integers with one digit are smaller, and their negatives greater. */
const beyond = 2 ** 30;

/** The tag of an integer with one digit is smaller; its lowest two bits are 0 for positive, and 2 for negative. */
const oneDigit = 16;

/** The integers that are kept, of one interpreter; none where integers do not look as expected. */
export class SpareIntegers {
  /** How many there are. */
  count = 0;
  readonly #memory: Memory;
  readonly #kept: Int32Array = new Int32Array(places);
  readonly #places: number;
  readonly #tag: number;
  readonly #digit: number;

  /** @param integer where integers have what, or `null`. */
  constructor(memory: Memory, integer: Layout["integer"]) {
    this.#memory = memory;
    this.#places = integer === null ? 0 : places;
    this.#tag = (integer?.tag ?? 0) >>> 2;
    this.#digit = (integer?.digit ?? 0) >>> 2;
  }

  /** Keeps an exact `int` that has one reference, which is given up. Returns whether it does. */
  keep(h: Handle): boolean {
    const hasOneDigit = (this.#memory.i32()[(h >>> 2) + this.#tag] as number) < oneDigit;
    if (!hasOneDigit || this.count === this.#places) return false;
    this.#kept[this.count++] = h;
    return true;
  }

  /** One of them, of which there is one, with another value, which is not 0; null where the value has more digits. */
  take(value: number): Handle {
    if (value >= beyond || value <= -beyond) return HPy_NULL;
    const h = this.#kept[--this.count] as Handle;
    const words = this.#memory.i32();
    const at = h >>> 2;
    words[at + this.#tag] = ((words[at + this.#tag] as number) & ~3) | (value < 0 ? 2 : 0);
    words[at + this.#digit] = value < 0 ? -value : value;
    return h;
  }
}
