/** Checks whether an object is an instance of a built-in type, subclasses included, by one bit of its type. */

import type { Handle } from "@hpyjs/core";
import type { Interpreter } from "./interpreter.ts";

/** The bits that CPython sets on a built-in type and on all its subclasses (`Py_TPFLAGS_*_SUBCLASS`). */
export const subclassFlags = {
  Long: 0x1000000,
  List: 0x2000000,
  Tuple: 0x4000000,
  Bytes: 0x8000000,
  Unicode: 0x10000000,
  Dict: 0x20000000,
} as const;

/** Makes `PyBytes_Check` and its like, which are macros in C. The result of a check is 1 or 0. */
export function subclassCheck(
  { capi, memory, transport }: Interpreter,
  name: keyof typeof subclassFlags,
): (h: Handle) => number {
  const flag = subclassFlags[name];
  const word = transport.layout.type >>> 2;
  return (h) => {
    const type = memory.u32()[(h >>> 2) + word] as Handle;
    return (capi.PyType_GetFlags(type) & flag) === 0 ? 0 : 1;
  };
}
