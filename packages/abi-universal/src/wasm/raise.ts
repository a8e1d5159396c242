/** Raising Python exceptions through a layer, with a message from JavaScript. */

import type { HandleName, Layer } from "@hpyjs/core";
import { ownCalls } from "./own-calls.ts";

/** Raises the exception behind a constant handle, for instance `h_SystemError`. */
export function raiseText(layer: Layer, exception: HandleName, message: string): void {
  const { memory } = layer;
  const api = ownCalls(layer);
  const bytes = new TextEncoder().encode(`${message.replaceAll("\0", "\\0")}\0`);
  const text = memory.alloc(bytes.length);
  memory.u8().set(bytes, text);
  api.Err_SetString(api[exception], text);
  memory.free(text);
}
