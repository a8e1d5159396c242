/** Integers. A C `long` and a `size_t` have 32 bits here. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { address } from "../unsigned.ts";

/** The integer functions of the context. */
export type LongApi = Pick<Api, Extract<keyof Api, `Long_${string}`>>;

/** Integers to and from numbers; what C calls unsigned is made non-negative. */
export function longContext({ capi }: Interpreter): LongApi {
  return {
    Long_FromInt32_t: capi.PyLong_FromLong,
    Long_FromUInt32_t: capi.PyLong_FromUnsignedLong,
    Long_FromInt64_t: capi.PyLong_FromLongLong,
    Long_FromUInt64_t: capi.PyLong_FromUnsignedLongLong,
    Long_FromSize_t: capi.PyLong_FromSize_t,
    Long_FromSsize_t: capi.PyLong_FromSsize_t,
    Long_AsInt32_t: capi.PyLong_AsLong,
    Long_AsUInt32_t: (h) => capi.PyLong_AsUnsignedLong(h) >>> 0,
    Long_AsUInt32_tMask: (h) => capi.PyLong_AsUnsignedLongMask(h) >>> 0,
    Long_AsInt64_t: capi.PyLong_AsLongLong,
    Long_AsUInt64_t: (h) => BigInt.asUintN(64, capi.PyLong_AsUnsignedLongLong(h)),
    Long_AsUInt64_tMask: (h) => BigInt.asUintN(64, capi.PyLong_AsUnsignedLongLongMask(h)),
    Long_AsSize_t: (h) => capi.PyLong_AsSize_t(h) >>> 0,
    Long_AsSsize_t: capi.PyLong_AsSsize_t,
    Long_AsVoidPtr: (h) => address(capi.PyLong_AsVoidPtr(h)),
    Long_AsDouble: capi.PyLong_AsDouble,
  };
}
