/** Values between JavaScript and Python, without a handle where none is needed. */

import { type Handle, HPy_NULL, type OwnCode } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import { type HandleObject, HPy, misuse, resolveHandle } from "./handle.ts";
import type { ScopeStack } from "./scope.ts";
import { writeWord } from "./words.ts";

/** Makes Python objects of JavaScript values. */
export interface Converter {
  /**
   * The Python object for what an implementation returned: a new raw handle.
   * @throws PythonError when it cannot be made; TypeError for a value that stands for no object.
   */
  give(value: unknown): Handle;
  /** A copy of {@link Converter.give} with machine code of its own, for one adapter. */
  ownGive(): (value: unknown) => Handle;
  /** An `int`: a new raw handle, or null with an exception set. */
  newInteger(value: bigint): Handle;
  /** The value of an `int`: a number when it is a safe integer, else a bigint. */
  readInteger(h: Handle): number | bigint;
}

const giveFactory = (
  scopes: ScopeStack,
  dup: (h: Handle) => Handle,
  none: Handle,
  fromInt32: (value: number) => Handle,
  givePrimitive: (value: unknown) => Handle,
  giveOther: (value: object) => Handle,
): ((value: unknown) => Handle) => {
  // An object that is no handle is rare: where the engine has not seen one, a handle made just for being returned
  // does not escape, and is never allocated.
  return (value) => {
    if (typeof value === "object" && value !== null) {
      const handle = value as HandleObject;
      const isMine = handle.owner === scopes && handle.position >= 0 && handle.life === scopes.serial;
      return isMine ? scopes.take(handle) : giveOther(value);
    }
    if (value === undefined) return dup(none);
    if (typeof value === "number" && (value | 0) === value && value !== 0) {
      const made = fromInt32(value);
      if (made !== 0) return made;
    }
    return givePrimitive(value);
  };
};

const INT64_MAX = 2n ** 63n - 1n;

/**
 * Makes the conversions of one kernel.
 * @param giveObject makes a raw handle of an object that is no handle (a promise), or `HPy_NULL` when it stands for
 * nothing.
 */
export function createConverter(
  kernel: BaseKernel,
  ownCode: OwnCode,
  giveObject: (value: object) => Handle,
): Converter {
  const { api, arena, fail, memory, newText, scopes } = kernel;
  const { Close, Dup, Float_FromDouble, Long_FromInt32_t, Long_FromInt64_t, h_None, h_True, h_False } = api;

  const give = giveFactory(scopes, Dup, h_None, Long_FromInt32_t, givePrimitive, giveOther);
  const ownGive = (): Converter["give"] =>
    ownCode(giveFactory)(scopes, Dup, h_None, Long_FromInt32_t, givePrimitive, giveOther);

  function givePrimitive(value: unknown): Handle {
    const made = newPrimitive(value);
    return made === HPy_NULL ? fail() : made;
  }

  function newPrimitive(value: unknown): Handle {
    if (typeof value === "number") return newNumber(value);
    if (value === undefined || value === null) return Dup(h_None);
    if (typeof value === "string") return newText(value);
    if (typeof value === "boolean") return Dup(value ? h_True : h_False);
    if (typeof value === "bigint") return newInteger(value);
    throw refuse(value);
  }

  function giveOther(value: object): Handle {
    const raw = resolveHandle(value, scopes);
    if (raw !== HPy_NULL) return Dup(raw);
    if (value instanceof HPy) throw misuse(value, scopes);
    const made = giveObject(value);
    if (made === HPy_NULL) throw refuse(value);
    return made;
  }

  function refuse(value: unknown): TypeError {
    return new TypeError(
      `A value of type ${typeof value} is no Python object. Return a handle, a string, a number, a bigint, a boolean, ` +
        "null or a promise; ctx.from() converts arrays, maps and plain objects.",
    );
  }

  function newNumber(value: number): Handle {
    if ((value | 0) === value && (value !== 0 || 1 / value > 0)) return Long_FromInt32_t(value);
    if (!Number.isSafeInteger(value) || value === 0) return Float_FromDouble(value);
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

  return { give, ownGive, newInteger, readInteger };
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
