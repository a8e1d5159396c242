/**
 * Where things stand in the struct of an instance.
 *
 * The part that belongs to one type follows the part of its base, and holds, in this order: raw memory, the number of the
 * JavaScript value in the kernel's table (an `int32_t`, 0 while there is none), the fields (an `HPyField` each), and
 * the members, each aligned as C would. Zero-filled memory is a valid struct.
 */

import { layout, type MemberKind } from "@hpyjs/core";
import type { MemberSpecs } from "./instance.ts";

/** What of a type decides its layout. */
export interface LayoutInput {
  /** Whether instances have a JavaScript value. */
  readonly hasValue: boolean;
  /** The names of the fields. */
  readonly fields: readonly string[];
  /** The members. */
  readonly members: MemberSpecs;
  /** Bytes of raw memory; none when left out. */
  readonly rawSize?: number;
}

/** A member and its place. */
export interface MemberPlace {
  /** The distance from the start of the struct, in bytes. */
  readonly offset: number;
  /** The size in bytes. */
  readonly size: number;
  /** How the bytes are read. */
  readonly type: MemberKind;
}

/** The places in a struct. Offsets count from the start of the struct, the base's part included. */
export interface StructLayout {
  /** The size in bytes, the base's part included; 0 when there is nothing to store. */
  readonly size: number;
  /** Where the number of the JavaScript value stands, or -1. */
  readonly value: number;
  /** Where the raw memory begins, or -1. */
  readonly raw: number;
  /** Where each field stands. */
  readonly fields: ReadonlyMap<string, number>;
  /** Where each member stands. */
  readonly members: ReadonlyMap<string, MemberPlace>;
}

/** Kinds of members that refer to a Python object. */
const objectKinds: ReadonlySet<MemberKind> = new Set(["OBJECT", "OBJECT_EX"]);

/** Whether a member of this kind is an `HPyField`. */
export function isObjectKind(type: MemberKind): boolean {
  return objectKinds.has(type);
}

function memberSize(name: string, type: MemberKind, size: number | undefined, pointerSize: 4 | 8): number {
  if (type === "STRING_INPLACE") {
    if (size === undefined || !(size > 0))
      throw new TypeError(`member '${name}': STRING_INPLACE needs a size`);
    return size;
  }
  if (size !== undefined) throw new TypeError(`member '${name}': only STRING_INPLACE takes a size`);
  return (pointerSize === 4 ? layout.wasm32MemberSize : layout.LP64MemberSize)[type];
}

/**
 * Lays out the struct of a type.
 * @param base the size of the base's struct, 0 for none.
 * @throws TypeError for a member with a wrong size.
 */
export function layoutStruct(input: LayoutInput, base: number, pointerSize: 4 | 8): StructLayout {
  let end = base;
  function take(size: number, alignment: number): number {
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + size;
    return offset;
  }
  const { rawSize = 0 } = input;
  if (!Number.isSafeInteger(rawSize) || rawSize < 0) throw new TypeError(`rawSize cannot be ${rawSize}`);
  const raw = rawSize > 0 ? take(rawSize, 16) : -1;
  const value = input.hasValue ? take(4, 4) : -1;
  const fields = new Map(input.fields.map((name) => [name, take(pointerSize, pointerSize)]));
  const members = new Map<string, MemberPlace>();
  for (const [name, { type, size: given }] of Object.entries(input.members)) {
    const size = memberSize(name, type, given, pointerSize);
    const alignment = type === "STRING_INPLACE" ? 1 : Math.max(size, 1);
    members.set(name, { offset: take(Math.max(size, 1), alignment), size, type });
  }
  const size = end === base ? base : Math.ceil(end / pointerSize) * pointerSize;
  return { size, value, raw, fields, members };
}
