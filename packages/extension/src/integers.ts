/**
 * Numbers on their way into C integers.
 *
 * WebAssembly takes any number for a C integer and keeps its lower bits, so that 2**32 silently becomes 0. Here a
 * number that the C type cannot hold raises OverflowError, and one that is no integer raises ValueError, before it
 * gets that far.
 */

import type { Kernel } from "./kernel.ts";

/** Checked conversions; each gives back the value that the raw context takes. */
export interface Integers {
  /** A C `int32_t`. @throws PythonError OverflowError or ValueError. */
  int32(value: number): number;
  /** A C `uint32_t`. @throws PythonError OverflowError or ValueError. */
  uint32(value: number): number;
  /** A C `int64_t`. @throws PythonError OverflowError or ValueError. */
  int64(value: number | bigint): bigint;
  /** A C `uint64_t`. @throws PythonError OverflowError or ValueError. */
  uint64(value: number | bigint): bigint;
  /** A `size_t`. @throws PythonError OverflowError or ValueError. */
  size(value: number): number;
  /** An `HPy_ssize_t`: a length or an index, which may be negative. @throws PythonError OverflowError or ValueError. */
  ssize(value: number): number;
}

/** Conversions that raise in the kernel's interpreter. */
export function integers({ api, error, memory }: Kernel): Integers {
  const wide = memory.pointerSize === 8;

  function refuse(value: number | bigint, type: string): never {
    if (typeof value === "bigint" || Number.isInteger(value)) {
      throw error(api.h_OverflowError, `${value} does not fit in ${type}`);
    }
    throw error(api.h_ValueError, `${String(value)} is not an integer`);
  }

  function toBigInt(value: number | bigint, type: string): bigint {
    return typeof value === "bigint" ? value : Number.isInteger(value) ? BigInt(value) : refuse(value, type);
  }

  const wideSize = (value: number): number =>
    wide && Number.isSafeInteger(value) ? value : refuse(value, "HPy_ssize_t");
  const int32 = (value: number): number => ((value | 0) === value ? value : refuse(value, "int32_t"));
  const uint32 = (value: number): number => (value >>> 0 === value ? value : refuse(value, "uint32_t"));
  return {
    int32,
    uint32,
    int64(value) {
      const big = toBigInt(value, "int64_t");
      return BigInt.asIntN(64, big) === big ? big : refuse(value, "int64_t");
    },
    uint64(value) {
      const big = toBigInt(value, "uint64_t");
      return BigInt.asUintN(64, big) === big ? big : refuse(value, "uint64_t");
    },
    size(value) {
      if (value >>> 0 === value || (wide && Number.isSafeInteger(value) && value >= 0)) return value;
      return refuse(value, "size_t");
    },
    ssize: (value) => ((value | 0) === value ? value : wideSize(value)),
  };
}
