/**
 * What fast functions know of objects: reference counts, types and views of the memory.
 *
 * A handle is the address of an object, so JavaScript can do what CPython's macros do in C: count references, compare
 * types, read small integers and the items of lists. That saves a call into WebAssembly (6 to 9 ns with its guard) each
 * time. Where an object keeps what was probed when the interpreter was opened (`pyodide/layout.ts`), for the direct
 * functions too (`direct/`), which do the same for linked extensions; what a probe did not find is left to CPython.
 *
 * All of it works on the view of 32-bit words, signed, because those are the numbers that engines handle best. The view
 * is asked for anew after every call into CPython, which may have made the memory grow.
 */

import { createOwnCode, type Handle, type Memory } from "@hpyjs/core";
import type { CApi } from "../capi.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Layout } from "../transport.ts";
import { SpareIntegers } from "./spare-integers.ts";

/** The objects of one interpreter, seen without calling it. */
export interface Heap {
  /** CPython's C API, for whatever is not done here. */
  readonly capi: CApi;
  /** Probed object layouts. */
  readonly layout: Layout;
  /** The interpreter's memory. */
  readonly memory: Memory;
  /** Words from an object's start to its type. */
  readonly type: number;
  /** Reference counts from this one on are not changed. */
  readonly immortal: number;
  /** Integers that were closed. */
  readonly spare: SpareIntegers;
  /** Counts one reference more to an object that is not null. */
  readonly retain: (h: Handle) => void;
  /** Counts one reference less to an object, or to none. Python code may run. */
  readonly release: (h: Handle) => void;
  /**
   * A function of the C API that runs no Python code, without the guard around it. A guard is 5 ns, most of which goes
   * into a look at the stack. Here that is taken at one call in 32 only: such functions need no more than a few hundred
   * bytes of it, and 160 KiB are there for what lies between two looks. Where JavaScript alone has used up the stack in
   * the meantime, they fail where they begin, or where they ask for memory, which changes nothing. (For functions in which
   * Python code may run that would be too bold: those are what makes a recursion deep, and need as much as the code does.)
   */
  readonly quiet: <N extends QuietFunction>(name: N) => CApi[N];
  /** The address of a type, as the view of words has it. */
  readonly typeAt: (symbol: string) => number;
}

/** Functions of the C API that allocate, but run no Python code. */
type QuietFunction =
  | "PyDict_New"
  | "PyFloat_FromDouble"
  | "PyIter_Next"
  | "PyList_New"
  | "PyLong_FromLong"
  | "PyLong_FromSize_t"
  | "PyLong_FromSsize_t"
  | "PyLong_FromUnsignedLong"
  | "PyTuple_New"
  | "PyType_GenericAlloc"
  | "PyUnicode_DecodeLatin1"
  | "PyUnicode_FromString";

/** One call in so many looks at the stack: a power of two. */
const sample = 32;

/**
 * Makes a function that calls a quiet one. It is copied for each, so that the engine sees which.
 * @param calls 0: a parameter, since engines check a `let` each time whether it was set already.
 */
const quietFactory = (
  call: (a: number, b: number, c: number) => unknown,
  room: () => void,
  mask: number,
  calls: number,
): ((a: number, b: number, c: number) => unknown) => {
  return (a, b, c) => {
    calls = (calls + 1) & mask;
    if (calls === 0) room();
    return call(a, b, c);
  };
};

/** Looks at the objects of an interpreter; `null` where its reference counts are not as expected. */
export function openHeap({ capi, memory, transport }: Interpreter): Heap | null {
  const { bare, calls, layout, symbol } = transport;
  const { immortal } = layout;
  if (immortal === null || layout.references !== 0) return null;
  const retain = (h: Handle): void => {
    const counts = memory.i32();
    const count = counts[h >>> 2] as number;
    if (count < immortal) counts[h >>> 2] = count + 1;
  };
  const typeAt = (name: string): number => symbol(name) | 0;
  const [ofInt, ofFloat, ofStr] = [typeAt("PyLong_Type"), typeAt("PyFloat_Type"), typeAt("PyUnicode_Type")];
  const typeWord = layout.type >>> 2;
  const spare = new SpareIntegers(memory, layout.integer);
  /** Lets go of the last reference to an object. */
  const drop = (h: Handle): void => {
    // Nothing runs when one of these goes, so the guard around the call can be left out.
    const type = memory.i32()[(h >>> 2) + typeWord];
    if (type === ofInt) {
      if (!spare.keep(h)) bare.Py_DecRef(h);
    } else if (type === ofFloat || type === ofStr) bare.Py_DecRef(h);
    else capi.Py_DecRef(h);
  };
  // Engines stop inlining where a function has become too long, so what is rare stands elsewhere.
  const release = (h: Handle): void => {
    if (h === 0) return;
    const counts = memory.i32();
    const at = h >>> 2;
    const count = counts[at] as number;
    if (count >= immortal) return;
    if (count > 1) counts[at] = count - 1;
    else drop(h);
  };
  const ownCode = createOwnCode();
  return {
    capi,
    quiet: (name) => ownCode(quietFactory)(bare[name] as never, calls.ampleRoom, sample - 1, 0) as never,
    layout,
    memory,
    type: typeWord,
    immortal,
    spare,
    retain,
    release,
    typeAt,
  };
}
