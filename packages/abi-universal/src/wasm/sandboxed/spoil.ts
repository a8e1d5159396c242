/**
 * Strings that hang on handles, where the layer below looks for mistakes: when its handle is closed, a string is made
 * unreadable, and freed only some time after that.
 */

import type { Pointer } from "@hpyjs/core";
import type { SandboxMemory } from "./memory.ts";

/** Debug mode's pattern: none of it can begin a character of UTF-8. */
const pattern = [0xba, 0xd0, 0xda, 0x7a] as const;

/** So many strings are kept. */
const kept = 1024;

/** Makes the function that takes a string back. */
export function spoiling(memory: SandboxMemory): (text: Pointer) => void {
  const spoiled: Pointer[] = [];
  return (text) => {
    const what = "a string of a closed handle";
    const length = memory.string(text, what).length - 1;
    memory.write(
      text,
      Uint8Array.from({ length }, (_, index) => pattern[index & 3] as number),
      what,
    );
    spoiled.push(text);
    if (spoiled.length > kept) memory.free(spoiled.shift() as Pointer);
  };
}
