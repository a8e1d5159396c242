/**
 * Calling Python objects.
 *
 * HPy passes arguments as one array: the positional ones, then the values of the keyword arguments, whose names a tuple
 * holds. It is what a KEYWORDS method receives, so a call can be handed on unchanged: `ctx.Call(target, args, kwnames)`.
 */

import { type Handle, HPy_NULL } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { CallImpl, Kernel } from "../kernel.ts";
import { createTuples } from "../tuples.ts";

/** The names of keyword arguments: a tuple of `str`, an array of names, or none. */
export type KeywordNames = HPy | readonly string[] | null;

/** The ways to call. @throws PythonError what the callee raised; TypeError when the object cannot be called. */
export interface CallContext {
  /** Whether `h` can be called (`HPyCallable_Check`). */
  Callable_Check(h: HPy): boolean;
  /**
   * `callable(*args, **kw)` with a tuple and a dict; `null` stands for an empty one (`HPy_CallTupleDict`).
   * @throws PythonError TypeError when `args` is no tuple or `kw` no dict.
   */
  CallTupleDict(callable: HPy, args: HPy | null, kw?: HPy | null): HPy;
  /**
   * Calls with an array of arguments (`HPy_Call`).
   *
   * @param args the positional arguments, then the values of the keyword arguments.
   * @param kwnames the names of the keyword arguments; none by default.
   * @throws PythonError TypeError when `kwnames` is another object than a tuple of `str`.
   */
  Call(callable: HPy, args: readonly HPy[], kwnames?: KeywordNames): HPy;
  /**
   * Calls a method (`HPy_CallMethod`).
   *
   * @param name the method's name, a `str` object or a string.
   * @param args the receiver, then the positional arguments, then the values of the keyword arguments.
   * @param kwnames the names of the keyword arguments; none by default.
   */
  CallMethod(name: HPy | string, args: readonly HPy[], kwnames?: KeywordNames): HPy;
  /** `receiver.name(*args, **kw)` (`HPy_CallMethodTupleDict`). */
  CallMethodTupleDict(name: HPy, receiver: HPy, args: HPy | null, kw?: HPy | null): HPy;
  /** `receiver.name(*args, **kw)` (`HPy_CallMethodTupleDict_s`). */
  CallMethodTupleDict_s(name: string, receiver: HPy, args: HPy | null, kw?: HPy | null): HPy;
  /**
   * Makes `impl` what happens when this one instance is called (`HPy_SetCallFunction`). Its type must have `tp_call`.
   * @throws PythonError TypeError when the type does not have it.
   */
  SetCallFunction(h: HPy, impl: CallImpl): void;
}

/** The family over one kernel. */
export function callContext(kernel: Kernel): CallContext {
  const { api, check, error, fail, handleArray, newText, open, release, text, unwrap, unwrapOrNull } = kernel;
  const { Call, CallMethod, CallTupleDict, Close } = api;
  const { textTuple } = createTuples(kernel);

  /** Calls `call` on `callee` with the arguments as C wants them. */
  function withArguments(
    call: typeof Call,
    callee: Handle,
    args: readonly HPy[],
    kwnames: KeywordNames | undefined,
  ): HPy {
    if (isNames(kwnames)) {
      const names = open(textTuple(kwnames));
      const result = withArguments(call, callee, args, names);
      names.close();
      return result;
    }
    const names = unwrapOrNull(kwnames ?? null);
    const nargs = names === HPy_NULL ? args.length : args.length - countNames(names);
    if (nargs < 0) throw new RangeError("There are more names of keyword arguments than arguments.");
    const array = handleArray(args);
    const result = call(callee, array, nargs, names);
    release(array);
    return open(result);
  }

  /** The number of names. Callees take the word for it that they are a tuple of `str`, and do not look again. */
  function countNames(names: Handle): number {
    if (api.Tuple_Check(names) === 0) throw error(api.h_TypeError, "kwnames must be a tuple of str");
    const count = check(api.Length(names));
    for (let i = 0; i < count; i++) {
      const name = open(api.GetItem_i(names, i));
      const isText = api.Unicode_Check(unwrap(name)) !== 0;
      name.close();
      if (!isText) throw error(api.h_TypeError, "keywords must be strings");
    }
    return count;
  }

  function callAttribute(method: Handle, args: HPy | null, kw: HPy | null): HPy {
    if (method === HPy_NULL) fail();
    const result = CallTupleDict(method, unwrapOrNull(args), unwrapOrNull(kw));
    Close(method);
    return open(result);
  }

  return {
    Callable_Check: (h) => api.Callable_Check(unwrap(h)) !== 0,
    CallTupleDict: (callable, args, kw = null) =>
      open(CallTupleDict(unwrap(callable), unwrapOrNull(args), unwrapOrNull(kw))),
    Call: (callable, args, kwnames) => withArguments(Call, unwrap(callable), args, kwnames),
    CallMethod: (name, args, kwnames) => {
      if (typeof name !== "string") return withArguments(CallMethod, unwrap(name), args, kwnames);
      const str = open(newText(name));
      const result = withArguments(CallMethod, unwrap(str), args, kwnames);
      str.close();
      return result;
    },
    CallMethodTupleDict: (name, receiver, args, kw = null) =>
      callAttribute(api.GetAttr(unwrap(receiver), unwrap(name)), args, kw),
    CallMethodTupleDict_s: (name, receiver, args, kw = null) => {
      const raw = unwrap(receiver);
      const utf8 = text(name);
      const method = api.GetAttr_s(raw, utf8);
      release(utf8);
      return callAttribute(method, args, kw);
    },
    SetCallFunction: (h, impl) => {
      check(api.SetCallFunction(unwrap(h), { impl: kernel.keywordsImplementation(impl) }));
    },
  };
}

function isNames(kwnames: KeywordNames | undefined): kwnames is readonly string[] {
  return Array.isArray(kwnames);
}
