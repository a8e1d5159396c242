/**
 * Implementations in numbers: for the few functions of an extension in which every nanosecond counts.
 *
 * An implementation in an object, `{ O: { raw: (ctx, self, arg) => … } }`, is what it would be in C. It gets the raw
 * context, on which handles, pointers and sizes are numbers, and which is the layer's own: in debug mode the numbers are
 * debug mode's, and mistakes are reported as those of an extension in C. Nothing is checked beyond that, nothing closed
 * at the end, and nothing thrown: a function of the context that fails returns the failure value of its kind, null or
 * -1, with the exception set, and so must the implementation. What is thrown all the same becomes a Python exception;
 * but what was open then stays so.
 *
 * Who passes a number as a handle that is none crashes the interpreter. Write the rest of the extension with the
 * comfortable context.
 */

import type {
  Api,
  Handle,
  Memory,
  NumberCall,
  NumberSignature,
  OwnCode,
  Pointer,
  Signatures,
} from "@hpyjs/core";
import type { AnyTypeToken, MemberSpecs, TypeToken } from "./instance.ts";
import type { RawBuffer } from "./raw-buffer.ts";

/** What the raw context has beyond HPy's functions. */
export interface RawComforts {
  /** What pointers point into. Its views are good until the next function of the context is called. */
  readonly memory: Memory;
  /** 64 bytes for out-parameters, aligned to 16; the content does not survive a call that can run Python code. */
  readonly scratch: Pointer;
  /**
   * `s` as a C string (UTF-8, NUL at the end), which lives as long as the module: for names that are written in the
   * source, not for text that changes.
   * @throws TypeError when UTF-8 or C cannot express it.
   */
  text(s: string): Pointer;
  /** The handle at `index` of an array of arguments. Borrowed: it is the caller's. */
  argument(args: Pointer, index: number): Handle;
  /** The type object of a type that the module lists: a new handle. @throws TypeError when it is not made yet. */
  type(type: AnyTypeToken): Handle;
  /**
   * Bytes from the start of an instance's struct (`ctx.AsStruct_Object(h)`) to the member or the field `name`; without a
   * name, to its raw memory (`rawSize`).
   * @throws TypeError when the type is not made yet, or has no such thing.
   */
  offset<S, F extends string, M extends MemberSpecs>(
    type: TypeToken<S, F, M>,
    name?: F | (keyof M & string),
  ): number;
  /**
   * Fills the `Py_buffer` at `buffer`, for `bf_getbuffer`: memory without gaps, of one dimension. Checks what the consumer
   * asks for, and duplicates the exporter's handle. `shape` and `format` are read as long as the buffer is used.
   * @returns 0, or -1 with BufferError set.
   */
  fillBuffer(buffer: Pointer, exporter: Handle, flags: number, memory: RawBuffer): number;
  /**
   * A function that calls Python objects with numbers and reads a number: the int or the float of each argument, `ctx.Call`,
   * what the result is in JavaScript, and all handles in between closed. Where nothing is around the layer it is one step,
   * and faster than these one by one; a mode sees each.
   * @param signature the result's letter, a colon, and the parameters' letters: `i` for `Long_FromInt32_t` and
   * `Long_AsInt32_t`, `d` for `Float_FromDouble` and `Float_AsDouble`, and `v` for a result that does not matter (0).
   * @returns the same function for the same signature; where anything fails, it returns -1 with an exception set.
   * @throws TypeError when it is no signature, or has more than 8 parameters.
   * @example `const sum = ctx.numberCall("i:ii")(add, 40, 2); if (sum === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;`
   */
  numberCall(signature: NumberSignature): NumberCall;
  /** The JavaScript value of an instance of `type`, made if it has none yet. Nobody checks that `h` is one. */
  value<S>(type: TypeToken<S, string, MemberSpecs>, h: Handle): S;
}

/** The raw context: HPy's functions as in C, but for the parameter `ctx`. */
export interface RawContext extends Api, RawComforts {}

/** An implementation in numbers, with the signature that it has in C (`HPyFunc_*`). */
export interface RawImpl<S extends keyof Signatures> {
  /** What runs when Python calls it. Arguments are borrowed, the result is a new handle. */
  readonly raw: (ctx: RawContext, ...args: Parameters<Signatures[S]>) => ReturnType<Signatures[S]>;
}

/** Whether an implementation is one in numbers. */
export function isRaw<S extends keyof Signatures>(
  impl: RawImpl<S> | ((...args: never[]) => unknown),
): impl is RawImpl<S> {
  return typeof impl === "object";
}

type Numbers = (...args: number[]) => never;

const adapter = (ctx: RawContext, impl: (ctx: RawContext, ...args: number[]) => never): Numbers => {
  return (a, b, c, d) => impl(ctx, a as number, b as number, c as number, d as number);
};

/**
 * The same for an implementation with a loop, which engines must not compile into one piece with the entry that calls it,
 * as they otherwise do. Below the entry's `try`, V8 peels no first turn off such a loop (it seems that the check for
 * interrupts has a way out to the `catch` that is not marked as one out of the loop), and then does in each turn what is the
 * same in all of them, such as finding where a typed array has its elements. A loop over 256 doubles took 250 ns so, and
 * 140 as it is here; the call costs next to nothing. (To see it: `node --no-turbo-loop-peeling` makes loops as slow
 * everywhere, and with `--no-turbo-inlining` they are fast here as well. Shared code for all adapters is not enough, for V8
 * knows the one implementation from the closure.)
 */
const loopAdapter = (ctx: RawContext, impl: (ctx: RawContext, ...args: number[]) => never): Numbers => {
  const place = [impl];
  const adapted: Numbers = (a, b, c, d) => {
    const call = place[0] as typeof impl;
    return call(ctx, a as number, b as number, c as number, d as number);
  };
  // An engine takes for granted what a closure refers to, and where only one function was ever called, too. So there were
  // others: enough of them that it has begun to take notes.
  const others = [() => 0, () => 1] as unknown as (typeof impl)[];
  for (let i = 0; i < calledBefore; i++) {
    place[0] = others[i & 1] as typeof impl;
    adapted(0, 0, 0, 0);
  }
  place[0] = impl;
  return adapted;
};

/** How often other functions are called where an implementation with a loop will be. */
const calledBefore = 64;

/** Whether a function has a loop, as far as its text says. */
export function hasLoop(impl: (...args: never[]) => unknown): boolean {
  return /\b(?:do|for|while)\b/.test(Function.prototype.toString.call(impl));
}

/** The implementation of a definition around one in numbers. */
export function adaptRaw<S extends keyof Signatures>(
  ctx: RawContext,
  ownCode: OwnCode,
  { raw }: RawImpl<S>,
): Signatures[S] {
  const adapt = hasLoop(raw) ? loopAdapter : ownCode(adapter);
  return adapt(ctx, raw as never) as unknown as Signatures[S];
}
