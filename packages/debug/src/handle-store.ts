/**
 * The handles of debug mode.
 *
 * What an extension gets for a handle of the layer below is a number of its own: an index, and a generation that moves
 * on each time the index is used again, so that a number that was closed no longer matches. Numbers are odd, which no
 * handle of CPython's is (those are addresses of objects).
 *
 * Behind each index there is a record. It is made once and reused, so opening a handle allocates nothing. A closed
 * handle's record is remembered for some time (a queue of bounded length), so that a use after close can be explained.
 */

import type { Handle } from "@hpyjs/core";
import type { RawCopy } from "./raw-data.ts";
import type { Settings } from "./settings.ts";

const indexBits = 20;
const indexMask = (1 << indexBits) - 1;
const generationMask = (1 << (30 - indexBits)) - 1;

/** Who closes a handle: the extension, the caller when the call ends, or nobody. */
export type HandleUse = "owned" | "argument" | "constant";

/** Where something happened to a handle. */
export interface Place {
  /** The function of the API, or the way in for arguments: `HPyLong_FromInt32_t`. */
  readonly by: string;
  /** The function of the extension that was running: `module.function`. */
  readonly in: string;
  /** The JavaScript and WebAssembly frames, where they are recorded; else the empty text. */
  readonly stack: string;
}

/** One handle: open, or closed and still remembered. */
export interface HandleRecord {
  /** The number that the extension has. */
  handle: Handle;
  /** The same while it is open; 0 afterwards. */
  open: Handle;
  /** The handle below. */
  inner: Handle;
  /** The context that it belongs to, by its number. */
  context: number;
  /** Who closes it. */
  use: HandleUse;
  /** The generation in which it was opened. */
  generation: number;
  /** Handles are numbered in the order in which they are opened. */
  sequence: number;
  openedBy: string;
  openedIn: string;
  openedStack: string;
  closedBy: string;
  closedIn: string;
  closedStack: string;
  /** What the object was, as far as it is known after the handle was closed. */
  description: string | null;
  /** The copy of the object's data that hangs on the handle. */
  data: RawCopy | null;
  /** The next in the queue of closed handles, or of free records. */
  next: HandleRecord | null;
}

/** All handles of one debug mode, whatever context they belong to. */
export class HandleStore {
  readonly #settings: Settings;
  readonly #records: (HandleRecord | undefined)[] = [undefined];
  /** Generations start anywhere, so that the numbers of two debug modes differ. */
  readonly #salt: number = Math.floor(Math.random() * (generationMask + 1));
  readonly #release: (record: HandleRecord) => void;
  #sequence = 0;
  #oldestClosed: HandleRecord | null = null;
  #newestClosed: HandleRecord | null = null;
  #closed = 0;
  #free: HandleRecord | null = null;

  /** @param release is told when a closed handle is forgotten. */
  constructor(settings: Settings, release: (record: HandleRecord) => void) {
    this.#settings = settings;
    this.#release = release;
  }

  /** A new handle for one of the layer below. */
  open(inner: Handle, context: number, use: HandleUse, by: string, within: string): HandleRecord {
    const record = this.#take();
    record.open = record.handle;
    record.inner = inner;
    record.context = context;
    record.use = use;
    // Constants are nobody's leak.
    record.generation = use === "constant" ? 0 : this.#settings.generation;
    record.sequence = this.#sequence++;
    record.openedBy = by;
    record.openedIn = within;
    return record;
  }

  /** The record of an open handle, of whatever context; `undefined` when there is none. */
  find(handle: Handle): HandleRecord | undefined {
    const record = this.#records[(handle >>> 1) & indexMask];
    return record !== undefined && record.open === handle ? record : undefined;
  }

  /** The record of a handle that is open or that was closed and is remembered. */
  recall(handle: Handle): HandleRecord | undefined {
    const record = this.#records[(handle >>> 1) & indexMask];
    return record !== undefined && record.handle === handle ? record : undefined;
  }

  /** Closes an open handle and remembers it. */
  close(record: HandleRecord, by: string, within: string): void {
    record.open = 0 as Handle;
    record.closedBy = by;
    record.closedIn = within;
    if (this.#newestClosed === null) this.#oldestClosed = record;
    else this.#newestClosed.next = record;
    this.#newestClosed = record;
    this.#closed++;
    if (this.#closed > this.#settings.closedHandles) {
      const oldest = this.#takeClosed();
      oldest.next = this.#free;
      this.#free = oldest;
    }
  }

  /** The open handles, the oldest first. */
  openRecords(): HandleRecord[] {
    const open = this.#records.filter((record): record is HandleRecord => (record?.open ?? 0) !== 0);
    return open.sort((left, right) => left.sequence - right.sequence);
  }

  /** The closed handles that are remembered, the one that was closed first before the others. */
  closedRecords(): HandleRecord[] {
    const closed: HandleRecord[] = [];
    for (let record = this.#oldestClosed; record !== null; record = record.next) closed.push(record);
    return closed;
  }

  #take(): HandleRecord {
    if (this.#closed >= this.#settings.closedHandles && this.#closed > 0)
      return this.#renew(this.#takeClosed());
    const free = this.#free;
    if (free === null) return this.#add();
    this.#free = free.next;
    free.next = null;
    return this.#renew(free);
  }

  /** Takes the handle that was closed first out of the queue. */
  #takeClosed(): HandleRecord {
    const oldest = this.#oldestClosed as HandleRecord;
    this.#oldestClosed = oldest.next;
    if (oldest.next === null) this.#newestClosed = null;
    oldest.next = null;
    this.#closed--;
    this.#release(oldest);
    return oldest;
  }

  /** The same index under another number. */
  #renew(record: HandleRecord): HandleRecord {
    const generation = ((record.handle >>> (indexBits + 1)) + 1) & generationMask;
    record.handle = ((generation << (indexBits + 1)) | (record.handle & ((indexMask << 1) | 1))) as Handle;
    record.openedStack = "";
    record.closedStack = "";
    record.description = null;
    return record;
  }

  #add(): HandleRecord {
    const index = this.#records.length;
    if (index > indexMask) {
      throw new RangeError(`${indexMask} handles are open at once; some are probably never closed`);
    }
    const generation = (this.#salt + index * 7) & generationMask;
    const record: HandleRecord = {
      handle: ((generation << (indexBits + 1)) | (index << 1) | 1) as Handle,
      open: 0 as Handle,
      inner: 0 as Handle,
      context: 0,
      use: "owned",
      generation: 0,
      sequence: 0,
      openedBy: "",
      openedIn: "",
      openedStack: "",
      closedBy: "",
      closedIn: "",
      closedStack: "",
      description: null,
      data: null,
      next: null,
    };
    this.#records.push(record);
    return record;
  }
}
