/** Tuples of raw handles, for what the context builds on its own account. */

import { type Handle, NULL } from "@hpyjs/core";
import type { Kernel } from "./kernel.ts";
import { writeWord } from "./words.ts";

/** Tuples for one kernel. */
export interface Tuples {
  /** A new tuple of `items`, which stay the caller's. Null with an exception set on failure. */
  rawTuple(items: readonly Handle[]): Handle;
  /** A new tuple of `str` objects. Null with an exception set on failure, or what making one of them threw. */
  textTuple(items: readonly string[]): Handle;
}

/** Tuples that `kernel`'s context makes. */
export function createTuples({ allocate, api, memory, newText, open, release, unwrap }: Kernel): Tuples {
  function rawTuple(items: readonly Handle[]): Handle {
    if (items.length === 0) return api.Tuple_FromArray(NULL, 0);
    const array = allocate(items.length * memory.pointerSize);
    items.forEach((item, index) => {
      writeWord(memory, array + index * memory.pointerSize, item);
    });
    const tuple = api.Tuple_FromArray(array, items.length);
    release(array);
    return tuple;
  }

  function textTuple(items: readonly string[]): Handle {
    // The scope owns them: where JavaScript's stack is short, any of the next steps may throw.
    const made = items.map((item) => open(newText(item)));
    const tuple = rawTuple(made.map(unwrap));
    for (const h of made) h.close();
    return tuple;
  }

  return { rawTuple, textTuple };
}
