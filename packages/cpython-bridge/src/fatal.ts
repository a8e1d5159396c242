/**
 * Fatal errors: the end of an interpreter, on purpose.
 *
 * CPython prints the message and a traceback to the C `stderr`, and aborts. In WebAssembly an abort is a trap through
 * CPython's frames: the process lives on, the interpreter does not, and the edge is told so.
 */

import type { Pointer } from "@hpyjs/core";
import type { Interpreter } from "./interpreter.ts";

/**
 * Makes `Py_FatalError` for one API function.
 * @param where the function that the message names: `Fatal Python error: <where>: <message>`.
 * @returns a function that takes the message, a C string, and always throws an InterpreterDeadError.
 */
export function fatalError(interpreter: Interpreter, where: string): (message: Pointer) => never {
  const { capi, edge, strings } = interpreter;
  const name = strings.constant(where);
  return (message) => {
    const text = `Fatal Python error: ${where}: ${strings.fromC(message) ?? "<message not set>"}`;
    try {
      capi._Py_FatalErrorFunc(name, message);
    } catch (abort) {
      return edge.die(new Error(text, { cause: abort }));
    }
    return edge.die(new Error(text));
  };
}
