/**
 * Handles in the interpreter's memory, where generated WebAssembly opens, checks and closes them as well (`functions.ts`,
 * `entries.ts`). What is rare is here: making the table, letting it grow, and saying what is wrong with a handle.
 *
 * A handle is an entry's place in its low bits, and a generation in those above. When the table grows, one bit more says
 * the place: what is open goes where its number leads now, so that handles stay what they are.
 */

import { type Handle, HandleError, type Memory, type Pointer } from "@hpyjs/core";
import type { CallMark, Entry, HandleStore, HandleUse } from "../handles.ts";
import type { Registers } from "./registers.ts";
import { entry, stamps } from "./state.ts";

/** The first table has so many entries; the last may have so many, which leaves generations enough. */
const sizes = { first: 256, last: 1 << 22 } as const;

/** What a stamp says. */
function useOf(stamp: number): HandleUse {
  if (stamp >= 0) return "owned";
  if (stamp === stamps.constant) return "constant";
  return stamp === stamps.tracked ? "tracked" : "borrowed";
}

/** An entry as JavaScript sees it. */
class MemoryEntry implements Entry {
  readonly #store: MemoryStore;
  readonly #memory: Memory;
  readonly #at: number;
  readonly missing: string | null = null;

  constructor(store: MemoryStore, memory: Memory, at: number) {
    this.#store = store;
    this.#memory = memory;
    this.#at = at;
  }

  get inner(): Handle {
    return this.#memory.u32()[(this.#at + entry.object) >>> 2] as Handle;
  }

  get use(): HandleUse {
    return useOf(this.order);
  }

  set use(value: HandleUse) {
    this.#memory.f64()[(this.#at + entry.stamp) >>> 3] = this.#store.stamp(value);
    this.#setClosing();
  }

  get text(): Pointer {
    return this.#memory.u32()[(this.#at + entry.text) >>> 2] as Pointer;
  }

  set text(value: Pointer) {
    this.#memory.u32()[(this.#at + entry.text) >>> 2] = value;
    this.#setClosing();
  }

  #setClosing(): void {
    const words = this.#memory.u32();
    const number = words[this.#at >>> 2] as number;
    words[(this.#at + entry.closing) >>> 2] = this.use === "owned" && this.text === 0 ? number : 0;
  }

  get order(): number {
    return this.#memory.f64()[(this.#at + entry.stamp) >>> 3] as number;
  }
}

/** The handles of one sandbox. */
export class MemoryStore implements HandleStore {
  readonly #memory: Memory;
  readonly #registers: Registers;
  readonly #calls: Float64Array | null;
  readonly #withheld: Map<number, Entry> = new Map();
  /** What was the table before it grew. */
  readonly #earlier: number[] = [];
  // Registers that only JavaScript changes are here as well: to read a global takes long.
  #entries = 0;
  #mask = 0;
  #freeBase = 0;

  /** @param calls the number of the last call and of the innermost one, where JavaScript numbers them. */
  constructor(memory: Memory, registers: Registers, calls: Float64Array | null) {
    this.#memory = memory;
    this.#registers = registers;
    this.#calls = calls;
    this.#resize(sizes.first);
  }

  get opened(): number {
    return this.#serial;
  }

  /** The number of the innermost call. */
  get #serial(): number {
    return this.#calls?.[1] ?? this.#registers.get("serial");
  }

  begin(): CallMark {
    const registers = this.#registers;
    const calls = this.#calls;
    const outer = this.#serial;
    const register = calls === null ? outer : registers.get("serial");
    const mark = this.after(calls === null ? registers.get("counter") : (calls[0] as number));
    if (calls === null) registers.set("counter", mark);
    else calls.set([mark, mark]);
    registers.set("serial", mark);
    return { mark, outer, register };
  }

  finish({ outer, register }: CallMark): void {
    this.#registers.set("serial", register);
    if (this.#calls !== null) this.#calls[1] = outer;
  }

  /** The number of the call that begins next after one with this number. WebAssembly counts the bits of f64s. */
  after(serial: number): number {
    return serial + (this.#calls === null ? Number.MIN_VALUE : 1);
  }

  /** The stamp of a handle that is opened now. */
  stamp(use: HandleUse): number {
    if (use === "constant" || use === "tracked") return stamps[use];
    const serial = this.#serial;
    // Outside of any call nothing is borrowed, but a number below 0 is needed all the same.
    return use === "owned" ? serial : -Math.max(serial, this.after(0));
  }

  open(inner: Handle, how: HandleUse, missing: string | null): Handle {
    let free = this.#registers.get("free");
    if (free === this.#freeBase) {
      this.#grow();
      free = this.#registers.get("free");
    }
    free -= 4;
    const words = this.#memory.u32();
    const place = words[free >>> 2] as number;
    const at = place >>> 2;
    const number = words[at + (entry.next >>> 2)] as number;
    words[at + (entry.next >>> 2)] = this.#next(number);
    this.#registers.set("free", free);
    const order = this.stamp(how);
    // A handle that must not be used keeps its entry, which no handle matches.
    if (missing === null) words[at] = number;
    else this.#withheld.set(number, { inner, use: how, missing, text: 0 as Pointer, order });
    words[at + (entry.closing >>> 2)] = how === "owned" && missing === null ? number : 0;
    words[at + (entry.object >>> 2)] = inner;
    words[at + (entry.text >>> 2)] = 0;
    words[at + (entry.pooled >>> 2)] = 0;
    this.#memory.f64()[(place + entry.stamp) >>> 3] = order;
    return number as Handle;
  }

  get(handle: Handle): Entry {
    const withheld = this.#withheld.get(handle);
    if (withheld !== undefined) return withheld;
    if (this.isOpen(handle)) return new MemoryEntry(this, this.#memory, this.#entryOf(handle));
    if (handle === 0) throw new HandleError("the handle is null; check for HPy_NULL before using it");
    throw new HandleError(
      this.#wasOpen(handle)
        ? `handle ${handle} was closed already; duplicate a handle that must live longer`
        : `${handle} is not a handle of this context`,
    );
  }

  isOpen(handle: Handle): boolean {
    if (!Number.isInteger(handle) || handle <= 0 || handle > 0x7fff_ffff) return this.#withheld.has(handle);
    return this.#memory.u32()[this.#entryOf(handle) >>> 2] === handle || this.#withheld.has(handle);
  }

  /** Whether WebAssembly closes a handle by itself: one that is owned, and has no string. */
  isPlainlyOwned(handle: Handle): boolean {
    return this.#memory.u32()[(this.#entryOf(handle) + entry.closing) >>> 2] === handle;
  }

  close(handle: Handle): void {
    if (this.#withheld.has(handle)) return;
    const words = this.#memory.u32();
    const at = this.#entryOf(handle);
    words[at >>> 2] = 0;
    words[(at + entry.closing) >>> 2] = 0;
    words[(at + entry.text) >>> 2] = 0;
    words[(at + entry.pooled) >>> 2] = 0;
    const free = this.#registers.get("free");
    words[free >>> 2] = at;
    this.#registers.set("free", free + 4);
  }

  *handles(): IterableIterator<Handle> {
    const mask = this.#mask;
    const entries = this.#entries;
    for (let index = 1; index <= mask; index++) {
      const number = this.#memory.u32()[(entries + (index << entry.shift)) >>> 2] as number;
      if ((number & mask) === index) yield number as Handle;
    }
  }

  /** The handles that a call has borrowed, and with `inner` those that calls have which began after it. */
  borrowed(serial: number, inner: boolean): Handle[] {
    const found: Handle[] = [];
    for (const handle of this.handles()) {
      const stamp = this.#memory.f64()[(this.#entryOf(handle) + entry.stamp) >>> 3] as number;
      const isOf = inner ? stamp <= -serial : stamp === -serial;
      if (isOf && useOf(stamp) === "borrowed") found.push(handle);
    }
    return found;
  }

  /** Frees the table, and what was the table before it grew. */
  free(): void {
    for (const block of [...this.#earlier, this.#entries, this.#freeBase])
      this.#memory.free(block as Pointer);
  }

  /** Finds all free entries again, when there is no call: one that was unwound has kept those that it did not use. */
  collect(): void {
    const words = this.#memory.u32();
    const [entries, mask] = [this.#entries, this.#mask];
    const withheld = this.#withheldPlaces();
    let free = this.#freeBase;
    for (let index = mask; index > 0; index--) {
      const at = entries + (index << entry.shift);
      if (words[at >>> 2] !== 0 || withheld.has(index)) continue;
      words[free >>> 2] = at;
      free += 4;
    }
    this.#registers.set("free", free);
  }

  #wasOpen(handle: number): boolean {
    if (handle <= 0 || handle > 0x7fff_ffff || (handle & this.#mask) === 0) return false;
    const next = this.#memory.u32()[(this.#entryOf(handle) + entry.next) >>> 2] as number;
    // Whatever comes next here has a later generation, or the numbers have begun again.
    return handle < next;
  }

  #entryOf(handle: number): number {
    return this.#entries + ((handle & this.#mask) << entry.shift);
  }

  /** The number that follows one in the same entry. */
  #next(number: number): number {
    return (number + this.#mask + 1) & 0x7fff_ffff;
  }

  /** The handles that must not be used, by the indices of their entries, which no handle matches. */
  #withheldPlaces(): Map<number, number> {
    return new Map([...this.#withheld.keys()].map((handle) => [handle & this.#mask, handle]));
  }

  #grow(): void {
    const size = this.#mask + 1;
    if (size >= sizes.last)
      throw new RangeError(`${size} handles are open at once; some are probably never closed`);
    this.#resize(size * 2);
  }

  /** Makes a table of so many entries, and takes over what is in the present one. */
  #resize(size: number): void {
    const earlier = this.#entries;
    const count = earlier === 0 ? 0 : this.#mask + 1;
    const earlierFree = this.#freeBase;
    const entries = this.#memory.alloc(size << entry.shift);
    const freeBase = this.#memory.alloc(size * 4);
    const words = this.#memory.u32();
    const mask = size - 1;
    const at = (index: number): number => (entries + (index << entry.shift)) >>> 2;
    const [closing, next] = [entry.closing >>> 2, entry.next >>> 2];
    words.fill(0, at(0), at(size));
    for (let index = 0; index < size; index++) words[at(index) + next] = index;
    for (const word of [0, closing]) words[at(0) + word] = 1;
    const isTaken = new Uint8Array(size);
    isTaken[0] = 1;
    const withheld = this.#withheldPlaces();
    for (let index = 1; index < count; index++) {
      const from = (earlier + (index << entry.shift)) >>> 2;
      const open = withheld.get(index) ?? (words[from] as number);
      const number = open === 0 ? (words[from + next] as number) : open;
      const place = number & mask;
      // The other place that the old one became goes on from there, so that no number comes again too soon.
      words[at(place ^ count) + next] = (number + count) & 0x7fff_ffff;
      if (open !== 0) {
        words.copyWithin(at(place), from, from + (1 << (entry.shift - 2)));
        isTaken[place] = 1;
      }
      words[at(place) + next] = open === 0 ? number : (number + size) & 0x7fff_ffff;
    }
    let free = freeBase as number;
    for (let index = size - 1; index > 0; index--) {
      if (isTaken[index] === 1) continue;
      words[free >>> 2] = entries + (index << entry.shift);
      free += 4;
    }
    this.#entries = entries;
    this.#mask = mask;
    this.#freeBase = freeBase;
    this.#registers.set("entries", entries);
    this.#registers.set("mask", mask);
    this.#registers.set("free", free);
    this.#registers.set("freeBase", freeBase);
    if (earlier === 0) return;
    // Calls in progress know what they have borrowed by its address.
    this.#earlier.push(earlier);
    this.#memory.free(earlierFree as Pointer);
  }
}
