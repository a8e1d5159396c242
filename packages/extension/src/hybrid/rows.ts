/** Rows of the tables by which CPython's own API describes methods and types. */

import { type Pointer, type SlotName, slotNumber } from "@hpyjs/core";

/** A method as CPython's own API describes it (`PyMethodDef`). */
export interface LegacyMethod {
  /** Its name in Python. */
  readonly name: string;
  /** The C function, in the interpreter's table. */
  readonly pointer: Pointer;
  /** How the C function is called: `METH_*` bits. */
  readonly flags: number;
  /** The docstring. */
  readonly doc?: string;
}

/** A slot as CPython's own API describes it (`PyType_Slot`). */
export interface LegacySlot {
  /** CPython's number of the slot (`Py_tp_repr`), or its name where HPy has the same slot (`tp_repr`). */
  readonly slot: SlotName | number;
  /** What the slot holds: the address of a C function, table or object. */
  readonly pointer: Pointer;
}

/** What a legacy type has beyond others. */
export interface LegacyPart {
  /** Slots with C functions. */
  readonly slots: readonly LegacySlot[];
  /** The size in bytes of the C struct that instances begin with; `undefined` for that of the base. */
  readonly headSize: number | undefined;
}

/** CPython's number of a slot. */
export function legacySlotNumber({ slot }: LegacySlot): number {
  return typeof slot === "number" ? slot : slotNumber[slot];
}
