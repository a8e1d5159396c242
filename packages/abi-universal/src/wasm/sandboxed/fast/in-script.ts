/** The way from the WebAssembly of functions of the context to their JavaScript. */

import { type ApiFunctionName, functionRow, type Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Code } from "./code.ts";

/** The function in JavaScript with the same arguments. */
export function inScript(link: Link, member: ApiFunctionName): Code {
  const count = Object.keys(functionRow(member).params).length + 1;
  const args = Array.from({ length: count }, (_, index) => op.localGet(index)).flat();
  return [...args, ...op.call(link(`slow:${member}`))];
}
