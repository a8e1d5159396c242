/**
 * Integers: `HPyLong_*`.
 *
 * Integers of 64 bits are bigint, all others numbers. C's `long` is as wide as a pointer here (32 bits on
 * WebAssembly); since TypeScript has no such type, those functions give numbers and refuse what a number cannot hold.
 */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/**
 * Making and reading `int` objects. Signed values, doubles and masks are also read from any object with `__index__`;
 * the other unsigned ones, and sizes, only from an `int`.
 */
export interface LongContext {
  /** An `int` from 32 bits (`HPyLong_FromInt32_t`). @throws PythonError OverflowError when `value` needs more. */
  Long_FromInt32_t(value: number): HPy;
  /** An `int` from 32 bits (`HPyLong_FromUInt32_t`). @throws PythonError OverflowError when `value` needs more. */
  Long_FromUInt32_t(value: number): HPy;
  /** An `int` from 64 bits (`HPyLong_FromInt64_t`). @throws PythonError OverflowError when `value` needs more. */
  Long_FromInt64_t(value: number | bigint): HPy;
  /** An `int` from 64 bits (`HPyLong_FromUInt64_t`). @throws PythonError OverflowError when `value` needs more. */
  Long_FromUInt64_t(value: number | bigint): HPy;
  /** An `int` from a size (`HPyLong_FromSize_t`). @throws PythonError OverflowError when it is no size. */
  Long_FromSize_t(value: number): HPy;
  /** An `int` from a signed size (`HPyLong_FromSsize_t`). @throws PythonError OverflowError when it is no size. */
  Long_FromSsize_t(value: number): HPy;
  /** An `int` from a C `long` (`HPyLong_FromLong`). @throws PythonError OverflowError when `value` needs more. */
  Long_FromLong(value: number): HPy;
  /** An `int` from a C `unsigned long` (`HPyLong_FromUnsignedLong`). @throws PythonError OverflowError. */
  Long_FromUnsignedLong(value: number): HPy;
  /** An `int` from a C `long long` (`HPyLong_FromLongLong`). @throws PythonError OverflowError. */
  Long_FromLongLong(value: number | bigint): HPy;
  /** An `int` from a C `unsigned long long` (`HPyLong_FromUnsignedLongLong`). @throws PythonError OverflowError. */
  Long_FromUnsignedLongLong(value: number | bigint): HPy;
  /** The value as `int32_t` (`HPyLong_AsInt32_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsInt32_t(h: HPy): number;
  /** The value as `uint32_t` (`HPyLong_AsUInt32_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsUInt32_t(h: HPy): number;
  /** The lower 32 bits (`HPyLong_AsUInt32_tMask`). @throws PythonError TypeError. */
  Long_AsUInt32_tMask(h: HPy): number;
  /** The value as `int64_t` (`HPyLong_AsInt64_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsInt64_t(h: HPy): bigint;
  /** The value as `uint64_t` (`HPyLong_AsUInt64_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsUInt64_t(h: HPy): bigint;
  /** The lower 64 bits (`HPyLong_AsUInt64_tMask`). @throws PythonError TypeError. */
  Long_AsUInt64_tMask(h: HPy): bigint;
  /** The value as `size_t` (`HPyLong_AsSize_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsSize_t(h: HPy): number;
  /** The value as `HPy_ssize_t` (`HPyLong_AsSsize_t`). @throws PythonError OverflowError or TypeError. */
  Long_AsSsize_t(h: HPy): number;
  /** The value as an address (`HPyLong_AsVoidPtr`). @throws PythonError OverflowError or TypeError. */
  Long_AsVoidPtr(h: HPy): Pointer;
  /** The nearest float (`HPyLong_AsDouble`). @throws PythonError OverflowError or TypeError. */
  Long_AsDouble(h: HPy): number;
  /** The value as C `long` (`HPyLong_AsLong`). @throws PythonError OverflowError or TypeError. */
  Long_AsLong(h: HPy): number;
  /** The value as C `unsigned long` (`HPyLong_AsUnsignedLong`). @throws PythonError OverflowError or TypeError. */
  Long_AsUnsignedLong(h: HPy): number;
  /** The lower bits as C `unsigned long` (`HPyLong_AsUnsignedLongMask`). @throws PythonError TypeError. */
  Long_AsUnsignedLongMask(h: HPy): number;
  /** The value as C `long long` (`HPyLong_AsLongLong`). @throws PythonError OverflowError or TypeError. */
  Long_AsLongLong(h: HPy): bigint;
  /** The value as C `unsigned long long` (`HPyLong_AsUnsignedLongLong`). @throws PythonError OverflowError or TypeError. */
  Long_AsUnsignedLongLong(h: HPy): bigint;
  /** The lower 64 bits (`HPyLong_AsUnsignedLongLongMask`). @throws PythonError TypeError. */
  Long_AsUnsignedLongLongMask(h: HPy): bigint;
}

const UINT32_MAX = 0xffff_ffff;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** The family over one kernel. */
export function longContext(kernel: Kernel): LongContext {
  const { api, checkError, error, memory, open, unwrap } = kernel;
  const checked = integers(kernel);

  const Long_FromInt32_t = (value: number): HPy => open(api.Long_FromInt32_t(checked.int32(value)));
  const Long_FromUInt32_t = (value: number): HPy => open(api.Long_FromUInt32_t(checked.uint32(value)));
  const Long_FromInt64_t = (value: number | bigint): HPy => open(api.Long_FromInt64_t(checked.int64(value)));
  const Long_FromUInt64_t = (value: number | bigint): HPy =>
    open(api.Long_FromUInt64_t(checked.uint64(value)));

  function Long_AsInt32_t(h: HPy): number {
    const value = api.Long_AsInt32_t(unwrap(h));
    if (value === -1) checkError();
    return value;
  }
  function Long_AsUInt32_t(h: HPy): number {
    const value = api.Long_AsUInt32_t(unwrap(h));
    if (value === UINT32_MAX) checkError();
    return value;
  }
  function Long_AsUInt32_tMask(h: HPy): number {
    const value = api.Long_AsUInt32_tMask(unwrap(h));
    if (value === UINT32_MAX) checkError();
    return value;
  }
  function Long_AsInt64_t(h: HPy): bigint {
    const value = api.Long_AsInt64_t(unwrap(h));
    if (value === -1n) checkError();
    return value;
  }
  function Long_AsUInt64_t(h: HPy): bigint {
    const value = api.Long_AsUInt64_t(unwrap(h));
    if (value === UINT64_MAX) checkError();
    return value;
  }
  function Long_AsUInt64_tMask(h: HPy): bigint {
    const value = api.Long_AsUInt64_tMask(unwrap(h));
    if (value === UINT64_MAX) checkError();
    return value;
  }

  /** A C `long` of 64 bits as a number. */
  function narrow(value: bigint): number {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw error(api.h_OverflowError, `${value} does not fit in a number; read it as Int64_t or UInt64_t`);
  }

  const fixedWidth = {
    Long_FromInt32_t,
    Long_FromUInt32_t,
    Long_FromInt64_t,
    Long_FromUInt64_t,
    Long_FromSize_t: (value: number) => open(api.Long_FromSize_t(checked.size(value))),
    Long_FromSsize_t: (value: number) => open(api.Long_FromSsize_t(checked.ssize(value))),
    Long_AsInt32_t,
    Long_AsUInt32_t,
    Long_AsUInt32_tMask,
    Long_AsInt64_t,
    Long_AsUInt64_t,
    Long_AsUInt64_tMask,
    Long_AsSize_t(h: HPy): number {
      const value = api.Long_AsSize_t(unwrap(h));
      if (value >= UINT32_MAX) checkError();
      return value;
    },
    Long_AsSsize_t(h: HPy): number {
      const value = api.Long_AsSsize_t(unwrap(h));
      if (value === -1) checkError();
      return value;
    },
    Long_AsVoidPtr(h: HPy): Pointer {
      const value = api.Long_AsVoidPtr(unwrap(h));
      if (value === 0) checkError();
      return value;
    },
    Long_AsDouble(h: HPy): number {
      const value = api.Long_AsDouble(unwrap(h));
      if (value === -1) checkError();
      return value;
    },
    Long_FromLongLong: Long_FromInt64_t,
    Long_FromUnsignedLongLong: Long_FromUInt64_t,
    Long_AsLongLong: Long_AsInt64_t,
    Long_AsUnsignedLongLong: Long_AsUInt64_t,
    Long_AsUnsignedLongLongMask: Long_AsUInt64_tMask,
  };
  if (memory.pointerSize === 4) {
    return {
      ...fixedWidth,
      Long_FromLong: Long_FromInt32_t,
      Long_FromUnsignedLong: Long_FromUInt32_t,
      Long_AsLong: Long_AsInt32_t,
      Long_AsUnsignedLong: Long_AsUInt32_t,
      Long_AsUnsignedLongMask: Long_AsUInt32_tMask,
    };
  }
  return {
    ...fixedWidth,
    Long_FromLong: Long_FromInt64_t,
    Long_FromUnsignedLong: Long_FromUInt64_t,
    Long_AsLong: (h) => narrow(Long_AsInt64_t(h)),
    Long_AsUnsignedLong: (h) => narrow(Long_AsUInt64_t(h)),
    Long_AsUnsignedLongMask: (h) => narrow(Long_AsUInt64_tMask(h)),
  };
}
