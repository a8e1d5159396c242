/**
 * Entries: the C functions through which Python calls an implementation.
 *
 * Each `HPyFunc_Signature` has a C type, and, where the two differ, an adapter between HPy's parameters and
 * CPython's: `tp_new` and `tp_init` get their positional arguments as an array instead of a tuple. Everything else
 * passes the same numbers on, through the edge.
 *
 * Where an implementation is a C function and nothing else, the entry's specification says so (`Edge.native`), and the
 * transport may make it without JavaScript. Deallocation and finalizers stay here, and so does releasing a buffer.
 *
 * Methods are registered as METH_FASTCALL whatever their kind: on WebAssembly CPython calls METH_NOARGS and METH_O
 * through a trampoline that costs more than checking the arity here.
 */

import {
  type Handle,
  type MethodDefinition,
  nativeOf,
  type Pointer,
  type Refusal,
  type Signatures,
} from "@hpyjs/core";
import type { Implementation } from "../edge.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Callback, CallbackSpec } from "../transport.ts";

/** The C types of the signatures whose parameters are CPython's own, and what they return on failure. */
const sameParameters: Readonly<Record<string, readonly [signature: string, failure: number]>> = {
  UNARYFUNC: ["h:h", 0],
  REPRFUNC: ["h:h", 0],
  GETITERFUNC: ["h:h", 0],
  ITERNEXTFUNC: ["h:h", 0],
  BINARYFUNC: ["h:hh", 0],
  GETATTROFUNC: ["h:hh", 0],
  TERNARYFUNC: ["h:hhh", 0],
  DESCRGETFUNC: ["h:hhh", 0],
  RICHCMPFUNC: ["h:hhi", 0],
  SSIZEARGFUNC: ["h:hn", 0],
  GETTER: ["h:hp", 0],
  MOD_CREATE: ["h:hp", 0],
  INQUIRY: ["i:h", -1],
  LENFUNC: ["n:h", -1],
  HASHFUNC: ["n:h", -1],
  OBJOBJPROC: ["i:hh", -1],
  SSIZEOBJARGPROC: ["i:hnh", -1],
  OBJOBJARGPROC: ["i:hhh", -1],
  SETATTROFUNC: ["i:hhh", -1],
  DESCRSETFUNC: ["i:hhh", -1],
  SETTER: ["i:hhp", -1],
  SENDFUNC: ["i:hhp", -1],
};

/** Calls `use` with the items of a tuple as an array; the array is only valid during the call. */
function withTupleItems(
  interpreter: Interpreter,
  tuple: number,
  use: (items: Pointer, count: number) => unknown,
): unknown {
  const { capi, memory, transport } = interpreter;
  const count = capi.PyTuple_Size(tuple as Handle);
  const { tupleItems } = transport.layout;
  if (tupleItems !== null) return use((tuple + tupleItems) as Pointer, count);
  const items = memory.alloc(count * 4);
  for (let index = 0; index < count; index++) {
    const item = capi.PyTuple_GetItem(tuple as Handle, index);
    memory.u32()[(items >>> 2) + index] = item;
  }
  try {
    return use(items, count);
  } finally {
    memory.free(items);
  }
}

/** The C function of a slot with the given signature. */
export function slotEntry(
  interpreter: Interpreter,
  signature: keyof Signatures,
  impl: Implementation,
): CallbackSpec {
  const { edge } = interpreter;
  const call = impl as (...args: number[]) => unknown;
  const same = sameParameters[signature];
  if (same !== undefined) return edge.native(edge.entry(same[0], impl, same[1]), impl, "plain", same[1]);
  switch (signature) {
    case "INITPROC":
    case "NEWFUNC": {
      const failure = signature === "INITPROC" ? -1 : 0;
      const adapt = (first: Handle, args: Handle, kw: Handle) =>
        withTupleItems(interpreter, args, (items, count) => call(first, items, count, kw));
      const inC = signature === "INITPROC" ? "i:hhh" : "h:hhh";
      const spec = edge.tuple(inC, impl, failure) ?? edge.entry(inC, adapt, failure);
      return edge.native(spec, impl, "tuple", failure);
    }
    case "GETBUFFERPROC":
      return edge.native(edge.buffer(impl), impl, "buffer", -1);
    case "KEYWORDS":
      return vectorcallEntry(interpreter, impl);
    case "DESTRUCTOR":
      return {
        signature: "v:h",
        callback: edge.unraisable(impl, (self) => self as Handle) as Callback,
      };
    case "RELEASEBUFFERPROC": {
      const spec: CallbackSpec = {
        signature: "v:hp",
        callback: edge.unraisable(impl, (self) => self as Handle) as Callback,
      };
      return nativeOf(impl)?.isQuiet === true ? edge.native(spec, impl, "plain", 0) : spec;
    }
    default:
      throw new Error(`no slot has the signature HPyFunc_${signature}`);
  }
}

/** The C function of a `vectorcallfunc`: its count of arguments carries a flag in the highest bit. */
export function vectorcallEntry(interpreter: Interpreter, impl: Implementation): CallbackSpec {
  const call = impl as (...args: number[]) => unknown;
  const entry = (self: Handle, args: Pointer, nargsf: number, kwnames: Handle): unknown =>
    call(self, args, nargsf & 0x7fff_ffff, kwnames);
  const { edge } = interpreter;
  return edge.native(edge.entry("h:hpnh", entry, 0), impl, "vectorcall", 0);
}

const METH_KEYWORDS = 0x0002;
const METH_FASTCALL = 0x0080;

/** A method's C function and its `METH_*` flags. */
export interface MethodEntry {
  /** The C function. */
  readonly spec: CallbackSpec;
  /** `ml_flags`. */
  readonly flags: number;
}

/**
 * The C function of a method, or `null` with a ValueError set when no method can have the definition's signature.
 * @param owner what stands before the name in CPython's messages: the module's or the type's name.
 */
export function methodEntry(
  interpreter: Interpreter,
  owner: string,
  method: MethodDefinition,
): MethodEntry | null {
  const { edge, raise } = interpreter;
  const refuse = (wanted: string): Refusal => ({
    key: `${owner}.${method.name}`,
    raise: (given) => {
      raise.error("PyExc_TypeError", `${owner}.${method.name}() takes ${wanted} (${given} given)`);
    },
  });
  const passed = (signature: string): CallbackSpec =>
    edge.native(edge.entry(signature, method.impl, 0), method.impl, "plain", 0);
  switch (method.signature) {
    case "NOARGS": {
      const refuseAny = refuse("no arguments");
      const spec = edge.noArgs(method.impl, refuseAny.raise, method.isRare);
      return { spec: edge.native(spec, method.impl, "noArgs", 0, refuseAny), flags: METH_FASTCALL };
    }
    case "O": {
      const refuseOthers = refuse("exactly one argument");
      const spec = edge.oneArg(method.impl, refuseOthers.raise, method.isRare);
      return { spec: edge.native(spec, method.impl, "oneArg", 0, refuseOthers), flags: METH_FASTCALL };
    }
    case "VARARGS":
      return { spec: passed("h:hpn"), flags: METH_FASTCALL };
    case "KEYWORDS":
      return { spec: passed("h:hpnh"), flags: METH_FASTCALL | METH_KEYWORDS };
    default:
      raise.error("PyExc_ValueError", "Unsupported HPyMeth signature");
      return null;
  }
}
