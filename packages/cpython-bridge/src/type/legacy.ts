/**
 * The legacy part of a type or module: C structs of CPython's own API, which hybrid extensions list beside HPy's
 * definitions. The rows of tables are taken as they are; what they point to is the extension's and stays where it is.
 */

import { type Memory, memberKindNumber, NULL, type Pointer } from "@hpyjs/core";
import type { Strings } from "../strings.ts";
import { layoutMembers } from "./defines.ts";
import { typeSlot } from "./python-class.ts";

/** A row of a table of CPython's: 32-bit words. */
export type Row = readonly number[];

/** Words in a `PyMethodDef`, a `PyMemberDef` and a `PyGetSetDef` on wasm32. */
const words = { method: 4, member: 5, getset: 5 } as const;

/** `READONLY` of `PyMemberDef.flags`. */
const readonlyFlag = 1;

/** What a `PyType_Slot` array says. */
export interface LegacySlots {
  /** `Py_tp_methods`. */
  readonly methods: readonly Row[];
  /** `Py_tp_members`. */
  readonly members: readonly Row[];
  /** `Py_tp_getset`. */
  readonly getsets: readonly Row[];
  /** All other slots: number and value. */
  readonly others: ReadonlyMap<number, number>;
  /** Offsets of references that CPython lets go of when an instance dies: writable `T_OBJECT_EX` members. */
  readonly references: readonly number[];
  /** Offset of a dictionary of attributes, or `null`. */
  readonly dictionary: number | null;
  /** Whether instances have a list of weak references. */
  readonly weakReferences: boolean;
  /** Whether instances keep their vectorcall function at a place of their own. */
  readonly vectorcall: boolean;
}

/** No legacy part. */
const noLegacySlots: LegacySlots = {
  methods: [],
  members: [],
  getsets: [],
  others: new Map(),
  references: [],
  dictionary: null,
  weakReferences: false,
  vectorcall: false,
};

/** The rows of a table that ends with a row whose first word is 0; none for `NULL`. */
function rowsAt(memory: Memory, address: number, length: number): Row[] {
  const rows: Row[] = [];
  if (address === NULL) return rows;
  const view = memory.u32();
  for (let start = address >>> 2; view[start] !== 0; start += length) {
    rows.push([...view.subarray(start, start + length)]);
  }
  return rows;
}

/** The rows of a `PyMethodDef` array. */
export function legacyMethods(memory: Memory, address: Pointer): Row[] {
  return rowsAt(memory, address, words.method);
}

/** Reads a `PyType_Slot` array. */
export function readLegacySlots(memory: Memory, strings: Strings, address: Pointer): LegacySlots {
  if (address === NULL) return noLegacySlots;
  const others = new Map(
    rowsAt(memory, address, 2).map(([number = 0, value = 0]) => [number, value] as const),
  );
  const take = (number: number): number => {
    const value = others.get(number) ?? NULL;
    others.delete(number);
    return value;
  };
  const methods = rowsAt(memory, take(typeSlot.tp_methods), words.method);
  const members = rowsAt(memory, take(typeSlot.tp_members), words.member);
  const getsets = rowsAt(memory, take(typeSlot.tp_getset), words.getset);
  const offsetOf = (wanted: string): number | null =>
    members.find(([name = 0]) => strings.fromC(name as Pointer) === wanted)?.[2] ?? null;
  return {
    methods,
    members,
    getsets,
    others,
    references: members
      .filter(([, kind, , flags = 0]) => kind === memberKindNumber.OBJECT_EX && (flags & readonlyFlag) === 0)
      .map(([, , offset = 0]) => offset),
    dictionary: offsetOf(layoutMembers.dictionary),
    weakReferences: offsetOf(layoutMembers.weakReferences) !== null,
    vectorcall: offsetOf(layoutMembers.vectorcall) !== null,
  };
}
