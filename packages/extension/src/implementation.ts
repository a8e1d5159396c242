/**
 * What an extension writes: the TypeScript signatures of methods, getsets and slots.
 *
 * Every implementation gets the context first. `Self` is the instance's handle (or the module's); arguments are
 * borrowed handles, good until the call ends. Where C has a null handle, TypeScript has `null`.
 */

import type { SlotName, SlotSignature } from "@hpyjs/core";
import type { Answer as AnswerOf } from "./answer.ts";
import type { BufferExport, BufferRequest } from "./buffer-export.ts";
import type { Context } from "./context.ts";
import type { HPy } from "./handle.ts";
import type { RawImpl } from "./raw.ts";
import type { Returned } from "./returned.ts";

/** A value for Python, or a promise of one, for which Python gets an awaitable. */
export type Answer = AnswerOf<Context>;

/** A method without arguments, or a slot that only gets the instance. */
export type NoArgsImpl<Self> = (ctx: Context, self: Self) => Answer;
/** A method with one argument. */
export type OneArgImpl<Self> = (ctx: Context, self: Self, arg: HPy) => Answer;
/** A method with positional arguments. */
export type VarArgsImpl<Self> = (ctx: Context, self: Self, args: readonly HPy[]) => Answer;
/**
 * A method with keyword arguments: `args` holds the positional arguments, then the values of the keyword arguments
 * whose names are in the tuple `kwnames`. `ctx.Arg_ParseKeywords(args, kwnames, …)` takes them apart.
 */
export type KeywordsImpl<Self> = (
  ctx: Context,
  self: Self,
  args: readonly HPy[],
  kwnames: HPy | null,
) => Answer;

/** The implementation of each calling convention; or one in numbers, `{ raw: … }`. */
export interface MethodImpls<Self> {
  /** No arguments (`HPyFunc_NOARGS`). */
  readonly NOARGS: NoArgsImpl<Self> | RawImpl<"NOARGS">;
  /** One positional argument (`HPyFunc_O`). */
  readonly O: OneArgImpl<Self> | RawImpl<"O">;
  /** Any positional arguments (`HPyFunc_VARARGS`). */
  readonly VARARGS: VarArgsImpl<Self> | RawImpl<"VARARGS">;
  /** Positional and keyword arguments (`HPyFunc_KEYWORDS`). */
  readonly KEYWORDS: KeywordsImpl<Self> | RawImpl<"KEYWORDS">;
}

type OneOf<T> = {
  [K in keyof T]: { readonly [P in K]: T[K] } & { readonly [P in Exclude<keyof T, K>]?: never };
}[keyof T];

/** What `help()` shows of a method. */
export interface MethodDoc {
  /** The docstring. One that starts with `name(signature)\n--\n\n` gives the signature. */
  readonly doc?: string;
  /**
   * The parameters as they would stand in Python, without `self`, for the signature: `["count", "/", "*", "key=None"]`.
   * Left out, the calling convention says what it can.
   */
  readonly parameters?: readonly string[];
}

/** A method: its implementation under the name of its calling convention, and its documentation. */
export type MethodSpec<Self> = OneOf<MethodImpls<Self>> & MethodDoc;

/** Methods by name. */
export type MethodSpecs<Self> = Readonly<Record<string, MethodSpec<Self>>>;

/** A computed attribute. One of `get` and `set` may be left out. */
export interface GetSetSpec<Self> {
  /** Reads the attribute. */
  readonly get?: ((ctx: Context, self: Self) => Answer) | RawImpl<"GETTER">;
  /** Writes the attribute, or deletes it when `value` is `null`. */
  readonly set?: ((ctx: Context, self: Self, value: HPy | null) => void) | RawImpl<"SETTER">;
  /** The docstring. */
  readonly doc?: string;
}

/** Computed attributes by name. */
export type GetSetSpecs<Self> = Readonly<Record<string, GetSetSpec<Self>>>;

/** What `tp_traverse` sees of an instance. It must not use the context. */
export interface Traversal<S, F extends string> {
  /** The instance's JavaScript value, or `undefined` when it was never asked for. */
  readonly struct: S | undefined;
  /** Visits a field. */
  visit(field: F): void;
}

/** What `am_send` answers: a value that was yielded, or the one that was returned at the end. */
export type SendResult =
  | {
      /** The value that was yielded. */
      readonly yield: Returned;
    }
  | {
      /** The value that was returned: the generator has ended. */
      readonly return: Returned;
    };

type Unary<Self> = (ctx: Context, self: Self) => Answer;
type Representation<Self> = (ctx: Context, self: Self) => HPy | string;
type Binary = (ctx: Context, left: HPy, right: HPy) => Answer;
type SelfBinary<Self> = (ctx: Context, self: Self, other: HPy) => Answer;
type Indexed<Self> = (ctx: Context, self: Self, index: number) => Answer;
type Length<Self> = (ctx: Context, self: Self) => number;

/** The slots of a type whose instances are `Self`, with the struct `S` and the fields `F`. */
export interface TypeSlots<Self, S, F extends string> {
  /** `type(…)`: makes an instance, usually with `ctx.New(type, Type)`. `kw` is a dict or `null`. */
  readonly tp_new?: (ctx: Context, type: HPy, args: readonly HPy[], kw: HPy | null) => HPy;
  /** `__init__`. `kw` is a dict or `null`. */
  readonly tp_init?: (ctx: Context, self: Self, args: readonly HPy[], kw: HPy | null) => void;
  /** `instance(…)`. */
  readonly tp_call?: KeywordsImpl<Self>;
  /** `repr(instance)`. */
  readonly tp_repr?: Representation<Self>;
  /** `str(instance)`. */
  readonly tp_str?: Representation<Self>;
  /** `hash(instance)`: any integer; it is reduced as Python reduces the hash of an `int`. */
  readonly tp_hash?: (ctx: Context, self: Self) => number | bigint;
  /** Comparison; `op` is `HPy_EQ` or its like. `ctx.h_NotImplemented` lets the other operand decide. */
  readonly tp_richcompare?: (ctx: Context, self: Self, other: HPy, op: number) => Answer;
  /** `instance.name`, for every name. */
  readonly tp_getattro?: (ctx: Context, self: Self, name: HPy) => Answer;
  /** `instance.name = value`, for every name; deletes when `value` is `null`. */
  readonly tp_setattro?: (ctx: Context, self: Self, name: HPy, value: HPy | null) => void;
  /** `iter(instance)`. */
  readonly tp_iter?: Unary<Self>;
  /** `next(instance)`; `undefined` ends the iteration, `null` is `None`. */
  readonly tp_iternext?: Unary<Self>;
  /** `__get__`: `obj` is `null` for access through the type. */
  readonly tp_descr_get?: (ctx: Context, self: Self, obj: HPy | null, type: HPy | null) => Answer;
  /** `__set__`, or `__delete__` when `value` is `null`. */
  readonly tp_descr_set?: (ctx: Context, self: Self, obj: HPy, value: HPy | null) => void;
  /** Visits fields for the garbage collector. Without it all fields are visited, which is what one wants. */
  readonly tp_traverse?: (traversal: Traversal<S, F>) => void;
  /** `__del__`: once, before the instance goes. */
  readonly tp_finalize?: (ctx: Context, self: Self) => void;
  /** The last chance to free what the struct owns in JavaScript; the context must not be used. */
  readonly tp_destroy?: (struct: S | undefined) => void;

  /** `abs(instance)`. */
  readonly nb_absolute?: Unary<Self>;
  /** `-instance`. */
  readonly nb_negative?: Unary<Self>;
  /** `+instance`. */
  readonly nb_positive?: Unary<Self>;
  /** `~instance`. */
  readonly nb_invert?: Unary<Self>;
  /** `int(instance)`. */
  readonly nb_int?: Unary<Self>;
  /** `float(instance)`. */
  readonly nb_float?: (ctx: Context, self: Self) => HPy | number;
  /** `operator.index(instance)`. */
  readonly nb_index?: Unary<Self>;
  /** `bool(instance)`. */
  readonly nb_bool?: (ctx: Context, self: Self) => boolean;
  /** `left + right`; either may be the instance: see `ctx.as`. */
  readonly nb_add?: Binary;
  /** `left - right`. */
  readonly nb_subtract?: Binary;
  /** `left * right`. */
  readonly nb_multiply?: Binary;
  /** `left @ right`. */
  readonly nb_matrix_multiply?: Binary;
  /** `left / right`. */
  readonly nb_true_divide?: Binary;
  /** `left // right`. */
  readonly nb_floor_divide?: Binary;
  /** `left % right`. */
  readonly nb_remainder?: Binary;
  /** `divmod(left, right)`. */
  readonly nb_divmod?: Binary;
  /** `pow(base, exponent, modulus)`; `modulus` is `None` for `base ** exponent`. */
  readonly nb_power?: (ctx: Context, base: HPy, exponent: HPy, modulus: HPy) => Answer;
  /** `left << right`. */
  readonly nb_lshift?: Binary;
  /** `left >> right`. */
  readonly nb_rshift?: Binary;
  /** `left & right`. */
  readonly nb_and?: Binary;
  /** `left | right`. */
  readonly nb_or?: Binary;
  /** `left ^ right`. */
  readonly nb_xor?: Binary;
  /** `instance += other`. */
  readonly nb_inplace_add?: SelfBinary<Self>;
  /** `instance -= other`. */
  readonly nb_inplace_subtract?: SelfBinary<Self>;
  /** `instance *= other`. */
  readonly nb_inplace_multiply?: SelfBinary<Self>;
  /** `instance @= other`. */
  readonly nb_inplace_matrix_multiply?: SelfBinary<Self>;
  /** `instance /= other`. */
  readonly nb_inplace_true_divide?: SelfBinary<Self>;
  /** `instance //= other`. */
  readonly nb_inplace_floor_divide?: SelfBinary<Self>;
  /** `instance %= other`. */
  readonly nb_inplace_remainder?: SelfBinary<Self>;
  /** `instance **= other`; `modulus` is `None`. */
  readonly nb_inplace_power?: (ctx: Context, self: Self, other: HPy, modulus: HPy) => Answer;
  /** `instance <<= other`. */
  readonly nb_inplace_lshift?: SelfBinary<Self>;
  /** `instance >>= other`. */
  readonly nb_inplace_rshift?: SelfBinary<Self>;
  /** `instance &= other`. */
  readonly nb_inplace_and?: SelfBinary<Self>;
  /** `instance |= other`. */
  readonly nb_inplace_or?: SelfBinary<Self>;
  /** `instance ^= other`. */
  readonly nb_inplace_xor?: SelfBinary<Self>;

  /** `len(instance)`, as a mapping. */
  readonly mp_length?: Length<Self>;
  /** `instance[key]`. */
  readonly mp_subscript?: SelfBinary<Self>;
  /** `instance[key] = value`, or `del instance[key]` when `value` is `null`. */
  readonly mp_ass_subscript?: (ctx: Context, self: Self, key: HPy, value: HPy | null) => void;

  /** `len(instance)`, as a sequence. */
  readonly sq_length?: Length<Self>;
  /** `instance + other`, as a sequence. */
  readonly sq_concat?: SelfBinary<Self>;
  /** `instance * count`, as a sequence. */
  readonly sq_repeat?: Indexed<Self>;
  /** `instance[index]`, as a sequence. */
  readonly sq_item?: Indexed<Self>;
  /** `instance[index] = value`, or `del instance[index]` when `value` is `null`. */
  readonly sq_ass_item?: (ctx: Context, self: Self, index: number, value: HPy | null) => void;
  /** `item in instance`. */
  readonly sq_contains?: (ctx: Context, self: Self, item: HPy) => boolean;
  /** `instance += other`, as a sequence. */
  readonly sq_inplace_concat?: SelfBinary<Self>;
  /** `instance *= count`, as a sequence. */
  readonly sq_inplace_repeat?: Indexed<Self>;

  /** `memoryview(instance)`: the memory that the instance exposes. Releasing it needs no code. */
  readonly bf_getbuffer?: (ctx: Context, self: Self, request: BufferRequest) => BufferExport;
  /** Called when a buffer that `bf_getbuffer` gave is released. */
  readonly bf_releasebuffer?: (ctx: Context, self: Self, exported: BufferExport) => void;

  /** `await instance`: an iterator; or a promise, whose value the `await` gives. */
  readonly am_await?: Unary<Self>;
  /** `aiter(instance)`. */
  readonly am_aiter?: Unary<Self>;
  /** `anext(instance)`: an awaitable; or a promise, for which `undefined` ends the iteration. */
  readonly am_anext?: Unary<Self>;
  /** `generator.send(arg)` of an object that is its own iterator. */
  readonly am_send?: (ctx: Context, self: Self, arg: HPy) => SendResult;
}

/** Slots of which some may be implemented in numbers. */
export type SlotsOrRaw<Self, S, F extends string> = {
  readonly [N in keyof TypeSlots<Self, S, F>]?:
    | TypeSlots<Self, S, F>[N]
    | (N extends Exclude<SlotName, "tp_traverse" | "tp_destroy"> ? RawImpl<SlotSignature[N]> : never);
};
