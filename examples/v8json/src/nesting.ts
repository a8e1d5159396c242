/** How deeply a document may be nested. */

/**
 * The deepest nesting that is read or written. CPython in WebAssembly does not survive much more than five times as
 * much: not when its own json reads it, and not when such a list dies.
 */
export const maxDepth = 1000;

/** How deeply JSON text is nested, whether it is valid or not. */
export function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|[[\]{}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}
