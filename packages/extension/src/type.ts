/** Types written in TypeScript. */

import type { BuiltinShape } from "@hpyjs/core";
import type { Context } from "./context.ts";
import type { HPy } from "./handle.ts";
import type { LegacyPart } from "./hybrid/rows.ts";
import type { GetSetSpecs, MethodSpecs, SlotsOrRaw } from "./implementation.ts";
import type { AnyTypeToken, Instance, MemberSpecs, TypeToken } from "./instance.ts";

/** A base or a metaclass: a type written in TypeScript, or a function that gives any Python type. */
export type TypeReference = AnyTypeToken | ((ctx: Context) => HPy);

/** What of a type says how it behaves as a class. */
export interface TypeFlags {
  /** Whether Python code may subclass the type; `true` when left out (in C it must be asked for). */
  readonly basetype?: boolean;
  /**
   * Whether the garbage collector tracks instances; `true` when left out and the type has fields or object members,
   * which is what it is good for.
   */
  readonly gc?: boolean;
}

/**
 * What a type is made of. `S` is the JavaScript value of each instance, `F` the names of its fields, `M` its members;
 * all three follow from what is written.
 */
export interface TypeSpec<S, F extends string, M extends MemberSpecs> {
  /** The docstring. */
  readonly doc?: string;
  /** Makes the JavaScript value of an instance, when it is first asked for (`self.struct`). */
  readonly struct?: () => S;
  /** The names of the references to Python objects that an instance owns (`self.load`, `self.store`). */
  readonly fields?: readonly F[];
  /** Attributes at fixed places of the instance's memory (`self.members`). */
  readonly members?: M;
  /**
   * Bytes of the struct that are the type's own affair, zero-filled and aligned to 16: for implementations in numbers,
   * which find them at `ctx.AsStruct_Object(h) + ctx.offset(type)`.
   */
  readonly rawSize?: number;
  /** How the type behaves as a class. */
  readonly flags?: TypeFlags;
  /** The built-in type whose instances these extend; it becomes a base if `bases` is left out. `Object` by default. */
  readonly shape?: Exclude<BuiltinShape, "Legacy">;
  /** The bases; `object`, or the built-in type of `shape`, when left out. */
  readonly bases?: readonly TypeReference[];
  /** The metaclass; the bases' when left out. */
  readonly metaclass?: TypeReference;
  /** The size of one variable item in bytes, after the C protocol; 0 when left out. */
  readonly itemsize?: number;
  /** Methods by name. */
  readonly methods?: MethodSpecs<Instance<S, F, M>>;
  /** Computed attributes by name. */
  readonly getsets?: GetSetSpecs<Instance<S, F, M>>;
  /** What the interpreter asks of instances. */
  readonly slots?: SlotsOrRaw<Instance<S, F, M>, S, F>;
}

/** A type written in TypeScript, as it was written. It belongs to no interpreter; a module's binding makes it there. */
export interface HPyType<
  S = undefined,
  F extends string = never,
  M extends MemberSpecs = Record<never, never>,
> extends TypeToken<S, F, M> {
  /** What it is made of. */
  readonly spec: TypeSpec<S, F, M>;
}

/**
 * Writes a type (`HPyType_Spec`).
 *
 * @param name the dotted name; what stands before the last dot becomes `__module__`.
 * @param spec what it is made of.
 * @returns a description, to be listed in a module's `types` or made with `ctx.Type_FromSpec`.
 *
 * A function inside that uses the type itself, or a type that uses this one, must say what it returns; else the
 * compiler would need the type to find the type, and says "implicitly has type 'any'". So write
 * `nb_add: (ctx, left, right): HPy => { const a = ctx.as(Money, left); … }`.
 *
 * @example
 * ```ts
 * import { HPyType } from "@hpyjs/extension";
 *
 * export const Counter = HPyType("demo.Counter", {
 *   struct: () => ({ count: 0 }),
 *   methods: { next: { NOARGS: (_ctx, self) => ++self.struct.count } },
 * });
 * ```
 */
export function HPyType<
  S = undefined,
  const F extends string = never,
  const M extends MemberSpecs = Record<never, never>,
>(name: string, spec: TypeSpec<S, F, M>): HPyType<S, F, M> {
  return Object.freeze({ name, spec: Object.freeze({ ...spec }) });
}

/** A type's spec without the types of its instances, which is all that making it needs. */
export type ErasedTypeSpec = Omit<TypeSpec<unknown, string, MemberSpecs>, "methods" | "getsets" | "slots"> & {
  /** Methods by name. */
  readonly methods?: MethodSpecs<HPy>;
  /** Computed attributes by name. */
  readonly getsets?: GetSetSpecs<HPy>;
  /** What the interpreter asks of instances. */
  readonly slots?: SlotsOrRaw<HPy, unknown, string>;
  /** What makes it a legacy type, which only hybrid modules have. */
  readonly legacy?: LegacyPart;
};

/** What a type is made of. @throws TypeError when `token` was not made by {@link HPyType}. */
export function typeSpecOf(token: AnyTypeToken): ErasedTypeSpec {
  const spec = (token as { spec?: unknown }).spec;
  if (typeof spec !== "object" || spec === null) {
    throw new TypeError(`A type made by HPyType() is needed, not ${String(token)}.`);
  }
  return spec as ErasedTypeSpec;
}
