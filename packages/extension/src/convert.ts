/** Values between JavaScript and Python, without a handle where none is needed. */

import { type Handle, HPy_NULL } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import { HPy, misuse, resolveHandle } from "./handle.ts";
import { writeWord } from "./words.ts";

/** Makes Python objects of JavaScript values. */
export interface Converter {
  /**
   * The Python object for what an implementation returned: a new raw handle.
   * @throws PythonError when it cannot be made; TypeError for a value that stands for no object.
   */
  give(value: unknown): Handle;
  /** An `int`: a new raw handle, or null with an exception set. */
  newInteger(value: bigint): Handle;
  /** The value of an `int`: a number when it is a safe integer, else a bigint. */
  readInteger(h: Handle): number | bigint;
}

const INT32_MAX = 0x7fff_ffff;
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Makes the conversions of one kernel.
 * @param giveObject makes a raw handle of an object that is no handle (a promise), or `HPy_NULL` when it stands for
 * nothing.
 */
export function createConverter(kernel: BaseKernel, giveObject: (value: object) => Handle): Converter {
  const { api, arena, fail, memory, newText, scopes } = kernel;
  const { Close, Dup, Float_FromDouble, Long_FromInt32_t, Long_FromInt64_t, h_None, h_True, h_False } = api;

  function give(value: unknown): Handle {
    const raw = resolveHandle(value, scopes);
    return raw === HPy_NULL ? giveOther(value) : scopes.take(value as HPy, raw, Dup);
  }

  function giveOther(value: unknown): Handle {
    const made = make(value);
    if (made === HPy_NULL) fail();
    return made;
  }

  function make(value: unknown): Handle {
    switch (typeof value) {
      case "undefined":
        return Dup(h_None);
      case "number":
        return newNumber(value);
      case "string":
        return newText(value);
      case "boolean":
        return Dup(value ? h_True : h_False);
      case "bigint":
        return newInteger(value);
      case "object": {
        if (value === null) return Dup(h_None);
        if (value instanceof HPy) throw misuse(value, scopes);
        const made = giveObject(value);
        if (made !== HPy_NULL) return made;
        break;
      }
    }
    throw new TypeError(
      `A value of type ${typeof value} is no Python object. Return a handle, a string, a number, a bigint, a boolean, ` +
        "null or a promise; ctx.from() converts arrays, maps and plain objects.",
    );
  }

  function newNumber(value: number): Handle {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return Float_FromDouble(value);
    if (value >= -INT32_MAX && value <= INT32_MAX) return Long_FromInt32_t(value);
    return Long_FromInt64_t(BigInt(value));
  }

  function newInteger(value: bigint): Handle {
    if (value <= INT64_MAX && value >= -INT64_MAX) return Long_FromInt64_t(value);
    const negative = value < 0n;
    const digits = newText(`${negative ? "-" : ""}${(negative ? -value : value).toString(16)}`);
    if (digits === HPy_NULL) return HPy_NULL;
    const base = Long_FromInt32_t(16);
    const args = arena.allocate(2 * memory.pointerSize);
    writeWord(memory, args, digits);
    writeWord(memory, args + memory.pointerSize, base);
    const made = api.Call(api.h_LongType, args, 2, HPy_NULL);
    arena.release(args);
    Close(base);
    Close(digits);
    return made;
  }

  function readInteger(h: Handle): number | bigint {
    const value = api.Long_AsInt64_t(h);
    if (value !== -1n || api.Err_Occurred() === 0) return narrow(value);
    const error = kernel.takeError();
    if (error === null || !error.matches(kernel.constant(api.h_OverflowError))) throw error;
    const exact = api.Long(h);
    if (exact === HPy_NULL) fail();
    const format = newText("__format__");
    const code = newText("x");
    const args = arena.allocate(2 * memory.pointerSize);
    writeWord(memory, args, exact);
    writeWord(memory, args + memory.pointerSize, code);
    const digits = api.CallMethod(format, args, 2, HPy_NULL);
    arena.release(args);
    Close(format);
    Close(code);
    Close(exact);
    if (digits === HPy_NULL) fail();
    const text = kernel.readText(digits);
    Close(digits);
    return text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
  }

  return { give, newInteger, readInteger };
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
