/**
 * Strings: `HPyUnicode_*`.
 *
 * `Unicode_FromString` and `Unicode_AsUTF8AndSize` take and give JavaScript strings without loss: lone surrogates and
 * NULs survive, although neither C strings nor UTF-8 could carry them. Lengths and indices of the other functions are
 * Python's: they count code points, of which a character outside the BMP is one.
 */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** Making, reading, encoding and decoding `str` objects. */
export interface UnicodeContext {
  /** A `str` object with the text of `s` (`HPyUnicode_FromString`). */
  Unicode_FromString(s: string): HPy;
  /** Whether `h` is a `str` object, subclasses included (`HPyUnicode_Check`). */
  Unicode_Check(h: HPy): boolean;
  /** The text of a `str` object (`HPyUnicode_AsUTF8AndSize`). @throws PythonError TypeError. */
  Unicode_AsUTF8AndSize(h: HPy): string;
  /** `h.encode("ascii")` (`HPyUnicode_AsASCIIString`). @throws PythonError UnicodeEncodeError or TypeError. */
  Unicode_AsASCIIString(h: HPy): HPy;
  /** `h.encode("latin-1")` (`HPyUnicode_AsLatin1String`). @throws PythonError UnicodeEncodeError or TypeError. */
  Unicode_AsLatin1String(h: HPy): HPy;
  /** `h.encode("utf-8")` (`HPyUnicode_AsUTF8String`). @throws PythonError UnicodeEncodeError or TypeError. */
  Unicode_AsUTF8String(h: HPy): HPy;
  /** `os.fsencode(h)` (`HPyUnicode_EncodeFSDefault`). @throws PythonError UnicodeEncodeError or TypeError. */
  Unicode_EncodeFSDefault(h: HPy): HPy;
  /**
   * A `str` object from the code points of `s` (`HPyUnicode_FromWideChar`).
   *
   * @param size how many code points to take; -1 for those before the first NUL; all by default.
   * @throws RangeError when there are not so many.
   */
  Unicode_FromWideChar(s: string, size?: number): HPy;
  /** `os.fsdecode(bytes)` (`HPyUnicode_DecodeFSDefault`). @throws PythonError ValueError when a byte is 0. */
  Unicode_DecodeFSDefault(bytes: Uint8Array): HPy;
  /** `os.fsdecode(bytes)` (`HPyUnicode_DecodeFSDefaultAndSize`). @throws PythonError UnicodeDecodeError. */
  Unicode_DecodeFSDefaultAndSize(bytes: Uint8Array): HPy;
  /** `bytes.decode("ascii", errors)` (`HPyUnicode_DecodeASCII`). @throws PythonError UnicodeDecodeError. */
  Unicode_DecodeASCII(bytes: Uint8Array, errors?: string | null): HPy;
  /** `bytes.decode("latin-1", errors)` (`HPyUnicode_DecodeLatin1`). */
  Unicode_DecodeLatin1(bytes: Uint8Array, errors?: string | null): HPy;
  /**
   * Decodes a bytes-like object (`HPyUnicode_FromEncodedObject`).
   *
   * @param encoding the codec; UTF-8 by default.
   * @param errors what to do with undecodable bytes; `"strict"` by default.
   * @throws PythonError UnicodeDecodeError; TypeError when `obj` has no bytes; LookupError for an unknown codec;
   *   SystemError when `obj` is `null`.
   */
  Unicode_FromEncodedObject(obj: HPy | null, encoding?: string | null, errors?: string | null): HPy;
  /** The code point at `index` (`HPyUnicode_ReadChar`). @throws PythonError IndexError or TypeError. */
  Unicode_ReadChar(h: HPy, index: number): number;
  /**
   * `str[start:end]` (`HPyUnicode_Substring`). An `end` beyond the end is the end.
   * @throws PythonError IndexError when an index is negative.
   */
  Unicode_Substring(str: HPy, start: number, end: number): HPy;
}

/** The family over one kernel. */
export function unicodeContext(kernel: Kernel): UnicodeContext {
  const { allocate, api, checkError, error, memory, newText, open, readText, release, textOrNull } = kernel;
  const { unwrap, unwrapOrNull } = kernel;
  const { ssize } = integers(kernel);

  /** A copy of `bytes` with a NUL at the end. */
  function copyIn(bytes: Uint8Array): Pointer {
    const data = allocate(bytes.length + 1);
    const view = memory.u8();
    view.set(bytes, data >>> 0);
    view[(data >>> 0) + bytes.length] = 0;
    return data;
  }

  /** Decodes a copy of `bytes` with a function that takes the name of an error handler. */
  function decode(decoder: typeof api.Unicode_DecodeASCII, bytes: Uint8Array, errors?: string | null): HPy {
    const handler = textOrNull(errors);
    const data = copyIn(bytes);
    const result = decoder(data, bytes.length, handler);
    release(data);
    release(handler);
    return open(result);
  }

  return {
    Unicode_FromString: (s) => open(newText(s)),
    Unicode_Check: (h) => api.Unicode_Check(unwrap(h)) !== 0,
    Unicode_AsUTF8AndSize: (h) => readText(unwrap(h)),
    Unicode_AsASCIIString: (h) => open(api.Unicode_AsASCIIString(unwrap(h))),
    Unicode_AsLatin1String: (h) => open(api.Unicode_AsLatin1String(unwrap(h))),
    Unicode_AsUTF8String: (h) => open(api.Unicode_AsUTF8String(unwrap(h))),
    Unicode_EncodeFSDefault: (h) => open(api.Unicode_EncodeFSDefault(unwrap(h))),
    Unicode_FromWideChar: (s, size) => {
      const points = Array.from(s, (character) => character.codePointAt(0) ?? 0);
      const count = size === undefined ? points.length : ssize(size);
      if (count > points.length)
        throw new RangeError(`There are ${points.length} code points, not ${count}.`);
      points.push(0);
      const wide = allocate(points.length * 4);
      memory.u32().set(points, wide >>> 2);
      const result = api.Unicode_FromWideChar(wide, count);
      release(wide);
      return open(result);
    },
    Unicode_DecodeFSDefault: (bytes) => {
      if (bytes.includes(0)) throw error(api.h_ValueError, "embedded null byte");
      const data = copyIn(bytes);
      const result = api.Unicode_DecodeFSDefault(data);
      release(data);
      return open(result);
    },
    Unicode_DecodeFSDefaultAndSize: (bytes) => {
      const data = copyIn(bytes);
      const result = api.Unicode_DecodeFSDefaultAndSize(data, bytes.length);
      release(data);
      return open(result);
    },
    Unicode_DecodeASCII: (bytes, errors) => decode(api.Unicode_DecodeASCII, bytes, errors),
    Unicode_DecodeLatin1: (bytes, errors) => decode(api.Unicode_DecodeLatin1, bytes, errors),
    Unicode_FromEncodedObject: (obj, encoding, errors) => {
      const raw = unwrapOrNull(obj);
      const codec = textOrNull(encoding);
      const handler = textOrNull(errors);
      const result = api.Unicode_FromEncodedObject(raw, codec, handler);
      release(handler);
      release(codec);
      return open(result);
    },
    Unicode_ReadChar: (h, index) => {
      const point = api.Unicode_ReadChar(unwrap(h), ssize(index));
      if (point > 0x10ffff) checkError();
      return point;
    },
    Unicode_Substring: (str, start, end) =>
      open(api.Unicode_Substring(unwrap(str), ssize(start), ssize(end))),
  };
}
