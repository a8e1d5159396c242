/** What the counting layer counts. */

import type { ApiFunctionName, SlotName } from "@hpyjs/core";

/**
 * The books of one interpreter: which functions and slots were exercised since the last {@link Counter.forget}, and
 * how much is open. `open` is a balance: one more for each handle, builder, tracker and thread state that an
 * extension received, one less for each that it gave back or passed on. Opened before the counting began and closed
 * after it, something counts −1; so the balance means nothing by itself, but its growth per repetition does.
 */
export class Counter {
  /** Calls of each function, by name. */
  readonly functions: Map<ApiFunctionName, number> = new Map();
  /** Calls of each slot's implementations, by name. */
  readonly slots: Map<SlotName, number> = new Map();
  /** Handles, builders, trackers and thread states that the extension has to close. */
  open = 0;

  /** Notes a call of a function. */
  call(name: ApiFunctionName): void {
    this.functions.set(name, (this.functions.get(name) ?? 0) + 1);
  }

  /** Notes a call of a slot's implementation. */
  fill(name: SlotName): void {
    this.slots.set(name, (this.slots.get(name) ?? 0) + 1);
  }

  /** Forgets the calls; the balance stays. */
  forget(): void {
    this.functions.clear();
    this.slots.clear();
  }
}
