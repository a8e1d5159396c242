/** Slots and getsets: raw implementations around what an author wrote. */

import {
  type GetSetDefinition,
  type Handle,
  layout,
  NULL,
  type Pointer,
  type Signatures,
  type SlotDefinition,
  type SlotName,
  type SlotSignature,
  sendResults,
} from "@hpyjs/core";
import { adaptComparison, adaptIndex, adaptNoArgs, adaptOneArg, adaptOperator } from "./adapt-hot.ts";
import { adaptNew, adaptNext } from "./adapt-many.ts";
import { isPromise } from "./async.ts";
import type { Binding } from "./binding.ts";
import type { BufferExport } from "./buffer-export.ts";
import { bufferFlags } from "./buffer-layout.ts";
import { HPy, type ObjectAccess } from "./handle.ts";
import type { GetSetSpec, TypeSlots } from "./implementation.ts";
import { adaptRaw, isRaw } from "./raw.ts";
import { writeWord } from "./words.ts";

/** The slots of a type, without the types of its instances. */
export type ErasedSlots = TypeSlots<HPy, unknown, string>;

type Impl<N extends keyof ErasedSlots> = NonNullable<ErasedSlots[N]>;
type Raw<N extends SlotName> = Signatures[SlotSignature[N]];

/** Slots whose implementation has no handle for `self`, or needs what only the type knows. */
type ManualSlot = "tp_traverse" | "tp_destroy" | "mod_create" | "mod_exec";

/** A slot that an adapter here can make. */
export type AdaptedSlot = Exclude<SlotName, ManualSlot>;

type Adapter<I, R> = (binding: Binding, type: ObjectAccess, impl: I) => R;

function refuseResult(what: string, result: unknown): never {
  if (!isPromise(result)) throw new TypeError(`${what} returned a value of type ${typeof result}`);
  // Nobody else takes notice of a rejection, which would end a Node process.
  Promise.resolve(result).catch(() => undefined);
  throw new TypeError(`${what} returned a promise: it cannot be asynchronous`);
}

/**
 * The status for what a function returned that should return nothing. As for TypeScript's `void`, any value may be
 * there. @throws TypeError for a promise, whose work would come too late.
 */
export function needNothing(result: unknown): 0 {
  return isPromise(result) ? refuseResult("An implementation that returns nothing", result) : 0;
}

function needBoolean(result: unknown): 0 | 1 {
  if (typeof result === "boolean" || typeof result === "number") return result ? 1 : 0;
  return refuseResult("An implementation that returns a boolean", result);
}

const unary = (
  binding: Binding,
  type: ObjectAccess,
  impl: (ctx: Binding["ctx"], self: HPy) => unknown,
): Signatures["UNARYFUNC"] => adaptNoArgs(binding, type, impl as Impl<"tp_iter">);

const selfBinary: Adapter<Impl<"mp_subscript">, Raw<"mp_subscript">> = (binding, type, impl) =>
  adaptOneArg(binding, type, impl);

const binary: Adapter<Impl<"nb_add">, Raw<"nb_add">> = (binding, _type, impl) => adaptOperator(binding, impl);

const indexed: Adapter<Impl<"sq_item">, Raw<"sq_item">> = (binding, type, impl) =>
  adaptIndex(binding, type, impl);

const length: Adapter<Impl<"sq_length">, Raw<"sq_length">> = ({ calls, ctx, kernel }, type, impl) => {
  const { api, error, memory } = kernel;
  const greatest = memory.pointerSize === 4 ? 0x7fff_ffff : Number.MAX_SAFE_INTEGER;
  return (self) => {
    const outer = calls.scopes.enter();
    try {
      const result = impl(ctx, calls.self(self, type));
      if (!Number.isSafeInteger(result)) refuseResult("An implementation that returns a length", result);
      if (result < 0) throw error(api.h_ValueError, "__len__() should return >= 0");
      if (result > greatest)
        throw error(api.h_OverflowError, "the length does not fit into an index-sized integer");
      calls.scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, -1);
    }
  };
};

const statusFrame = (
  calls: Binding["calls"],
  scopes: Binding["calls"]["scopes"],
  body: (...args: number[]) => number,
): ((...args: number[]) => number) => {
  return (a, b, c, d) => {
    const outer = scopes.enter();
    try {
      const result = body(a as number, b as number, c as number, d as number);
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, -1);
    }
  };
};

/** One status-returning frame for all slots that are not hot enough to be written out. */
function status(
  { calls, ownCode }: Binding,
  body: (...args: number[]) => number,
): (...args: number[]) => number {
  return ownCode(statusFrame)(calls, calls.scopes, body);
}

const objectFrame = (
  calls: Binding["calls"],
  scopes: Binding["calls"]["scopes"],
  give: (value: unknown) => Handle,
  body: (...args: number[]) => unknown,
): ((...args: number[]) => Handle) => {
  return (a, b, c, d) => {
    const outer = scopes.enter();
    try {
      const result = give(body(a as number, b as number, c as number, d as number));
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

/** The same for slots that return an object. */
function object(
  { calls, converter, ownCode }: Binding,
  body: (...args: number[]) => unknown,
): (...args: number[]) => Handle {
  return ownCode(objectFrame)(calls, calls.scopes, converter.ownGive(), body);
}

const setItem: Adapter<Impl<"mp_ass_subscript">, Raw<"mp_ass_subscript">> = (binding, type, impl) => {
  const { calls, ctx } = binding;
  return status(binding, (self, key, value) =>
    needNothing(
      impl(
        ctx,
        calls.self(self as Handle, type),
        calls.argument(key as Handle),
        calls.argumentOrNull(value as Handle),
      ),
    ),
  );
};

/** A promise for what `anext` awaits: `undefined` becomes the end of the iteration. */
async function nextLater(next: unknown): Promise<unknown> {
  const value = await next;
  return value === undefined ? endOfIteration : value;
}

function endOfIteration(ctx: Binding["ctx"]): never {
  throw ctx.error(ctx.h_StopAsyncIteration, "");
}

/** A `bf_releasebuffer` for types that have none of their own. */
export const releaseNothing = (): void => undefined;

/** Makes the raw implementation of each slot. */
const adapters: { readonly [N in AdaptedSlot]: Adapter<Impl<N>, Raw<N>> } = {
  tp_new: (binding, _type, impl) => adaptNew(binding, impl),
  tp_init: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return status(binding, (self, args, nargs, kw) =>
      needNothing(
        impl(
          ctx,
          calls.self(self as Handle, type),
          calls.arguments(args as Pointer, nargs as number),
          calls.argumentOrNull(kw as Handle),
        ),
      ),
    );
  },
  tp_call: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return object(binding, (self, args, nargs, kwnames) => {
      const list = calls.keywordArguments(args as Pointer, nargs as number, kwnames as Handle);
      return impl(ctx, calls.self(self as Handle, type), list, calls.argumentOrNull(kwnames as Handle));
    });
  },
  tp_repr: unary,
  tp_str: unary,
  tp_hash: (binding, type, impl) => {
    const { calls, converter, ctx, kernel } = binding;
    return status(binding, (self) => {
      const hash = impl(ctx, calls.self(self as Handle, type));
      if (typeof hash === "number" && (hash | 0) === hash && Math.abs(hash) < 0x7fff_ffff)
        return hash === -1 ? -2 : hash;
      if (typeof hash !== "bigint" && !Number.isInteger(hash)) refuseResult("tp_hash", hash);
      const integer = kernel.open(converter.newInteger(BigInt(hash)));
      return kernel.check(kernel.api.Hash(kernel.unwrap(integer)));
    });
  },
  tp_richcompare: adaptComparison,
  tp_getattro: selfBinary,
  tp_setattro: setItem,
  tp_iter: unary,
  tp_iternext: adaptNext,
  tp_descr_get: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return object(binding, (self, obj, owner) =>
      impl(
        ctx,
        calls.self(self as Handle, type),
        calls.argumentOrNull(obj as Handle),
        calls.argumentOrNull(owner as Handle),
      ),
    );
  },
  tp_descr_set: setItem,
  tp_finalize: (binding, type, impl) => {
    const { calls, ctx } = binding;
    const run = status(binding, (self) => needNothing(impl(ctx, calls.self(self as Handle, type))));
    return (self) => {
      run(self);
    };
  },

  nb_absolute: unary,
  nb_negative: unary,
  nb_positive: unary,
  nb_invert: unary,
  nb_int: unary,
  nb_float: (binding, type, impl) => {
    const { calls, ctx, kernel } = binding;
    return object(binding, (self) => {
      const result = impl(ctx, calls.self(self as Handle, type));
      return typeof result === "number" ? kernel.open(kernel.api.Float_FromDouble(result)) : result;
    });
  },
  nb_index: unary,
  nb_bool: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return status(binding, (self) => needBoolean(impl(ctx, calls.self(self as Handle, type))));
  },
  nb_add: binary,
  nb_subtract: binary,
  nb_multiply: binary,
  nb_matrix_multiply: binary,
  nb_true_divide: binary,
  nb_floor_divide: binary,
  nb_remainder: binary,
  nb_divmod: binary,
  nb_power: (binding, _type, impl) => {
    const { calls, ctx } = binding;
    return object(binding, (base, exponent, modulus) =>
      impl(
        ctx,
        calls.argument(base as Handle),
        calls.argument(exponent as Handle),
        calls.argument(modulus as Handle),
      ),
    );
  },
  nb_lshift: binary,
  nb_rshift: binary,
  nb_and: binary,
  nb_or: binary,
  nb_xor: binary,
  nb_inplace_add: selfBinary,
  nb_inplace_subtract: selfBinary,
  nb_inplace_multiply: selfBinary,
  nb_inplace_matrix_multiply: selfBinary,
  nb_inplace_true_divide: selfBinary,
  nb_inplace_floor_divide: selfBinary,
  nb_inplace_remainder: selfBinary,
  nb_inplace_power: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return object(binding, (self, other, modulus) =>
      impl(
        ctx,
        calls.self(self as Handle, type),
        calls.argument(other as Handle),
        calls.argument(modulus as Handle),
      ),
    );
  },
  nb_inplace_lshift: selfBinary,
  nb_inplace_rshift: selfBinary,
  nb_inplace_and: selfBinary,
  nb_inplace_or: selfBinary,
  nb_inplace_xor: selfBinary,

  mp_length: length,
  mp_subscript: selfBinary,
  mp_ass_subscript: setItem,
  sq_length: length,
  sq_concat: selfBinary,
  sq_repeat: indexed,
  sq_item: indexed,
  sq_ass_item: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return status(binding, (self, index, value) =>
      needNothing(
        impl(ctx, calls.self(self as Handle, type), index as number, calls.argumentOrNull(value as Handle)),
      ),
    );
  },
  sq_contains: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return status(binding, (self, item) =>
      needBoolean(impl(ctx, calls.self(self as Handle, type), calls.argument(item as Handle))),
    );
  },
  sq_inplace_concat: selfBinary,
  sq_inplace_repeat: indexed,

  bf_getbuffer: (binding, type, impl) => {
    const { buffers, calls, ctx, kernel } = binding;
    const { api, memory } = kernel;
    const { offsets } = memory.pointerSize === 4 ? layout.wasm32.HPy_buffer : layout.LP64.HPy_buffer;
    return status(binding, (self, buffer, flags) => {
      writeWord(memory, (buffer as number) + offsets.obj, NULL);
      const request = { flags: flags as number, writable: ((flags as number) & bufferFlags.WRITABLE) !== 0 };
      const exported: BufferExport = impl(ctx, calls.self(self as Handle, type), request);
      buffers.fill(exported, buffer as Pointer, flags as number);
      writeWord(memory, (buffer as number) + offsets.obj, api.Dup(self as Handle));
      return 0;
    });
  },
  bf_releasebuffer: (binding, type, impl) => {
    const { buffers, calls, ctx } = binding;
    if (impl === releaseNothing) {
      return (_self, buffer) => {
        buffers.release(buffer);
      };
    }
    const run = status(binding, (self, buffer) =>
      needNothing(impl(ctx, calls.self(self as Handle, type), buffers.release(buffer as Pointer))),
    );
    return (self, buffer) => {
      run(self, buffer);
    };
  },

  am_await: (binding, type, impl) => {
    const { calls, ctx, kernel } = binding;
    return object(binding, (self) => {
      const result: unknown = impl(ctx, calls.self(self as Handle, type));
      return isPromise(result) ? ctx.GetIter(kernel.open(calls.give(result))) : result;
    });
  },
  am_aiter: unary,
  am_anext: (binding, type, impl) => {
    const { calls, ctx } = binding;
    return object(binding, (self) => {
      const next: unknown = impl(ctx, calls.self(self as Handle, type));
      return next instanceof HPy ? next : nextLater(next);
    });
  },
  am_send: (binding, type, impl) => {
    const { calls, ctx, kernel } = binding;
    return status(binding, (self, arg, result) => {
      const sent = impl(ctx, calls.self(self as Handle, type), calls.argument(arg as Handle));
      const yields = "yield" in sent;
      if (!yields && !("return" in sent)) refuseResult("am_send", sent);
      writeWord(kernel.memory, result as number, calls.give(yields ? sent.yield : sent.return));
      return yields ? sendResults.Next : sendResults.Return;
    });
  },
};

/** The definition of a slot. */
export function adaptSlot<N extends AdaptedSlot>(
  binding: Binding,
  type: ObjectAccess,
  slot: N,
  impl: Impl<N>,
): SlotDefinition {
  const adapter: Adapter<Impl<N>, Raw<N>> = adapters[slot];
  return { kind: "slot", slot, impl: adapter(binding, type, impl) } as SlotDefinition;
}

/** Whether a slot of this name can be made by {@link adaptSlot}. */
export function isAdaptedSlot(name: string): name is AdaptedSlot {
  return Object.hasOwn(adapters, name);
}

/** The definition of a getset. @throws TypeError when it has neither a getter nor a setter. */
export function adaptGetSet(
  binding: Binding,
  type: ObjectAccess,
  name: string,
  { get, set, doc }: GetSetSpec<HPy>,
): GetSetDefinition {
  const { calls, ctx, ownCode, raw } = binding;
  if (get === undefined && set === undefined) throw new TypeError(`getset '${name}' needs get, set, or both`);
  const setter =
    set === undefined
      ? null
      : isRaw(set)
        ? adaptRaw(raw, ownCode, set)
        : status(binding, (self, value) =>
            needNothing(set(ctx, calls.self(self as Handle, type), calls.argumentOrNull(value as Handle))),
          );
  return {
    kind: "getset",
    name,
    get:
      get === undefined ? null : isRaw(get) ? adaptRaw(raw, ownCode, get) : adaptNoArgs(binding, type, get),
    set: setter,
    doc: doc ?? null,
    closure: NULL,
  };
}
