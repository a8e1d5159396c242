/** Integers and floats without a call: small integers are shared objects, and those of one digit are read in place. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Heap } from "./heap.ts";

/** The tag of an integer with one digit is smaller; its lowest two bits are 0 for positive, 1 for zero, 2 for negative. */
const oneDigit = 16;

/** The smallest integer that is a shared object, and the greatest. */
const lowest = -5;
const highest = 256;

/** Making integers of numbers. What is no 32-bit integer loses what WebAssembly would take off it. */
export function makeNumbers({ layout, quiet, spare }: Heap): Partial<Api> {
  const { smallIntegers } = layout;
  if (smallIntegers === null) return {};
  const { stride, zero } = smallIntegers;
  const signed =
    (slow: (value: number) => Handle): ((value: number) => Handle) =>
    (value) => {
      const small = value | 0;
      if (small >= lowest && small <= highest) return (zero + small * stride) as Handle;
      if (spare.count === 0) return slow(value);
      const found = spare.take(small);
      return found === HPy_NULL ? slow(value) : found;
    };
  const unsigned =
    (slow: (value: number) => Handle): ((value: number) => Handle) =>
    (value) => {
      const small = value | 0;
      return small >= 0 && small <= highest ? ((zero + small * stride) as Handle) : slow(value);
    };
  return {
    Long_FromInt32_t: signed(quiet("PyLong_FromLong")),
    Long_FromSsize_t: signed(quiet("PyLong_FromSsize_t")),
    Long_FromUInt32_t: unsigned(quiet("PyLong_FromUnsignedLong")),
    Long_FromSize_t: unsigned(quiet("PyLong_FromSize_t")),
  };
}

/** Sums and differences of integers of one digit, which have 32 bits at most. */
export function arithmetic(
  { layout, type, typeAt, memory }: Heap,
  api: Api,
  make: Api["Long_FromInt32_t"],
): Partial<Api> {
  const { integer } = layout;
  if (integer === null) return {};
  const exact = typeAt("PyLong_Type");
  const [tag, digit] = [integer.tag >>> 2, integer.digit >>> 2];
  const { Add, Subtract } = api;
  const isSmall = (view: Int32Array, at: number): boolean =>
    view[at + type] === exact && (view[at + tag] as number) < oneDigit;
  const digitOf = (view: Int32Array, at: number): number =>
    ((1 - ((view[at + tag] as number) & 3)) * (view[at + digit] as number)) | 0;
  return {
    Add: (left, right) => {
      const view = memory.i32();
      const a = left >>> 2;
      const b = right >>> 2;
      if (isSmall(view, a) && isSmall(view, b)) return make((digitOf(view, a) + digitOf(view, b)) | 0);
      return Add(left, right);
    },
    Subtract: (left, right) => {
      const view = memory.i32();
      const a = left >>> 2;
      const b = right >>> 2;
      if (isSmall(view, a) && isSmall(view, b)) return make((digitOf(view, a) - digitOf(view, b)) | 0);
      return Subtract(left, right);
    },
  };
}

/** Reading numbers. */
export function readNumbers(heap: Heap, api: Api): Partial<Api> {
  const { layout, type, typeAt, memory } = heap;
  const { float, integer } = layout;
  const found: Partial<{ -readonly [N in keyof Api]: Api[N] }> = {};
  if (integer !== null) {
    const exact = typeAt("PyLong_Type");
    const [tag, digit] = [integer.tag >>> 2, integer.digit >>> 2];
    const reader =
      (slow: (h: Handle) => number): ((h: Handle) => number) =>
      (h) => {
        const view = memory.i32();
        const at = h >>> 2;
        if (view[at + type] === exact) {
          const sign = view[at + tag] as number;
          // -0 is not what an integer is.
          if (sign < oneDigit) return ((1 - (sign & 3)) * (view[at + digit] as number)) | 0;
        }
        return slow(h);
      };
    found.Long_AsInt32_t = reader(api.Long_AsInt32_t);
    found.Long_AsSsize_t = reader(api.Long_AsSsize_t);
    found.Long_AsDouble = reader(api.Long_AsDouble);
  }
  if (float !== null) {
    const exact = typeAt("PyFloat_Type");
    const { Float_AsDouble } = api;
    found.Float_AsDouble = (h) =>
      memory.i32()[(h >>> 2) + type] === exact
        ? (memory.f64()[(h + float) >>> 3] as number)
        : Float_AsDouble(h);
  }
  return found;
}
