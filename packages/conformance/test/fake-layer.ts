/** A layer without an interpreter, for unit tests of modes: each function answers with a number of the test's choice. */

import {
  type Api,
  type ApiFunctionName,
  type Handle,
  type Layer,
  type Memory,
  type Pointer,
  spec,
} from "@hpyjs/core";

/** What the layer's functions do, by name; those that are left out return 0. */
export type Answers = Partial<Record<ApiFunctionName, (...args: never[]) => unknown>>;

/** Makes a layer. */
export function fakeLayer(answers: Answers = {}): Layer {
  const api: Record<string, unknown> = {};
  for (const { name, index } of spec.handles) api[name] = 1000 + index;
  for (const { member } of spec.functions) api[member] = answers[member as ApiFunctionName] ?? (() => 0);
  return {
    name: "fake",
    api: api as unknown as Api,
    extra: {
      Object_Drop: () => {},
      Err_GetRaised: () => 0 as Handle,
      Err_IsRaised: () => false,
      Err_SetRaised: () => {},
      Buffer_Get: () => 0,
      Buffer_Release: () => {},
      Module_GetState: () => 0 as Pointer,
      Module_FromDefinition: () => 0 as Handle,
      Module_Exec: () => 0,
      Member_Get: () => 0 as Handle,
      Member_Set: () => 0,
      Err_SetErrno: () => {},
      Inspect_Is: () => false,
      Inspect_Text: () => null,
      Inspect_Size: () => 0,
      Inspect_IsTupleOfStr: () => false,
      Inspect_Owner: () => null,
      Inspect_Owners: () => [],
      Inspect_Struct: () => 0 as Pointer,
      Inspect_Brief: () => null,
      Sweep: () => {},
    },
    memory: fakeMemory(),
    boundary: {
      enter: (body) => body(),
      fromC: (callback) => callback,
      die: (cause) => {
        throw cause;
      },
    },
  };
}

function fakeMemory(): Memory {
  const buffer = new ArrayBuffer(65536);
  let next = 16;
  const alloc = (size: number): Pointer => {
    const pointer = next;
    next += (size + 15) & ~15;
    return pointer as Pointer;
  };
  return {
    pointerSize: 4,
    u8: () => new Uint8Array(buffer),
    i32: () => new Int32Array(buffer),
    u32: () => new Uint32Array(buffer),
    f64: () => new Float64Array(buffer),
    view: () => new DataView(buffer),
    alloc,
    allocFor: (_owner, size) => alloc(size),
    free: () => {},
  };
}
