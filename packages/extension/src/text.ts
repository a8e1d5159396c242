/**
 * Strings between JavaScript and Python, without loss in either direction.
 *
 * A JavaScript string is UTF-16 with possible lone surrogates; a Python `str` is code points with possible lone
 * surrogates; both may contain NUL. UTF-8 cannot carry lone surrogates, and a C string cannot carry NUL, so each
 * direction has a fast way for what almost every string is and a complete one for the rest:
 *
 * - To Python: up to {@link SHORT} Latin-1 characters are copied in a loop, which is faster than starting a
 *   `TextEncoder`; longer text goes through the encoder; what UTF-8 or C cannot express goes as code points.
 * - From Python: short ASCII text is read by a function made for its length, or in steps of eight, other text by a
 *   `TextDecoder`; a `str` that has no UTF-8 is read character by character.
 *
 * The one loss that remains is UTF-16's: two lone surrogates that happen to be a pair arrive as one character.
 */

import { type Handle, HPy_NULL, type Layer, NULL, type Pointer } from "@hpyjs/core";

/** Up to this many characters a loop is faster than a `TextEncoder` or `TextDecoder` (measured on V8: 20 to 30). */
const SHORT = 24;

/** Up to this many bytes a reader for just that number is faster than anything else. */
const LONGEST_READ = 48;

/** Reads ASCII text of one length; `null` when a byte is not ASCII. */
type Reader = (bytes: Uint8Array, start: number) => string | null;

/**
 * Makes a reader for `size` bytes: a single `String.fromCharCode`, which makes a flat string at once and takes half the
 * time of what {@link readAscii} puts together (22 against 39 ns for 21 characters). Where code must not be evaluated,
 * it is one that leaves the work to others.
 */
function makeReader(size: number): Reader {
  const names = Array.from({ length: size }, (_, index) => `b${index}`);
  const reads = names.map((name, index) => `${name} = bytes[start + ${index}]`);
  const all = names.length === 0 ? "0" : names.join(" | ");
  const declared = names.length === 0 ? "" : `const ${reads.join(", ")};`;
  try {
    return new Function(
      ...["bytes", "start"],
      `"use strict"; ${declared} return (${all}) > 127 ? null : String.fromCharCode(${names.join(", ")});`,
    ) as Reader;
  } catch {
    return () => null;
  }
}

/** The size of the buffer that stays allocated; longer text gets its own for the moment. */
const BUFFER_SIZE = 1024;

/** Strings for one binding. */
export interface Text {
  /** A new `str` object with the text of `s`. Null with an exception set when it cannot be made. */
  newText(s: string): Handle;
  /** The text of a `str` object. @throws PythonError when `h` is not a `str`. */
  readText(h: Handle): string;
  /** The text of the C string in UTF-8 at `pointer`, which is not `NULL`. */
  readCString(pointer: Pointer): string;
}

/** The size in bytes of the memory that strings need on their way. */
export const textBufferSize: number = BUFFER_SIZE + 16;

/**
 * Strings on `layer`.
 *
 * @param layer - Whose memory and context to use.
 * @param buffer - Memory of {@link textBufferSize} bytes, for as long as the strings are used.
 * @param fail - Throws the exception that is set.
 */
export function createText({ api, memory }: Layer, buffer: Pointer, fail: () => never): Text {
  const { Unicode_AsUTF8AndSize, Unicode_DecodeLatin1, Unicode_FromString, Unicode_FromWideChar } = api;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const readers: (Reader | undefined)[] = Array.from({ length: LONGEST_READ + 1 }, () => undefined);
  const sizeOut = (buffer + BUFFER_SIZE) as Pointer;

  function newText(s: string): Handle {
    const length = s.length;
    if (length <= SHORT) {
      const bytes = memory.u8();
      const start = buffer >>> 0;
      let all = 0;
      for (let i = 0; i < length; i++) {
        const unit = s.charCodeAt(i);
        all |= unit;
        bytes[start + i] = unit;
      }
      if (all <= 0xff) return Unicode_DecodeLatin1(buffer, length, NULL);
    }
    if (typeof s !== "string") throw new TypeError(`A string is needed, not a value of type ${typeof s}.`);
    return length * 3 < BUFFER_SIZE
      ? encode(s, buffer)
      : withMemory(length * 3 + 1, (space) => encode(s, space));
  }

  /** Makes the `str` by way of UTF-8; `space` has room for three bytes a unit and a NUL. */
  function encode(s: string, space: Pointer): Handle {
    const start = space >>> 0;
    const bytes = memory.u8();
    const { written } = encoder.encodeInto(s, bytes.subarray(start, start + s.length * 3));
    if (written === s.length) return Unicode_DecodeLatin1(space, written, NULL);
    if (!s.isWellFormed() || s.includes("\0")) return newCodePoints(s);
    bytes[start + written] = 0;
    return Unicode_FromString(space);
  }

  function newCodePoints(s: string): Handle {
    const points = Array.from(s, (character) => character.codePointAt(0) ?? 0);
    return withMemory(points.length * 4, (space) => {
      memory.u32().set(points, space >>> 2);
      return Unicode_FromWideChar(space, points.length);
    });
  }

  function withMemory(size: number, use: (space: Pointer) => Handle): Handle {
    let space: Pointer;
    try {
      space = memory.alloc(size);
    } catch {
      api.Err_NoMemory();
      return HPy_NULL;
    }
    const result = use(space);
    memory.free(space);
    return result;
  }

  function readText(h: Handle): string {
    const pointer = Unicode_AsUTF8AndSize(h, sizeOut);
    if (pointer === NULL) return readCodePoints(h);
    const size = memory.i32()[sizeOut >>> 2] ?? 0;
    return decode(pointer >>> 0, size);
  }

  function readCString(pointer: Pointer): string {
    const start = pointer >>> 0;
    return decode(start, memory.u8().indexOf(0, start) - start);
  }

  function decode(start: number, size: number): string {
    const bytes = memory.u8();
    if (size <= LONGEST_READ) {
      const text = readers[size]?.(bytes, start) ?? readShort(bytes, start, size);
      if (text !== null) return text;
    }
    return decoder.decode(bytes.subarray(start, start + size));
  }

  /** Reads what has no reader of its own yet, or is not ASCII. */
  function readShort(bytes: Uint8Array, start: number, size: number): string | null {
    if (readers[size] === undefined) readers[size] = makeReader(size);
    return size <= SHORT ? readAscii(bytes, start, start + size) : null;
  }

  /** For a `str` that has no UTF-8. An overridden `__len__` must not matter, hence the end is found by asking on. */
  function readCodePoints(h: Handle): string {
    if (api.Unicode_Check(h) === 0 || api.Err_ExceptionMatches(api.h_UnicodeEncodeError) === 0) fail();
    api.Err_Clear();
    const parts: string[] = [];
    for (let i = 0; ; i++) {
      const point = api.Unicode_ReadChar(h, i);
      if (point > 0x10ffff) break;
      parts.push(String.fromCodePoint(point));
    }
    if (api.Err_ExceptionMatches(api.h_IndexError) === 0) fail();
    api.Err_Clear();
    return parts.join("");
  }

  return { newText, readText, readCString };
}

/** The ASCII text at `start` up to `end`, or `null` when a byte is not ASCII. */
function readAscii(bytes: Uint8Array, start: number, end: number): string | null {
  const { fromCharCode } = String;
  let text = "";
  let all = 0;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    const e = bytes[at + 4] as number;
    const f = bytes[at + 5] as number;
    const g = bytes[at + 6] as number;
    const h = bytes[at + 7] as number;
    all |= a | b | c | d | e | f | g | h;
    text += fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at < end; at++) {
    const unit = bytes[at] as number;
    all |= unit;
    text += fromCharCode(unit);
  }
  return all > 0x7f ? null : text;
}
