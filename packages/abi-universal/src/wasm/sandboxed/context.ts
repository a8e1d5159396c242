/** The `HPyContext` of a sandboxed module, in its own memory, with handles and functions of its own. */

import {
  type Api,
  type ApiFunctionName,
  abiVersion,
  contextSignature,
  functionRow,
  layout,
  type Pointer,
  spec,
  type WasmFunction,
} from "@hpyjs/core";
import { TableBatch } from "@hpyjs/wasm";
import type { Grants } from "./grants.ts";
import { arrayFunctions } from "./special/arrays.ts";
import { authorityFunctions, nameCheck } from "./special/authority.ts";
import { containerFunctions } from "./special/containers.ts";
import { lifetimeFunctions } from "./special/lifetime.ts";
import { specialNames } from "./special/names.ts";
import { framed, type SpecialFunctions } from "./special/special.ts";
import { stringFunctions } from "./special/strings.ts";
import { type SandboxStores, structFunctions } from "./special/structs.ts";
import { type ContextFunction, type SandboxState, uniformFunction } from "./uniform.ts";
import { isUniform } from "./uniform-rows.ts";

/** Makes all functions of the context, by index. @throws Error when one is missing, which is a mistake of ours. */
export function contextFunctions(
  state: SandboxState,
  grants: Grants,
  stores: SandboxStores,
): readonly ContextFunction[] {
  const { boundary } = state;
  const special: SpecialFunctions = {
    ...lifetimeFunctions(state),
    ...stringFunctions(state),
    ...arrayFunctions(state, nameCheck(state, grants)),
    ...containerFunctions(state, stores),
    ...structFunctions(state, stores),
    ...authorityFunctions(state, grants),
  };
  return spec.functions.map((row) => {
    const member = row.member as ApiFunctionName;
    const body = special[member];
    if ((body !== undefined) !== specialNames.has(member) && !isLeaving(member))
      throw new Error(`the sandbox's list of special functions is wrong about ${row.name}`);
    if (body !== undefined) return framed(boundary, member, body);
    if (member === "LeavePythonExecution") return () => boundary.leave();
    if (member === "ReenterPythonExecution") return () => boundary.reenter();
    if (!isUniform(row)) throw new Error(`the sandbox has no function for ${row.name}`);
    return uniformFunction(state, row);
  });
}

const isLeaving = (member: string): boolean =>
  member === "LeavePythonExecution" || member === "ReenterPythonExecution";

/** The same functions for a layer that looks at which context a call uses. @param current the call's. */
export function checkingContext(
  { boundary, layer }: SandboxState,
  functions: readonly ContextFunction[],
  current: () => Pointer,
): readonly ContextFunction[] {
  const { checks } = layer;
  if (checks === undefined) return functions;
  return functions.map((call, position) => {
    const name = spec.functions[position]?.name ?? "";
    return (context, ...args) => {
      if (context !== current()) boundary.exit(name, () => checks.wrongContext());
      return call(context as number, ...args);
    };
  });
}

/** The types of the context's functions, compiled for all sandboxed modules of an interpreter. */
export function contextBatch(): TableBatch {
  return new TableBatch(spec.functions.map(contextSignature));
}

/**
 * Writes the context into the module's memory, and its functions into the table: once, or as often as a layer wants that
 * tells the contexts of calls from each other.
 * @param fast the functions that are WebAssembly.
 * @returns their addresses, and where the functions begin in the table.
 */
export function writeSandboxContexts(
  { handles, layer, memory }: SandboxState,
  grants: Grants,
  table: WebAssembly.Table,
  functions: readonly ContextFunction[],
  batch: TableBatch,
  fast: ReadonlyMap<ApiFunctionName, WasmFunction>,
): { readonly contexts: readonly [Pointer, ...Pointer[]]; readonly functions: number } {
  const { offsets, size } = layout.wasm32.HPyContext;
  const what = "the context";
  const name = new TextEncoder().encode(`${layer.name}\0`);
  const namePointer = memory.alloc(name.length, what);
  memory.write(namePointer, name, what);
  const first = table.grow(functions.length);
  batch.fill(table, first, functions);
  for (const [member, call] of fast) table.set(first + spec.functions.indexOf(functionRow(member)), call);
  const constants = spec.handles.map(({ index, name: handle }) => {
    const missing = handle === "h_Builtins" && !grants.has("builtins") ? "builtins" : null;
    return [index, handles.open(layer.api[handle as keyof Api] as never, "constant", missing)] as const;
  });
  const write = (): Pointer => {
    const context = memory.alloc(size, what);
    const words = new Uint32Array(size >>> 2);
    const entries = offsets.entries >>> 2;
    words[offsets.name >>> 2] = namePointer;
    words[offsets.abi_version >>> 2] = abiVersion.major;
    for (const [index, handle] of constants) words[entries + index] = handle;
    spec.functions.forEach(({ index }, position) => {
      words[entries + index] = first + position;
    });
    memory.write(context, new Uint8Array(words.buffer), what);
    return context;
  };
  const contexts: [Pointer, ...Pointer[]] = [write()];
  while (contexts.length < (layer.checks?.contexts ?? 1)) contexts.push(write());
  return { contexts, functions: first };
}
