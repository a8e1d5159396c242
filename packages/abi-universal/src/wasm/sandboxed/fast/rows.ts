/** The functions of the context by name, and the way from their WebAssembly to their JavaScript. */

import { type ApiFunctionName, functionIndex, type Link, spec } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Code } from "./code.ts";

/** The row of a function of the context. */
export function rowOf(member: string): spec.FunctionRow {
  const index = functionIndex[member as ApiFunctionName];
  return spec.functions.find((row) => row.index === index) as spec.FunctionRow;
}

/** The function in JavaScript with the same arguments. */
export function inScript(link: Link, member: ApiFunctionName): Code {
  const count = Object.keys(rowOf(member).params).length + 1;
  const args = Array.from({ length: count }, (_, index) => op.localGet(index)).flat();
  return [...args, ...op.call(link(`slow:${member}`))];
}
