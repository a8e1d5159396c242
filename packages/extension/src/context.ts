/** The context: what an extension can ask of Python. */

import type { Handle, Pointer, SpecParam } from "@hpyjs/core";
import type { Answer } from "./answer.ts";
import type { BufferOptions, BufferView, FormatArrays } from "./buffer-view.ts";
import type { FamiliesContext } from "./context/index.ts";
import type { HPy } from "./handle.ts";
import type { AddTypeContext } from "./helpers/add-type.ts";
import type { AnyTypeToken, Instance, MemberSpecs, TypeToken } from "./instance.ts";
import type { NativeArray } from "./native-array.ts";
import type { PythonError } from "./python-error.ts";
import type { RawContext } from "./raw.ts";
import type { Returned } from "./returned.ts";
import type { TypedArray, TypedArrayClass } from "./typed-array.ts";

/** A JavaScript value that `ctx.from` can make a Python object of. */
export type JavaScriptValue =
  | Returned
  | Uint8Array
  | ArrayBuffer
  | readonly JavaScriptValue[]
  | ReadonlyMap<JavaScriptValue, JavaScriptValue>
  | { readonly [key: string]: JavaScriptValue };

/** A Python value in JavaScript, as `ctx.toJS` makes it. */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PythonValue[]
  | Map<PythonValue, PythonValue>;

/** The bases and the metaclass of a type that is made at run time. */
export interface TypeParams {
  /** The bases; those of the description when left out. */
  readonly bases?: readonly HPy[] | HPy;
  /** The metaclass; that of the description when left out. */
  readonly metaclass?: HPy;
  /** Exactly these entries, for a type that is to be refused. */
  readonly raw?: readonly {
    /** Base 1, tuple of bases 2, metaclass 3; anything else is refused. */
    readonly kind: SpecParam["kind"];
    /** The base, the tuple of bases, or the metaclass. */
    readonly object: HPy;
  }[];
}

/** What a Python callable made by `ctx.callable` does. */
export type CallableImpl = (ctx: Context, args: readonly HPy[], kwnames: HPy | null) => Answer<Context>;

/** What TypeScript has beyond HPy's functions. */
export interface Comforts {
  /** The name of the layer below (`HPyContext.name`). */
  readonly name: string;

  /**
   * Opens a call from a timer, a promise or an event. Within a call it is a scope of its own. A handle that `body`
   * returns goes to the call around this one; outside of any call it is kept, and is to be closed by hand.
   * @throws whatever `body` throws, a PythonError included.
   */
  enter<T>(body: (ctx: Context) => T): T;
  /** Runs `body` and closes the handles that it opened, except one that it returns. For loops. */
  scope<T>(body: () => T): T;
  /** A handle to the same object that outlives its call; whoever asked closes it (`close()` or `using`). */
  keep<H extends HPy>(h: H): H;
  /**
   * An error to throw: a Python exception of class `type` with a message.
   * @example `throw ctx.error(ctx.h_ValueError, "n must be positive")`
   */
  error(type: HPy, message: string): PythonError;
  /**
   * The signal that is aborted when Python cancels the awaitable which the current method returns (a promise). Ask
   * for it before the first `await`.
   */
  readonly signal: AbortSignal;

  /**
   * A Python object of a JavaScript value: as a method's result is, and arrays become lists, maps and plain objects
   * dicts, `Uint8Array` and `ArrayBuffer` bytes.
   * @throws TypeError for any other value, and for one that contains itself.
   */
  from(value: JavaScriptValue): HPy;
  /**
   * A JavaScript value of a Python object: `None` gives `null`; bool, int, float and str their JavaScript kin (an int
   * that is no safe integer a bigint); bytes a `Uint8Array`; list and tuple an array; dict a `Map`.
   * @throws PythonError TypeError for any other object.
   */
  toJS(h: HPy): PythonValue;
  /** The items of an iterable; `for (using item of ctx.iterate(h))` closes each at the end of its turn. */
  iterate(h: HPy): IterableIterator<HPy>;
  /** `h` as an instance of `type`, or `null` when it is none. */
  as<S, F extends string, M extends MemberSpecs>(type: TypeToken<S, F, M>, h: HPy): Instance<S, F, M> | null;
  /** Whether both are the same object, as `is` does. */
  is(h: HPy, other: HPy): boolean;
  /** `len(h)`. */
  len(h: HPy): number;
  /**
   * The same context in numbers, for a loop in which every nanosecond counts: see {@link RawImpl}. `ctx.unwrap` and
   * `ctx.wrap` lead there and back.
   */
  readonly raw: RawContext;
  /** The number in a handle. Borrowed: it is good as long as the handle. @throws HandleError when `h` is spent. */
  unwrap(h: HPy): Handle;
  /** A handle of the current scope for a number, which it takes over. @throws PythonError when `raw` is null. */
  wrap(raw: Handle): HPy;
  /** Imports a module by its full name. */
  import(name: string): HPy;
  /** A Python callable that runs `impl`; `name` is its `__name__`. */
  callable(name: string, impl: CallableImpl): HPy;

  /** The type object of a type that the module lists. @throws TypeError when it does not, or has not made it yet. */
  type(type: AnyTypeToken): HPy;
  /**
   * A new instance of `type`, which is the type object of `token` or of a subclass (`HPy_New`).
   * @throws PythonError TypeError when it is neither.
   */
  New<S, F extends string, M extends MemberSpecs>(type: HPy, token: TypeToken<S, F, M>): Instance<S, F, M>;
  /** Makes a type at run time (`HPyType_FromSpec`). */
  Type_FromSpec(type: AnyTypeToken, params?: TypeParams): HPy;
  /**
   * The address of a module's own state (`PyModule_GetState`), or `NULL` when it has none.
   * @throws PythonError when `module` is no module.
   */
  Module_GetState(module: HPy): Pointer;

  /**
   * Looks into the memory of an object that has the buffer protocol: bytes, bytearray, array.array, memoryview, NumPy
   * arrays. The view is released at the end of a `using` block, or of the call.
   * @example `using view = ctx.buffer(h, { format: "d" }); const sum = view.array.reduce((a, b) => a + b, 0);`
   */
  buffer<F extends keyof FormatArrays>(h: HPy, options?: BufferOptions<F>): BufferView<FormatArrays[F]>;
  /** A typed array in the interpreter's memory, filled with zeros. Python can look into it without a copy. */
  nativeArray<A extends TypedArray>(type: TypedArrayClass<A>, length: number): NativeArray<A>;
  /**
   * While Python looks at a JavaScript array that `bf_getbuffer` returned, it sees a copy. This brings one of the two
   * up to date: the array (`fromPython`, the default) or the copy (`toPython`).
   * @returns whether Python is looking at the array.
   */
  sync(array: TypedArray, direction?: "fromPython" | "toPython"): boolean;

  /**
   * Awaits a Python awaitable from JavaScript. The result is converted by `receive`, in a call of its own, or by
   * `ctx.toJS`. Aborting `signal` cancels the task.
   * @throws PythonError what the awaitable raised, as the promise's rejection.
   */
  await<T = PythonValue>(
    awaitable: HPy,
    receive?: (ctx: Context, result: HPy) => T,
    signal?: AbortSignal,
  ): Promise<T>;
}

/**
 * The context (`HPyContext`): HPy's functions under HPy's names with JavaScript's types, the constants (`ctx.h_None`),
 * and a few comforts.
 *
 * Functions take and return handles, strings, numbers, and throw {@link PythonError}. They can be used during a call
 * from Python, and within `ctx.enter`.
 */
export interface Context extends FamiliesContext, AddTypeContext<AnyTypeToken, TypeParams>, Comforts {}
