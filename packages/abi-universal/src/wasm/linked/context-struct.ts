/**
 * The `HPyContext` of linked extensions: the C struct through which they reach a layer.
 *
 * Its 84 handles are the layer's own; its 189 function pointers lead to the layer's functions. Where C passes the
 * address of a struct that describes something (a type, a destructor, a call function) and the layer takes the
 * definition itself, {@link StructArguments} reads the struct first.
 *
 * Where nothing is around the layer, most of its functions need no JavaScript (`directOf`), and the pointers lead to
 * those. All linked extensions on one layer share one context.
 */

import {
  type Api,
  type ApiFunctionName,
  abiVersion,
  contextSignature,
  directOf,
  type Handle,
  type Layer,
  type LayerChecks,
  layout,
  type Pointer,
  spec,
  type WasmCallback,
  type WasmHost,
} from "@hpyjs/core";

/** The functions that read structs which extensions pass by address, with the addresses in the structs' places. */
export interface StructArguments {
  /** `HPyType_FromSpec`. */
  typeFromSpec(type: Pointer, params: Pointer): Handle;
  /** `HPyCapsule_New`. */
  newCapsule(pointer: Pointer, name: Pointer, destructor: Pointer): Handle;
  /** `HPyCapsule_Set`. */
  setCapsule(capsule: Handle, key: number, value: Pointer): number;
  /** `HPy_SetCallFunction`. */
  setCallFunction(object: Handle, address: Pointer): number;
  /** `HPyGlobal_Store`, to know which globals are used. */
  storeGlobal(global: Pointer, value: Handle): void;
}

type Numbers = (...args: number[]) => unknown;

/** The same, where the layer looks at which context a call uses. */
function checkingContext(call: Numbers, checks: LayerChecks, contexts: readonly Pointer[]): Numbers {
  return (ctx, ...args) => {
    if (ctx !== contexts[checks.current()]) checks.wrongContext();
    return call(...args);
  };
}

/** A context function as C calls it: the first argument is the context, which is dropped. */
function withoutContext(call: Numbers, parameters: number): Numbers {
  switch (parameters) {
    case 0:
      return () => call();
    case 1:
      return (_ctx, a) => call(a as number);
    case 2:
      return (_ctx, a, b) => call(a as number, b as number);
    case 3:
      return (_ctx, a, b, c) => call(a as number, b as number, c as number);
    default:
      return (_ctx, ...args) => call(...args);
  }
}

/** The context's functions that are not the layer's own. */
function structFunctions(structs: StructArguments): Partial<Record<ApiFunctionName, unknown>> {
  return {
    Type_FromSpec: structs.typeFromSpec,
    Capsule_New: structs.newCapsule,
    Capsule_Set: structs.setCapsule,
    SetCallFunction: structs.setCallFunction,
    Global_Store: structs.storeGlobal,
  };
}

/**
 * Writes the context of `layer` into the interpreter's memory: once, or as often as a layer wants that tells the
 * contexts of calls from each other. They live as long as the interpreter.
 * @returns their addresses.
 */
export function writeContexts(
  host: WasmHost,
  layer: Layer,
  structs: StructArguments,
): readonly [Pointer, ...Pointer[]] {
  const { api, boundary, checks, memory } = layer;
  const { offsets, size } = layout.wasm32.HPyContext;
  const contexts: [Pointer, ...Pointer[]] = [memory.alloc(size)];
  while (contexts.length < (checks?.contexts ?? 1)) contexts.push(memory.alloc(size));
  const special = structFunctions(structs);
  const direct = directOf(layer)?.pointers ?? new Map<ApiFunctionName, Pointer>();
  const rows = spec.functions.filter(({ member }) => !direct.has(member as ApiFunctionName));
  const callbacks: WasmCallback[] = rows.map((row) => {
    const member = row.member as ApiFunctionName;
    const call = (special[member] ?? api[member]) as Numbers;
    const callback =
      checks === undefined
        ? withoutContext(call, Object.keys(row.params).length)
        : checkingContext(call, checks, contexts);
    return {
      signature: contextSignature(row),
      callback: boundary.fromC(callback as WasmCallback["callback"]),
    };
  });
  const pointers = host.addFunctions(callbacks);
  const name = new TextEncoder().encode(`${layer.name}\0`);
  const namePointer = memory.alloc(name.length);
  memory.u8().set(name, namePointer);
  const words = memory.u32();
  for (const context of contexts) {
    words[(context + offsets.name) >>> 2] = namePointer;
    words[(context + offsets.abi_version) >>> 2] = abiVersion.major;
    const entries = (context + offsets.entries) >>> 2;
    for (const { index, name: handle } of spec.handles)
      words[entries + index] = api[handle as keyof Api] as Handle;
    for (const [position, { index }] of rows.entries()) {
      words[entries + index] = pointers[position] as Pointer;
    }
    for (const { index, member } of spec.functions) {
      const pointer = direct.get(member as ApiFunctionName);
      if (pointer !== undefined) words[entries + index] = pointer;
    }
  }
  return contexts;
}
