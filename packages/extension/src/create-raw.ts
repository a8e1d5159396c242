/** Makes the raw context of one binding: see `raw.ts`. */

import { type Handle, type HPyGlobal, NULL, type Pointer } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import type { AnyTypeToken } from "./instance.ts";
import { numberCaller } from "./number-call.ts";
import type { RawComforts, RawContext } from "./raw.ts";
import { bufferFiller } from "./raw-buffer.ts";
import type { TypeBinding } from "./type-binding.ts";
import type { TypeRegistry } from "./type-registry.ts";
import { readWord } from "./words.ts";

/** How many C strings are found without a look into the map: a power of two. */
const RECENT = 16;

/** Makes the raw context of one binding. @param typesOf gives its types, which are made later. */
export function createRawContext(kernel: BaseKernel, typesOf: () => TypeRegistry): RawContext {
  const { api, arena, memory, scratch } = kernel;
  const texts = new Map<string, Pointer>();
  const find = (token: AnyTypeToken): TypeBinding => typesOf().listed(token).binding;

  /** Those that were asked for last, by length: to find a string in a map takes longer (8 ns) than to compare it. */
  const recent: ({ readonly s: string; readonly pointer: Pointer } | undefined)[] = Array.from(
    { length: RECENT },
    () => undefined,
  );

  function textOf(s: string): Pointer {
    const pointer = texts.get(s) ?? arena.keep(s);
    if (pointer === NULL) throw new TypeError(`No C string can express ${JSON.stringify(s)}.`);
    texts.set(s, pointer);
    recent[s.length & (RECENT - 1)] = { s, pointer };
    return pointer;
  }

  const comforts: RawComforts = {
    memory,
    scratch,
    text: (s) => {
      const place = recent[s.length & (RECENT - 1)];
      return place !== undefined && place.s === s ? place.pointer : textOf(s);
    },
    argument:
      memory.pointerSize === 4
        ? // As entries get their arguments from WebAssembly: signed.
          (args, index) => memory.i32()[(args >>> 2) + index] as Handle
        : (args, index) => readWord(memory, args + index * memory.pointerSize) as Handle,
    type: (token) => api.Global_Load(readWord(memory, typesOf().listed(token).cell) as HPyGlobal),
    offset: (token, name) => {
      const { layout } = find(token);
      if (name === undefined && layout.raw >= 0) return layout.raw;
      const offset = layout.fields.get(name ?? "") ?? layout.members.get(name ?? "")?.offset;
      if (offset !== undefined) return offset;
      const what = name === undefined ? "raw memory" : `member or field '${name}'`;
      throw new TypeError(`type '${token.name}' has no ${what}`);
    },
    fillBuffer: bufferFiller(kernel),
    numberCall: numberCaller(kernel),
    value: (token, h) => find(token as AnyTypeToken).valueOf(h) as never,
  };
  return Object.assign(Object.create(api) as RawContext, comforts);
}
