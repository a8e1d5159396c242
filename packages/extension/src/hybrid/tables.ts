/** CPython's tables for what is legacy, written into the interpreter's memory. */

import type { Memory, Pointer } from "@hpyjs/core";
import { type LegacyMethod, type LegacySlot, legacySlotNumber } from "./rows.ts";

/** Memory that is freed as one. */
export interface Table {
  /** The address of the table. */
  readonly address: Pointer;
  /** Frees it. */
  free(): void;
}

/** A `PyType_Slot` array. */
export function slotTable(memory: Memory, slots: readonly LegacySlot[]): Table {
  const address = memory.alloc((slots.length + 1) * 8);
  const words = memory.u32();
  slots.forEach((slot, index) => {
    words.set([legacySlotNumber(slot), slot.pointer], (address >>> 2) + index * 2);
  });
  return { address, free: () => memory.free(address) };
}

/** A `PyMethodDef` array. */
export function methodTable(memory: Memory, methods: readonly LegacyMethod[]): Table {
  const encoder = new TextEncoder();
  const texts = methods.map(({ name, doc }) =>
    [name, doc].map((text) => text && encoder.encode(`${text}\0`)),
  );
  const size = texts.flat().reduce((sum, text) => sum + (text ? text.length : 0), 0);
  const tableSize = (methods.length + 1) * 16;
  const address = memory.alloc(tableSize + size);
  let place = address + tableSize;
  const put = (text: Uint8Array | "" | undefined): number => {
    if (!text) return 0;
    const start = place;
    memory.u8().set(text, start);
    place += text.length;
    return start;
  };
  methods.forEach(({ flags, pointer }, index) => {
    const [name, doc] = texts[index] ?? [];
    memory.u32().set([put(name), pointer, flags, put(doc)], (address >>> 2) + index * 4);
  });
  return { address, free: () => memory.free(address) };
}
