/**
 * Attributes by C string: the `str` of a name that is used again is kept.
 *
 * An extension uses the same names again and again, and hands them in the same place of its memory. So what was last read
 * at an address is remembered, and when the same text is there the next time, its `str` is kept: interned, which CPython
 * finds faster. Text that is never the same makes no `str` that stays. There are a few hundred places, so no more names
 * than that live longer than they need.
 */

import { type Api, type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { Heap } from "./heap.ts";

/** Places for names: a power of two. */
const places = 256;

/** Longer names are not kept. In bytes, with the zero at the end. */
const longest = 64;

/** A name that was used. */
interface Name {
  /** Where it was read. */
  readonly pointer: Pointer;
  /** Its bytes, with the zero at the end, as words; what is beyond that in the last one is 0. */
  readonly text: Int32Array;
  /** The bits of the last word that belong to it. */
  readonly mask: number;
  /** The interned `str`, an owned reference; null until the name is used again. */
  object: Handle;
}

/** A name of these bytes that was used for the first time. */
function nameOf(pointer: Pointer, bytes: Uint8Array): Name {
  const text = new Int32Array((bytes.length + 3) >>> 2);
  new Uint8Array(text.buffer).set(bytes);
  const beyond = text.length * 4 - bytes.length;
  return { pointer, text, mask: (-1 >>> (8 * beyond)) | 0, object: HPy_NULL };
}

/** The functions that take the name of an attribute as a C string. */
export function names({ memory }: Interpreter, { capi, release, retain }: Heap, api: Api): Partial<Api> {
  const known: (Name | undefined)[] = Array.from({ length: places }, () => undefined);

  /** The `str` of the name at an address: a new reference, or null where none is kept. */
  function find(pointer: Pointer): Handle {
    const place = ((pointer >>> 2) ^ (pointer >>> 10)) & (places - 1);
    const name = known[place];
    if (name === undefined || name.pointer !== pointer) return remember(pointer, place);
    const { mask, text } = name;
    const view = memory.i32();
    const start = pointer >>> 2;
    const last = text.length - 1;
    for (let i = 0; i < last; i++) if (view[start + i] !== text[i]) return remember(pointer, place);
    if (((view[start + last] as number) & mask) !== text[last]) return remember(pointer, place);
    if (name.object === HPy_NULL) name.object = intern(pointer);
    if (name.object !== HPy_NULL) retain(name.object);
    return name.object;
  }

  function intern(pointer: Pointer): Handle {
    const object = capi.PyUnicode_InternFromString(pointer);
    // What is no UTF-8 raises its error where it is used.
    if (object === HPy_NULL) capi.PyErr_Clear();
    return object;
  }

  function remember(pointer: Pointer, place: number): Handle {
    const start = pointer >>> 0;
    const view = memory.u8();
    // What does not begin with a word is not looked at: the names that TypeScript hands over do.
    const end = pointer === NULL || (start & 3) !== 0 ? -1 : view.subarray(start, start + longest).indexOf(0);
    const earlier = known[place];
    known[place] = end < 0 ? undefined : nameOf(pointer, view.subarray(start, start + end + 1));
    if (earlier !== undefined) release(earlier.object);
    return HPy_NULL;
  }

  const { GetAttr_s, HasAttr_s, SetAttr_s } = api;
  const { PyObject_GetAttr, PyObject_HasAttr, PyObject_SetAttr } = capi;
  return {
    GetAttr_s: (obj, utf8) => {
      const name = find(utf8);
      if (name === HPy_NULL) return GetAttr_s(obj, utf8);
      const result = PyObject_GetAttr(obj, name);
      release(name);
      return result;
    },
    HasAttr_s: (obj, utf8) => {
      const name = find(utf8);
      if (name === HPy_NULL) return HasAttr_s(obj, utf8);
      const result = PyObject_HasAttr(obj, name);
      release(name);
      return result;
    },
    SetAttr_s: (obj, utf8, value) => {
      const name = find(utf8);
      if (name === HPy_NULL) return SetAttr_s(obj, utf8, value);
      const result = PyObject_SetAttr(obj, name, value);
      release(name);
      return result;
    },
  };
}
