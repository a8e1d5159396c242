/**
 * The handle table: numbers for values that whoever holds the number must not touch.
 *
 * A handle is an index and a generation in one positive 31-bit number, so that it fits a Wasm i32 and is never 0. Each
 * time a slot is given up its generation moves on; a handle that was closed no longer matches and is refused. Free
 * slots queue up and are reused in the order in which they were given up, and not before a number of them wait: a
 * closed handle becomes valid again only after that number times all generations of further handles, and then only
 * if nobody else got there first.
 *
 * Five verbs say who owns what: `open`, `dup`, `deref`, `consume`, `close`.
 */

import { HandleError } from "./errors.ts";
import type { Handle } from "./handle.ts";

const indexBits = 22;
const indexMask = (1 << indexBits) - 1;
const generations = 1 << (31 - indexBits);

/** So many slots wait before the first of them is used again. */
const quarantine = 64;

/** Gives out handles for values, and knows each handle's state. */
export class HandleTable<T> {
  readonly #capacity: number;
  #values: (T | undefined)[] = [undefined];
  #generation: Uint16Array = new Uint16Array(16);
  #open: Uint8Array = new Uint8Array(16);
  #next: Int32Array = new Int32Array(16);
  #firstFree = 0;
  #lastFree = 0;
  #free = 0;
  #size = 0;

  /**
   * Makes an empty table, which grows as needed.
   * @param capacity how many handles can be open at once; 4,194,303 at most.
   */
  constructor(capacity: number = indexMask) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > indexMask) {
      throw new RangeError(`a handle table's capacity is between 1 and ${indexMask}, not ${capacity}`);
    }
    this.#capacity = capacity;
  }

  /** The number of open handles. */
  get size(): number {
    return this.#size;
  }

  /** A new handle for `value`. The caller closes it. @throws RangeError when too many handles are open. */
  open(value: T): Handle {
    const index = this.#takeSlot();
    this.#values[index] = value;
    this.#open[index] = 1;
    this.#size++;
    return this.#handle(index);
  }

  /** Another handle for the same value. The caller closes it. @throws HandleError when `handle` is not open. */
  dup(handle: Handle): Handle {
    return this.open(this.deref(handle));
  }

  /** The value behind a handle, which stays open. @throws HandleError when `handle` is not open. */
  deref(handle: Handle): T {
    return this.#values[this.#index(handle)] as T;
  }

  /** Closes a handle and gives its value to the caller. @throws HandleError when `handle` is not open. */
  consume(handle: Handle): T {
    const index = this.#index(handle);
    const value = this.#values[index] as T;
    this.#values[index] = undefined;
    this.#open[index] = 0;
    this.#generation[index] = ((this.#generation[index] as number) + 1) % generations;
    this.#size--;
    this.#queueSlot(index);
    return value;
  }

  /** Closes a handle. @throws HandleError when `handle` is not open. */
  close(handle: Handle): void {
    this.consume(handle);
  }

  /** Whether a handle is open. Any number may be asked about. */
  isOpen(handle: Handle): boolean {
    const index = handle & indexMask;
    return handle > 0 && this.#open[index] === 1 && this.#handle(index) === handle;
  }

  /** The open handles, oldest slot first: what a leak report lists. */
  *handles(): IterableIterator<Handle> {
    for (let index = 1; index < this.#values.length; index++) {
      if (this.#open[index] === 1) yield this.#handle(index);
    }
  }

  #handle(index: number): Handle {
    return (((this.#generation[index] as number) << indexBits) | index) as Handle;
  }

  #index(handle: Handle): number {
    if (this.isOpen(handle)) return handle & indexMask;
    if (handle === 0) throw new HandleError("the handle is null; check for HPy_NULL before using it");
    const index = handle & indexMask;
    const known = handle > 0 && Number.isInteger(handle) && index > 0 && index < this.#values.length;
    throw new HandleError(
      known
        ? `handle ${handle} was closed already; duplicate a handle that must live longer`
        : `${handle} is not a handle of this context`,
    );
  }

  #takeSlot(): number {
    const used = this.#values.length - 1;
    if (this.#free > quarantine || (this.#free > 0 && used >= this.#capacity)) {
      const index = this.#firstFree;
      this.#firstFree = this.#next[index] as number;
      this.#free--;
      return index;
    }
    if (used >= this.#capacity) {
      throw new RangeError(`${this.#capacity} handles are open at once; some are probably never closed`);
    }
    const index = this.#values.push(undefined) - 1;
    if (index >= this.#generation.length) this.#grow();
    return index;
  }

  #queueSlot(index: number): void {
    if (this.#free === 0) this.#firstFree = index;
    else this.#next[this.#lastFree] = index;
    this.#lastFree = index;
    this.#free++;
  }

  #grow(): void {
    const length = this.#generation.length * 2;
    const generation = new Uint16Array(length);
    const open = new Uint8Array(length);
    const next = new Int32Array(length);
    generation.set(this.#generation);
    open.set(this.#open);
    next.set(this.#next);
    this.#generation = generation;
    this.#open = open;
    this.#next = next;
  }
}
