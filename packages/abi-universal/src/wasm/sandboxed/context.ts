/** The `HPyContext` of a sandboxed module, in its own memory, with handles and functions of its own. */

import {
  type Api,
  type ApiFunctionName,
  abiVersion,
  contextSignature,
  FunctionBatch,
  layout,
  type Pointer,
  spec,
} from "@hpyjs/core";
import type { Grants } from "./grants.ts";
import { arrayFunctions } from "./special/arrays.ts";
import { authorityFunctions, nameCheck } from "./special/authority.ts";
import { containerFunctions } from "./special/containers.ts";
import { lifetimeFunctions } from "./special/lifetime.ts";
import { framed, type SpecialFunctions } from "./special/special.ts";
import { stringFunctions } from "./special/strings.ts";
import { type SandboxStores, structFunctions } from "./special/structs.ts";
import { type ContextFunction, isUniform, type SandboxState, uniformFunction } from "./uniform.ts";

/** Makes all functions of the context, by index. @throws Error when one is missing, which is a mistake of ours. */
export function contextFunctions(
  state: SandboxState,
  grants: Grants,
  stores: SandboxStores,
): readonly ContextFunction[] {
  const { boundary } = state;
  const rows = new Map(spec.functions.map((row) => [row.member, row]));
  const special: SpecialFunctions = {
    ...lifetimeFunctions(state),
    ...stringFunctions(state),
    ...arrayFunctions(state, nameCheck(state, grants)),
    ...containerFunctions(state),
    ...structFunctions(state, stores),
    ...authorityFunctions(state, grants, rows),
  };
  return spec.functions.map((row) => {
    const member = row.member as ApiFunctionName;
    const body = special[member];
    if (body !== undefined) return framed(boundary, member, body);
    if (member === "LeavePythonExecution") return () => boundary.leave();
    if (member === "ReenterPythonExecution") return () => boundary.reenter();
    if (!isUniform(row)) throw new Error(`the sandbox has no function for ${row.name}`);
    return uniformFunction(state, row);
  });
}

/** The types of the context's functions, compiled for all sandboxed modules of an interpreter. */
export function contextBatch(): FunctionBatch {
  return new FunctionBatch(spec.functions.map(contextSignature));
}

/**
 * Writes the context into the module's memory and table.
 * @returns its address.
 */
export function writeSandboxContext(
  { handles, layer, memory }: SandboxState,
  grants: Grants,
  table: WebAssembly.Table,
  functions: readonly ContextFunction[],
  batch: FunctionBatch,
): Pointer {
  const { offsets, size } = layout.wasm32.HPyContext;
  const what = "the context";
  const name = new TextEncoder().encode(`${layer.name}\0`);
  const context = memory.alloc(size, what);
  const namePointer = memory.alloc(name.length, what);
  memory.write(namePointer, name, what);
  memory.setWord(context + offsets.name, namePointer, what);
  memory.setWord(context + offsets.abi_version, abiVersion.major, what);
  const entry = (index: number): number => context + offsets.entries + index * 4;
  for (const { index, name: handle } of spec.handles) {
    const missing = handle === "h_Builtins" && !grants.has("builtins") ? "builtins" : null;
    const inner = layer.api[handle as keyof Api] as never;
    memory.setWord(entry(index), handles.open(inner, "constant", missing), what);
  }
  const wrapped = batch.wrap(functions);
  const first = table.grow(wrapped.length);
  spec.functions.forEach(({ index }, position) => {
    table.set(first + position, wrapped[position]);
    memory.setWord(entry(index), first + position, what);
  });
  return context;
}
