/**
 * What the code of an extension tells without being run.
 *
 * A call of a context function is compiled to a load of the function's pointer, at the offset that its index gives, and
 * an indirect call right behind it. That is what is looked for; code that was not optimized may do it differently.
 */

import type { BinaryModule, Section } from "@hpyjs/abi-universal";
import { layout, spec } from "@hpyjs/core";

const opcodes = { i32Load: 0x28, callIndirect: 0x11, i32Const: 0x41, end: 0x0b } as const;

/** An unsigned LEB128 at an offset, and where it ends. */
function uleb(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[next++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) break;
  }
  return { value, next };
}

function codeOf({ sections }: BinaryModule): Section | undefined {
  return sections.find(({ id }) => id === 10);
}

/** The names of the context functions that the code calls, in the order of the context. */
export function usedContextFunctions(bytes: Uint8Array, binary: BinaryModule): string[] {
  const code = codeOf(binary);
  if (code === undefined) return [];
  const { entries } = layout.wasm32.HPyContext.offsets;
  const byOffset = new Map(spec.functions.map(({ index, name }) => [entries + 4 * index, name]));
  const used = new Set<string>();
  for (let at = code.start; at < code.end - 3; at++) {
    if (bytes[at] !== opcodes.i32Load || bytes[at + 1] !== 2) continue;
    const { value, next } = uleb(bytes, at + 2);
    const name = byOffset.get(value);
    if (name !== undefined && bytes[next] === opcodes.callIndirect) used.add(name);
  }
  return spec.functions.map(({ name }) => name).filter((name) => used.has(name));
}

/** The number that an exported function without parameters always returns; `null` when that is not all it does. */
export function constantResult(bytes: Uint8Array, binary: BinaryModule, exported: string): number | null {
  const code = codeOf(binary);
  const found = binary.exports.find(({ kind, name }) => kind === "function" && name === exported);
  if (code === undefined || found === undefined) return null;
  const imported = binary.imports.filter(({ kind }) => kind === "function").length;
  let at = uleb(bytes, code.start).next;
  for (let index = imported; index < found.index; index++) {
    const { value, next } = uleb(bytes, at);
    at = next + value;
  }
  at = uleb(bytes, at).next;
  // No locals, a constant below 64, the end.
  const [locals, constant, value, end] = bytes.subarray(at, at + 4);
  const isConstant = locals === 0 && constant === opcodes.i32Const && end === opcodes.end;
  return isConstant && value !== undefined && value < 64 ? value : null;
}
