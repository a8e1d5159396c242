/**
 * Entries: the C functions through which Python calls an implementation.
 *
 * Each `HPyFunc_Signature` has a C type, and, where the two differ, an adapter between HPy's parameters and
 * CPython's: `tp_new` and `tp_init` get their positional arguments as an array instead of a tuple. Everything else
 * passes the same numbers on, through the edge.
 *
 * Methods are registered as METH_FASTCALL whatever their kind: on WebAssembly CPython calls METH_NOARGS and METH_O
 * through a trampoline that costs more than checking the arity here.
 */

import type { Handle, MethodDefinition, Pointer, Signatures } from "@hpyjs/core";
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
  GETBUFFERPROC: ["i:hpi", -1],
  SENDFUNC: ["i:hhp", -1],
};

/** Calls `use` with the items of a tuple as an array; the array is only valid during the call. */
function withTupleItems(
  interpreter: Interpreter,
  tuple: number,
  use: (items: Pointer, count: number) => number | void,
): number | void {
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
export function slotEntry(interpreter: Interpreter, signature: keyof Signatures, impl: Implementation): CallbackSpec {
  const { edge } = interpreter;
  const call = impl as (...args: number[]) => number | void;
  const same = sameParameters[signature];
  if (same !== undefined) return { signature: same[0], callback: edge.wrap(impl, same[1]) };
  switch (signature) {
    case "INITPROC":
    case "NEWFUNC": {
      const failure = signature === "INITPROC" ? -1 : 0;
      const entry = edge.wrap(
        (first: Handle, args: Handle, kw: Handle) =>
          withTupleItems(interpreter, args, (items, count) => call(first, items, count, kw)),
        failure,
      );
      return { signature: signature === "INITPROC" ? "i:hhh" : "h:hhh", callback: entry };
    }
    case "KEYWORDS":
      return { signature: "h:hpnh", callback: vectorcallEntry(interpreter, impl) };
    case "DESTRUCTOR":
      return { signature: "v:h", callback: edge.wrapUnraisable(impl, (self) => self as Handle) };
    case "RELEASEBUFFERPROC":
      return { signature: "v:hp", callback: edge.wrapUnraisable(impl, (self) => self as Handle) };
    default:
      throw new Error(`no slot has the signature HPyFunc_${signature}`);
  }
}

/** The C function of a `vectorcallfunc`: its count of arguments carries a flag in the highest bit. */
export function vectorcallEntry(interpreter: Interpreter, impl: Implementation): Callback {
  const call = impl as (...args: number[]) => number | void;
  const entry = (self: Handle, args: Pointer, nargsf: number, kwnames: Handle): number | void =>
    call(self, args, nargsf & 0x7fff_ffff, kwnames);
  return interpreter.edge.wrap(entry, 0);
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

function refuseArity(interpreter: Interpreter, owner: string, name: string, wanted: string, given: number): Handle {
  return interpreter.raise.error("PyExc_TypeError", `${owner}.${name}() takes ${wanted} (${given} given)`);
}

/**
 * The C function of a method, or `null` with a ValueError set when no method can have the definition's signature.
 * @param owner what stands before the name in CPython's messages: the module's or the type's name.
 */
export function methodEntry(interpreter: Interpreter, owner: string, method: MethodDefinition): MethodEntry | null {
  const { edge, memory, transport } = interpreter;
  const { suspender } = transport;
  const { name } = method;
  switch (method.signature) {
    case "NOARGS": {
      const { impl } = method;
      const callback = (self: Handle, _args: number, nargs: number): number => {
        if (nargs !== 0) return refuseArity(interpreter, owner, name, "no arguments", nargs);
        if (!edge.begin()) return 0;
        const suspendable = suspender.value;
        suspender.value = false;
        try {
          return impl(self);
        } catch (thrown) {
          edge.convert(thrown);
          return 0;
        } finally {
          suspender.value = suspendable;
          edge.leave();
        }
      };
      return { spec: { signature: "h:hpn", callback }, flags: METH_FASTCALL };
    }
    case "O": {
      const { impl } = method;
      const callback = (self: Handle, args: number, nargs: number): number => {
        if (nargs !== 1) return refuseArity(interpreter, owner, name, "exactly one argument", nargs);
        if (!edge.begin()) return 0;
        const suspendable = suspender.value;
        suspender.value = false;
        try {
          return impl(self, memory.u32()[args >>> 2] as Handle);
        } catch (thrown) {
          edge.convert(thrown);
          return 0;
        } finally {
          suspender.value = suspendable;
          edge.leave();
        }
      };
      return { spec: { signature: "h:hpn", callback }, flags: METH_FASTCALL };
    }
    case "VARARGS":
      return {
        spec: { signature: "h:hpn", callback: edge.wrap(method.impl, 0) },
        flags: METH_FASTCALL,
      };
    case "KEYWORDS":
      return {
        spec: { signature: "h:hpnh", callback: edge.wrap(method.impl, 0) },
        flags: METH_FASTCALL | METH_KEYWORDS,
      };
    default:
      interpreter.raise.error("PyExc_ValueError", "Unsupported HPyMeth signature");
      return null;
  }
}
