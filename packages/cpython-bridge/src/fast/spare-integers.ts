/**
 * Integers that an extension has made and closed again, kept for the next ones that it makes.
 *
 * An argument of a call is often an integer that lives no longer than the call; to allocate and to free it takes longer
 * (12 to 24 ns) than all else that JavaScript does for the call. One of a single digit whose last reference is closed
 * here is nobody's: it keeps the one reference, and gets another value when the next is made. There are a few places;
 * CPython has such lists of its own (for integers since 3.14), which JavaScript cannot reach.
 */

import type { Handle, Memory } from "@hpyjs/core";
import type { Layout } from "../transport.ts";

/** How many integers are kept. */
const places = 32;

/** Integers with one digit are smaller, and their negatives greater. */
const beyond = 2 ** 30;

/** The tag of an integer with one digit is smaller; its lowest two bits are 0 for positive, and 2 for negative. */
const oneDigit = 16;

/** The integers that are kept. */
export interface SpareIntegers {
  /** Keeps an exact `int` that has one reference, which is given up. Returns whether it does. */
  keep(h: Handle): boolean;
  /** One of them with another value, which is not 0; null where there is none, or the value has more digits. */
  take(value: number): Handle;
}

/** Makes the places of one interpreter; they are never filled where integers do not look as expected. */
export function spareIntegers(memory: Memory, integer: Layout["integer"]): SpareIntegers {
  if (integer === null) return { keep: () => false, take: () => 0 as Handle };
  const kept = new Int32Array(places);
  let count = 0;
  const [tag, digit] = [integer.tag >>> 2, integer.digit >>> 2];
  return {
    keep: (h) => {
      if (count === places || (memory.i32()[(h >>> 2) + tag] as number) >= oneDigit) return false;
      kept[count++] = h;
      return true;
    },
    take: (value) => {
      if (count === 0 || value >= beyond || value <= -beyond) return 0 as Handle;
      const h = kept[--count] as number;
      const words = memory.i32();
      const at = h >>> 2;
      words[at + tag] = ((words[at + tag] as number) & ~3) | (value < 0 ? 2 : 0);
      words[at + digit] = value < 0 ? -value : value;
      return h as Handle;
    },
  };
}
