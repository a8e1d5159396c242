/**
 * Text and bytes that cross the boundary.
 *
 * In: data with a size is copied from the checked range of the module's memory. Out: a C string that lives as long as a
 * handle is copied into the module's memory and hangs on the handle.
 */

import { type Handle, NULL, type Pointer } from "@hpyjs/core";
import { InnerScratch } from "../inner-strings.ts";
import { handleArgument, type SandboxState } from "../uniform.ts";
import type { SpecialFunctions } from "./special.ts";

/** The functions that take or give strings with a size, or give strings. */
export function stringFunctions(state: SandboxState): SpecialFunctions {
  const { handles, layer, memory } = state;
  const { api } = layer;

  /** Calls `use` with copies of sized data and of C strings. */
  function withData(
    name: string,
    address: number,
    size: number,
    strings: readonly number[],
    use: (data: Pointer, strings: readonly Pointer[]) => Handle,
  ): Handle {
    const scratch = new InnerScratch(layer.memory);
    try {
      const data = address === 0 ? NULL : scratch.bytes(memory.bytes(address, size, `${name}: its data`));
      const copies = strings.map((text) =>
        text === 0 ? NULL : scratch.bytes(memory.string(text, `${name}: a string`)),
      );
      return handles.open(use(data, copies));
    } finally {
      scratch.free();
    }
  }

  /** Gives the module a copy of `size` bytes at `source`, with a NUL behind it, that hangs on the handle. */
  function attach(handle: Handle, source: Pointer, size: number, where: string): Pointer {
    const entry = handles.entry(handle, where);
    if (entry.text !== NULL) return entry.text;
    const what = `${where}: a string of ${size} bytes`;
    const copy = state.fast?.allocText(size + 1, what) ?? memory.alloc(size + 1, what);
    memory.write(copy, layer.memory.u8().subarray(source >>> 0, (source >>> 0) + size), where);
    entry.text = copy;
    return copy;
  }

  function bytesOf(handle: Handle, name: string, read: (inner: Handle) => Pointer): Pointer {
    const inner = handleArgument(state, handle, `${name}: the argument 'h'`, {
      kind: name.endsWith("AS_STRING") ? "bytes" : undefined,
      cannotFail: name.endsWith("AS_STRING"),
    });
    const source = read(inner);
    if (source === NULL) return NULL;
    return attach(handle, source, layer.extra.Inspect_Size(inner), name);
  }

  return {
    Bytes_AsString: (h) => bytesOf(h as Handle, "HPyBytes_AsString", api.Bytes_AsString),
    Bytes_AS_STRING: (h) => bytesOf(h as Handle, "HPyBytes_AS_STRING", api.Bytes_AS_STRING),
    Bytes_FromStringAndSize: (bytes, size) =>
      withData(
        "HPyBytes_FromStringAndSize",
        bytes as number,
        bytes === 0 ? 0 : (size as number),
        [],
        (data) => api.Bytes_FromStringAndSize(data, size as number),
      ),
    Unicode_AsUTF8AndSize: (h, size) => {
      const where = "HPyUnicode_AsUTF8AndSize";
      const inner = handleArgument(state, h as Handle, `${where}: the argument 'h'`);
      const scratch = new InnerScratch(layer.memory);
      try {
        const innerSize = scratch.zeros(4);
        const source = api.Unicode_AsUTF8AndSize(inner, innerSize);
        if (source === NULL) return NULL;
        const length = layer.memory.i32()[innerSize >>> 2] as number;
        const copy = attach(h as Handle, source, length, where);
        if (size !== 0) memory.setWord(size as number, length, `${where}: the argument 'size'`);
        return copy;
      } finally {
        scratch.free();
      }
    },
    Type_GetName: (h) => {
      const where = "HPyType_GetName";
      const inner = handleArgument(state, h as Handle, `${where}: the argument 'type'`, { mayBeNull: true });
      const source = api.Type_GetName(inner);
      if (source === NULL) return NULL;
      const end = layer.memory.u8().indexOf(0, source >>> 0);
      return attach(h as Handle, source, end - (source >>> 0), where);
    },
    Unicode_FromWideChar: (w, size) => {
      const name = "HPyUnicode_FromWideChar";
      const length = (size as number) === -1 ? wideLength(state, w as number) : (size as number);
      return withData(name, w as number, w === 0 ? 0 : length * 4, [], (data) =>
        api.Unicode_FromWideChar(data, length),
      );
    },
    Unicode_DecodeFSDefaultAndSize: (v, size) =>
      withData("HPyUnicode_DecodeFSDefaultAndSize", v as number, size as number, [], (data) =>
        api.Unicode_DecodeFSDefaultAndSize(data, size as number),
      ),
    Unicode_DecodeASCII: (v, size, errors) =>
      withData(
        "HPyUnicode_DecodeASCII",
        v as number,
        size as number,
        [errors as number],
        (data, [copy = NULL]) => api.Unicode_DecodeASCII(data, size as number, copy),
      ),
    Unicode_DecodeLatin1: (v, size, errors) =>
      withData(
        "HPyUnicode_DecodeLatin1",
        v as number,
        size as number,
        [errors as number],
        (data, [copy = NULL]) => api.Unicode_DecodeLatin1(data, size as number, copy),
      ),
  };
}

/** Characters before the zero that ends a wide string. */
function wideLength({ memory }: SandboxState, address: number): number {
  let length = 0;
  while (memory.word(address + length * 4, "HPyUnicode_FromWideChar: the string") !== 0) length++;
  return length;
}
