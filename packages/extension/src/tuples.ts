/** Tuples of raw handles, for what the context builds on its own account. */

import { type Handle, HPy_NULL, NULL } from "@hpyjs/core";
import type { Kernel } from "./kernel.ts";
import { writeWord } from "./words.ts";

/** Tuples for one kernel. */
export interface Tuples {
  /** A new tuple of `items`, which stay the caller's. Null with an exception set on failure. */
  rawTuple(items: readonly Handle[]): Handle;
  /** A new tuple of `str` objects. Null with an exception set on failure. */
  textTuple(items: readonly string[]): Handle;
}

/** Tuples that `kernel`'s context makes. */
export function createTuples({ allocate, api, memory, newText, release }: Kernel): Tuples {
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
    const made: Handle[] = [];
    let tuple = HPy_NULL;
    for (const item of items) {
      const h = newText(item);
      if (h === HPy_NULL) break;
      made.push(h);
    }
    if (made.length === items.length) tuple = rawTuple(made);
    for (const h of made) api.Close(h);
    return tuple;
  }

  return { rawTuple, textTuple };
}
