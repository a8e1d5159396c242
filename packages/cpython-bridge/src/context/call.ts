/** Calling. An array of handles is an array of `PyObject *`, so a call passes it on as it is. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { subclassCheck } from "../subclass.ts";

/** The calling functions of the context; `SetCallFunction` belongs to the types that offer it. */
export type CallApi = Pick<Api, "Callable_Check" | "CallTupleDict" | "Call" | "CallMethod">;

/**
 * Calls with arguments in an array, or in a tuple and a dict. Without arguments a method has no receiver, and C reads
 * what lies at `args`, hence the check.
 */
export function callContext(interpreter: Interpreter): CallApi {
  const { capi, raise } = interpreter;
  const isTuple = subclassCheck(interpreter, "Tuple");
  const isDict = subclassCheck(interpreter, "Dict");

  function CallTupleDict(callable: Handle, args: Handle, kw: Handle): Handle {
    if (args !== HPy_NULL && isTuple(args) === 0) {
      return raise.error("PyExc_TypeError", "HPy_CallTupleDict requires args to be a tuple or null handle");
    }
    if (kw === HPy_NULL) return capi.PyObject_CallObject(callable, args);
    if (isDict(kw) === 0) {
      return raise.error("PyExc_TypeError", "HPy_CallTupleDict requires kw to be a dict or null handle");
    }
    if (args !== HPy_NULL) return capi.PyObject_Call(callable, args, kw);
    const empty = capi.PyTuple_New(0);
    const result = capi.PyObject_Call(callable, empty, kw);
    capi.Py_DecRef(empty);
    return result;
  }

  return {
    Callable_Check: capi.PyCallable_Check,
    CallTupleDict,
    Call: capi.PyObject_Vectorcall,
    CallMethod: (name, args, nargs, kwnames) =>
      nargs === 0
        ? raise.error("PyExc_SystemError", "HPy_CallMethod requires a receiver as the first argument")
        : capi.PyObject_VectorcallMethod(name, args, nargs, kwnames),
  };
}
