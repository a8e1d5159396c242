/** Functions that take arrays of handles, or write a handle. */

import { type Api, type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";

type ArrayApi = Pick<Api, "Call" | "CallMethod" | "Tuple_FromArray" | "Type_GenericNew" | "ContextVar_Get">;

/** Makes these functions. */
export function arrayFunctions(context: DebugContext, api: Api): ArrayApi {
  const { scratch } = context;
  const { extra } = context.inner;

  /** Calls with an array of the layer's own handles. */
  function withArray(args: Pointer, count: number, where: string, call: (array: Pointer) => Handle): Handle {
    if (!(count > 0) || args === 0) return context.out(call(args), where);
    const array = scratch.take(count);
    try {
      for (let index = 0; index < count; index++) {
        scratch.write(array, index, context.in(scratch.read(args, index), where));
      }
      return context.out(call(array), where);
    } finally {
      scratch.give(array);
    }
  }

  /** Whether the names of keyword arguments may be that. */
  function isNames(names: Handle, where: string): boolean {
    if (names === HPy_NULL || extra.Inspect_Is(names, "tuple")) return true;
    const problem = `${where} arg 'kwnames' must be a tuple object or HPy_NULL`;
    context.report({ kind: "argument", upstream: problem, problem: "it is none", where, object: names });
    return false;
  }

  function call(name: "Call" | "CallMethod"): Api["Call"] {
    const where = `HPy_${name}`;
    const original = api[name];
    return (callable, args, nargs, kwnames) => {
      context.check(where);
      const names = context.in(kwnames, where);
      const innerCallable = context.in(callable, where);
      if (!isNames(names, where)) return context.refuse(`${where}: kwnames is no tuple`);
      const count = nargs + (names === HPy_NULL ? 0 : extra.Inspect_Size(names));
      return withArray(args, count, where, (array) => original(innerCallable, array, nargs, names));
    };
  }

  return {
    Call: call("Call"),
    CallMethod: call("CallMethod"),
    Tuple_FromArray: (items, n) => {
      const where = "HPyTuple_FromArray";
      context.check(where);
      return withArray(items, n, where, (array) => api.Tuple_FromArray(array, n));
    },
    Type_GenericNew: (type, args, nargs, kw) => {
      const where = "HPyType_GenericNew";
      const innerType = context.in(type, where);
      const innerKw = context.in(kw, where);
      return withArray(args, nargs, where, (array) => api.Type_GenericNew(innerType, array, nargs, innerKw));
    },
    ContextVar_Get: (context_var, default_value, result) => {
      const where = "HPyContextVar_Get";
      const innerVar = context.in(context_var, where);
      const innerDefault = context.in(default_value, where);
      const status = api.ContextVar_Get(innerVar, innerDefault, result);
      context.write(result, context.out(context.read(result), where));
      return status;
    },
  };
}
