/** The `PyType_Slot` array of a type under construction. */

import type { Pointer } from "@hpyjs/core";
import type { CallbackSpec } from "../transport.ts";
import { Callbacks } from "./tables.ts";

/** Collects slots; those that are callbacks get their function pointers when the batch is delivered. */
export class SlotTable {
  /** The batch of callbacks that the slots, and everything else of the type, belong to. */
  readonly callbacks: Callbacks = new Callbacks();
  readonly #rows: [number: number, value: number][] = [];

  /** Adds a slot with a known value. */
  add(number: number, value: number): void {
    this.#rows.push([number, value]);
  }

  /** Adds a slot whose value is a callback's function pointer. */
  addCallback(number: number, spec: CallbackSpec): void {
    const row: [number, number] = [number, 0];
    this.#rows.push(row);
    this.callbacks.add(spec, (pointer: Pointer) => {
      row[1] = pointer;
    });
  }

  /** The rows, once the callbacks are delivered. */
  rows(): readonly (readonly [number: number, value: number])[] {
    return this.#rows;
  }
}
