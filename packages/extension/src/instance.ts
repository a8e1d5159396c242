/** Instances of types written in TypeScript, as the compiler sees them. */

import type { MemberKind } from "@hpyjs/core";
import type { HPy } from "./handle.ts";

/** A member: bytes of the instance's struct that Python sees as an attribute (`HPyMember`). */
export interface MemberSpec {
  /** How the bytes are read and written, as in `HPyMember_FieldType`. */
  readonly type: MemberKind;
  /** Whether Python may only read the member; `false` when left out. The extension can always write it. */
  readonly readonly?: boolean;
  /** The docstring. */
  readonly doc?: string;
  /** The size in bytes, the final NUL included: for `STRING_INPLACE`, which needs it, only. */
  readonly size?: number;
}

/** The members of a type, by name. */
export type MemberSpecs = Readonly<Record<string, MemberSpec>>;

/** The JavaScript type of each kind of member. */
export interface MemberTypes {
  /** `short`. */
  SHORT: number;
  /** `int`. */
  INT: number;
  /** `long`. */
  LONG: number;
  /** `float`. */
  FLOAT: number;
  /** `double`. */
  DOUBLE: number;
  /** `char *` in UTF-8; the instance owns a copy. */
  STRING: string | null;
  /** A Python object; `null` reads as `None`. */
  OBJECT: HPy | null;
  /** `char`: one ASCII character. */
  CHAR: string;
  /** `signed char`. */
  BYTE: number;
  /** `unsigned char`. */
  UBYTE: number;
  /** `unsigned short`. */
  USHORT: number;
  /** `unsigned int`. */
  UINT: number;
  /** `unsigned long`. */
  ULONG: number;
  /** `char[size]` in UTF-8. */
  STRING_INPLACE: string;
  /** One byte, 0 or 1. */
  BOOL: boolean;
  /** A Python object; reading it from Python while it is `null` is an AttributeError. */
  OBJECT_EX: HPy | null;
  /** `long long`. */
  LONGLONG: bigint;
  /** `unsigned long long`. */
  ULONGLONG: bigint;
  /** `HPy_ssize_t`. */
  HPYSSIZET: number;
  /** Always `None`; no bytes. */
  NONE: null;
}

/** The members of an instance: reading and writing the bytes that Python sees. */
export type MemberValues<M extends MemberSpecs> = { -readonly [N in keyof M]: MemberTypes[M[N]["type"]] };

/**
 * A handle to an instance of a type written in TypeScript: `S` is its struct, `F` the names of its fields, `M` its
 * members.
 */
export interface Instance<S, F extends string = never, M extends MemberSpecs = Record<never, never>>
  extends HPy {
  /** The JavaScript value that belongs to the instance; made by the type's `struct` when first asked for. */
  struct: S;
  /** The members of the instance. */
  readonly members: MemberValues<M>;
  /** The object in a field, or `null` when the field is empty (`HPyField_Load`). */
  load(field: F): HPy | null;
  /** Stores an object in a field, or empties it with `null` (`HPyField_Store`). */
  store(field: F, value: HPy | null): void;
}

declare const shapes: unique symbol;

/** What the context needs to know of a type: its name, and what its instances look like. */
export interface TypeToken<S, F extends string = never, M extends MemberSpecs = Record<never, never>> {
  /** The dotted name; what stands before the last dot becomes `__module__`. */
  readonly name: string;
  /** Only for the compiler. */
  readonly [shapes]?: {
    /** The JavaScript value of an instance. */
    readonly struct: S;
    /** The names of the Python references that an instance owns. */
    readonly fields: F;
    /** The C members. */
    readonly members: M;
  };
}

/** A type whose instances' shape does not matter. */
export type AnyTypeToken = TypeToken<unknown, string, MemberSpecs>;
