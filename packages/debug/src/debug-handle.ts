/** Handles as tests and tools see them. */

import type { DebugContext } from "./context.ts";
import type { HandleRecord, HandleStore, HandleUse, Place } from "./handle-store.ts";
import { safeRepr } from "./object-text.ts";
import { closedPlace, openedPlace } from "./report.ts";

/**
 * One handle of an extension, open or closed. When a closed handle has been forgotten, its place is used for another
 * one, which this object then shows.
 */
export class DebugHandle {
  readonly #record: HandleRecord;
  readonly #context: DebugContext;

  /** Shows a record. */
  constructor(record: HandleRecord, context: DebugContext) {
    this.#record = record;
    this.#context = context;
  }

  /** The number that the extension has. */
  get id(): number {
    return this.#record.handle;
  }

  /** Whether the handle is closed. */
  get isClosed(): boolean {
    return this.#record.open === 0;
  }

  /** Who closes it. */
  get use(): HandleUse {
    return this.#record.use;
  }

  /** Bytes of the copy of raw data that hangs on it, the NUL included; -1 when there is none. */
  get rawDataSize(): number {
    return this.#record.data?.size ?? -1;
  }

  /** Where it was opened. */
  get opened(): Place {
    return openedPlace(this.#record);
  }

  /** Where it was closed; `null` while it is open. */
  get closed(): Place | null {
    return closedPlace(this.#record);
  }

  /** The object as Python shows it; of a closed handle, what is remembered. Inside of a call only. */
  get object(): string | null {
    return this.isClosed ? this.#record.description : safeRepr(this.#context.inner, this.#record.inner);
  }

  /** The context that it belongs to. */
  get context(): DebugContext {
    return this.#context;
  }

  /** What is behind it. */
  get record(): HandleRecord {
    return this.#record;
  }

  /** Whether another one shows the same handle. */
  isSame(other: DebugHandle): boolean {
    return this.#record === other.#record;
  }

  /** Closes the handle on behalf of an extension that forgot to. Inside of a call only. */
  forceClose(): void {
    if (this.isClosed) return;
    const { inner } = this.#record;
    const isOwned = this.#record.use === "owned";
    this.#context.end(this.#record, "DebugHandle._force_close");
    if (isOwned) this.#context.own.Close(inner);
  }

  /** All of it, for people. */
  toString(): string {
    const name = `DebugHandle 0x${this.id.toString(16)}`;
    const { by, in: within, stack } = this.opened;
    const inside = within === "" || within === by ? "" : ` in ${within}`;
    const shown = this.isClosed ? `<${name} CLOSED>` : `<${name} for ${this.object ?? "?"}>`;
    return `${shown} opened by ${by}${inside}${stack === "" ? "" : `\n${stack}`}`;
  }
}

/** The open handles of a generation and later ones, the oldest first. */
export function openHandles(
  store: HandleStore,
  contexts: readonly DebugContext[],
  generation: number,
): DebugHandle[] {
  return shown(store.openRecords(), contexts, generation);
}

/** The closed handles of a generation and later ones that are remembered, the one that was closed first first. */
export function closedHandles(
  store: HandleStore,
  contexts: readonly DebugContext[],
  generation: number,
): DebugHandle[] {
  return shown(store.closedRecords(), contexts, generation);
}

function shown(
  records: readonly HandleRecord[],
  contexts: readonly DebugContext[],
  generation: number,
): DebugHandle[] {
  return records.flatMap((record) => {
    const context = contexts[record.context];
    return record.generation < generation || context === undefined ? [] : [new DebugHandle(record, context)];
  });
}
