/** Arrays of handles, and results through pointers. */

import { type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import { raiseText } from "../../raise.ts";
import { InnerScratch } from "../inner-strings.ts";
import { handleArgument, Raised, type SandboxState } from "../uniform.ts";
import type { SpecialFunctions } from "./special.ts";

/** A check of the name of a method before it is called: throws {@link Raised} for one that is refused. */
export type CheckName = (name: Handle, where: string) => void;

/** The functions with arrays of handles or with results through pointers. */
export function arrayFunctions(state: SandboxState, checkName: CheckName): SpecialFunctions {
  const { handles, layer, memory } = state;
  const { api } = layer;

  /** The handles below for an array in the module's memory. */
  function innerArray(where: string, address: number, count: number): Handle[] {
    const bytes = memory.bytes(address, count * 4, `${where}: the array of handles`);
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: count }, (_, index) =>
      handleArgument(
        state,
        words.getUint32(index * 4, true) as Handle,
        `${where}: item ${index} of the array`,
      ),
    );
  }

  function withArray(where: string, address: number, count: number, use: (array: Pointer) => number): number {
    if (count < 0) return use(0 as Pointer);
    const scratch = new InnerScratch(layer.memory);
    try {
      return use(scratch.words(innerArray(where, address, count)));
    } finally {
      scratch.free();
    }
  }

  /** The handle below for a tuple of keyword names, and how many there are. */
  function keywordNames(where: string, kwnames: Handle): { inner: Handle; count: number } {
    if (kwnames === HPy_NULL) return { inner: HPy_NULL, count: 0 };
    const inner = handles.inner(kwnames, `${where}: the argument 'kwnames'`);
    if (layer.extra.Inspect_Is(inner, "tuple") && layer.extra.Inspect_IsTupleOfStr(inner)) {
      return { inner, count: layer.extra.Inspect_Size(inner) };
    }
    if (layer.checks !== undefined && !layer.extra.Inspect_Is(inner, "tuple")) return { inner, count: 0 };
    raiseText(layer, "h_TypeError", `${where} arg 'kwnames' must be a tuple of strings or HPy_NULL`);
    throw new Raised();
  }

  function call(
    where: string,
    first: Handle,
    args: number,
    nargs: number,
    kwnames: Handle,
    use: (first: Handle, args: Pointer, nargs: number, kwnames: Handle) => Handle,
  ): Handle {
    const inner = handleArgument(state, first, `${where}: its first argument`);
    const names = keywordNames(where, kwnames);
    const count = nargs >>> 0;
    const result = withArray(where, args, count + names.count, (array) =>
      use(inner, array, count, names.inner),
    );
    return handles.open(result as Handle);
  }

  return {
    Tuple_FromArray: (items, count) =>
      handles.open(
        withArray("HPyTuple_FromArray", items as number, count as number, (array) =>
          api.Tuple_FromArray(array, count as number),
        ) as Handle,
      ),
    Call: (callable, args, nargs, kwnames) =>
      call("HPy_Call", callable as Handle, args as number, nargs as number, kwnames as Handle, api.Call),
    CallMethod: (name, args, nargs, kwnames) => {
      const where = "HPy_CallMethod";
      if ((nargs as number) >>> 0 === 0) {
        raiseText(layer, "h_SystemError", `${where}: 'nargs' counts the receiver and cannot be 0`);
        throw new Raised();
      }
      checkName(handleArgument(state, name as Handle, `${where}: the argument 'name'`), where);
      return call(where, name as Handle, args as number, nargs as number, kwnames as Handle, api.CallMethod);
    },
    Type_GenericNew: (type, args, nargs, kw) => {
      const where = "HPyType_GenericNew";
      const inner = handleArgument(state, type as Handle, `${where}: the argument 'type'`, {
        mayBeNull: true,
      });
      const keywords = handles.inner(kw as Handle, `${where}: the argument 'kw'`);
      const count = args === 0 ? 0 : (nargs as number);
      const made = withArray(where, args as number, count, (array) =>
        api.Type_GenericNew(inner, array, Math.max(count, 0), keywords),
      );
      return handles.open(made as Handle);
    },
    ContextVar_Get: (variable, fallback, result) => {
      const where = "HPyContextVar_Get";
      const inner = handleArgument(state, variable as Handle, `${where}: the argument 'context_var'`);
      const innerFallback = handles.inner(fallback as Handle, `${where}: the argument 'default_value'`);
      const scratch = new InnerScratch(layer.memory);
      try {
        const out = scratch.zeros(4);
        const status = api.ContextVar_Get(inner, innerFallback, out);
        const found = status < 0 ? HPy_NULL : (layer.memory.u32()[out >>> 2] as Handle);
        memory.setWord(result as number, handles.open(found), `${where}: the argument 'result'`);
        return status;
      } finally {
        scratch.free();
      }
    },
    Slice_Unpack: (slice, ...results) => {
      const where = "HPySlice_Unpack";
      const inner = handleArgument(state, slice as Handle, `${where}: the argument 'slice'`, {
        kind: "slice",
      });
      const scratch = new InnerScratch(layer.memory);
      try {
        const out = scratch.zeros(12);
        const status = api.Slice_Unpack(inner, out, (out + 4) as Pointer, (out + 8) as Pointer);
        for (let index = 0; status === 0 && index < 3; index++) {
          const value = layer.memory.i32()[(out >>> 2) + index] as number;
          memory.setWord(results[index] as number, value, `${where}: a result`);
        }
        return status;
      } finally {
        scratch.free();
      }
    },
  };
}
