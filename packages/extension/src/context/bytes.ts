/** Bytes: `HPyBytes_*`. What is read is a copy: a `bytes` object's own memory moves and must not change. */

import { type Handle, NULL } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";
import { copyBytes } from "../words.ts";

/** Making and reading `bytes` objects. */
export interface BytesContext {
  /** Whether `h` is a `bytes` object, subclasses included (`HPyBytes_Check`). */
  Bytes_Check(h: HPy): boolean;
  /** How many bytes (`HPyBytes_Size`). @throws PythonError TypeError. */
  Bytes_Size(h: HPy): number;
  /** How many bytes (`HPyBytes_GET_SIZE`). Not checked in C; here as `Bytes_Size`. @throws PythonError TypeError. */
  Bytes_GET_SIZE(h: HPy): number;
  /** A copy of the bytes (`HPyBytes_AsString`). @throws PythonError TypeError. */
  Bytes_AsString(h: HPy): Uint8Array<ArrayBuffer>;
  /** A copy of the bytes (`HPyBytes_AS_STRING`). Not checked in C; here as `Bytes_AsString`. @throws PythonError TypeError. */
  Bytes_AS_STRING(h: HPy): Uint8Array<ArrayBuffer>;
  /** The UTF-8 of a string as `bytes` (`HPyBytes_FromString`). @throws PythonError ValueError when it contains NUL. */
  Bytes_FromString(s: string): HPy;
  /**
   * A `bytes` object with a copy of `bytes` (`HPyBytes_FromStringAndSize`).
   *
   * @param size how many of them; all by default.
   * @throws PythonError ValueError for `null`, SystemError for a negative size; RangeError when there are not so many.
   */
  Bytes_FromStringAndSize(bytes: Uint8Array | null, size?: number): HPy;
}

/** The family over one kernel. */
export function bytesContext(kernel: Kernel): BytesContext {
  const { allocate, api, check, fail, memory, open, release, text, unwrap } = kernel;
  const { ssize } = integers(kernel);

  /** The raw handle of a `bytes` object, for the functions that do not look. */
  function bytesHandle(h: HPy): Handle {
    const raw = unwrap(h);
    if (api.Bytes_Check(raw) === 0) check(api.Bytes_Size(raw));
    return raw;
  }

  return {
    Bytes_Check: (h) => api.Bytes_Check(unwrap(h)) !== 0,
    Bytes_Size: (h) => check(api.Bytes_Size(unwrap(h))),
    Bytes_GET_SIZE: (h) => api.Bytes_GET_SIZE(bytesHandle(h)),
    Bytes_AsString: (h) => {
      const raw = unwrap(h);
      const data = api.Bytes_AsString(raw);
      if (data === NULL) fail();
      return copyBytes(memory, data, check(api.Bytes_Size(raw)));
    },
    Bytes_AS_STRING: (h) => {
      const raw = bytesHandle(h);
      return copyBytes(memory, api.Bytes_AS_STRING(raw), api.Bytes_GET_SIZE(raw));
    },
    Bytes_FromString: (s) => {
      const utf8 = text(s);
      const result = api.Bytes_FromString(utf8);
      release(utf8);
      return open(result);
    },
    Bytes_FromStringAndSize: (bytes, size = bytes?.length ?? 0) => {
      if (bytes === null) return open(api.Bytes_FromStringAndSize(NULL, ssize(size)));
      if (size > bytes.length) throw new RangeError(`There are ${bytes.length} bytes, not ${size}.`);
      const length = ssize(size);
      const data = allocate(bytes.length);
      memory.u8().set(bytes, data >>> 0);
      const result = api.Bytes_FromStringAndSize(data, length);
      release(data);
      return open(result);
    },
  };
}
