/** What a loader does on its own behalf. */

import type { Api, Layer } from "@hpyjs/core";

/** The functions of a layer for calls that are not the extension's, and that no mode counts. */
export function ownCalls({ api, unobserved }: Layer): Api {
  return unobserved ?? api;
}
