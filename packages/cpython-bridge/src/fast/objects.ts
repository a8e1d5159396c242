/** New instances of types that are known well, and the text of plain strings. */

import { type Api, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import { addressShift, type KnownTypes, place, placeShift, placesMask } from "../type/known-types.ts";
import type { Heap } from "./heap.ts";

/** `_HPy_New`, as the direct function has it (`direct/types.ts`). */
export function instances({ quiet, memory }: Heap, { table }: KnownTypes, { New }: Api): Partial<Api> {
  const [make, struct, callOffset, call] = [
    place.make >>> 2,
    place.struct >>> 2,
    place.callOffset >>> 2,
    place.call >>> 2,
  ];
  const alloc = quiet("PyType_GenericAlloc");
  return {
    New: (type, data) => {
      let view = memory.i32();
      const entry = (table + (((type >>> addressShift) & placesMask) << placeShift)) >>> 2;
      if (view[entry + make] !== (type | 0)) return New(type, data);
      const offset = view[entry + struct] as number;
      const callAt = view[entry + callOffset] as number;
      const calls = view[entry + call] as number;
      const object = alloc(type, 0);
      if (object === HPy_NULL) return HPy_NULL;
      view = memory.i32();
      if (data !== NULL) view[data >>> 2] = object + offset;
      if (callAt !== 0) view[(object + callAt) >>> 2] = calls;
      return object;
    },
  };
}

/** What makes new objects and does no more. */
export function makers({ quiet }: Heap): Partial<Api> {
  return {
    Float_FromDouble: quiet("PyFloat_FromDouble"),
    List_New: quiet("PyList_New"),
    Dict_New: quiet("PyDict_New"),
    Unicode_FromString: quiet("PyUnicode_FromString"),
    Unicode_DecodeLatin1: quiet("PyUnicode_DecodeLatin1"),
  };
}

/** A `str` of ASCII has its UTF-8 inside. */
export function text({ layout, type, typeAt, memory }: Heap, api: Api): Partial<Api> {
  const { ascii } = layout;
  if (ascii === null) return {};
  const exact = typeAt("PyUnicode_Type");
  const lengthWord = ascii.length >>> 2;
  const stateWord = ascii.state >>> 2;
  const { data, mask } = ascii;
  const { Unicode_AsUTF8AndSize } = api;
  return {
    Unicode_AsUTF8AndSize: (h, sizeOut) => {
      const view = memory.i32();
      const at = h >>> 2;
      const isAscii = view[at + type] === exact && ((view[at + stateWord] as number) & mask) !== 0;
      if (!isAscii) return Unicode_AsUTF8AndSize(h, sizeOut);
      if (sizeOut !== NULL) view[sizeOut >>> 2] = view[at + lengthWord] as number;
      return ((h + data) >>> 0) as Pointer;
    },
  };
}
