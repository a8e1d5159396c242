/**
 * Handles in the interpreter's memory, where generated WebAssembly opens, checks and closes them as well (`functions.ts`,
 * `entries.ts`). What is rare is here: making the table, letting it grow, and saying what is wrong with a handle.
 *
 * A handle is an entry's place in its low bits, and a generation in those above. When the table grows, one bit more says
 * the place: what is open goes where its number leads now, so that handles stay what they are.
 */

import { type Handle, HandleError, HPy_NULL, type Memory, type Pointer } from "@hpyjs/core";
import type { CallMark, Entry, HandleStore, HandleUse } from "../handles.ts";
import { BorrowedEntries } from "./borrowed-entries.ts";
import type { Registers } from "./registers.ts";
import { borrowRoom, entry, lateResult, most, stamps } from "./state.ts";

/** The first table has so many entries; the last may have so many, which leaves generations enough. */
const sizes = { first: 512, last: 1 << 22 } as const;

/** What the word that closes a handle is of one that was borrowed and moved: with this bit it is no handle. */
const movedBit = 0x8000_0000;

/** A call borrows no more handles than these, or goes through JavaScript. */
const mostBorrowed = most.arguments + 4;

/** A table, by its address and its size. */
interface Table {
  readonly entries: number;
  readonly size: number;
}

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
    return this.#store.isForBorrowed(this.#at) ? "borrowed" : useOf(this.order);
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
  readonly #earlier: Table[] = [];
  readonly #borrowed: BorrowedEntries;
  // Registers that only JavaScript changes are here as well: to read a global takes long.
  #entries = 0;
  #mask = 0;
  #freeBase = 0;
  /** The handle that was opened for a {@link lateResult}; null for none. */
  #late: Handle = HPy_NULL;

  /** @param calls the number of the last call and of the innermost one, where JavaScript numbers them. */
  constructor(memory: Memory, registers: Registers, calls: Float64Array | null) {
    this.#memory = memory;
    this.#registers = registers;
    this.#calls = calls;
    // Null leads to the entry before these.
    this.#borrowed = new BorrowedEntries(registers, 1, borrowRoom);
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
    if (free === this.#freeBase + 4) {
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

  /**
   * The handle behind a number that the module gives. What stands for a result that was to be returned at once is one from
   * here on: a function of the module has got it from another, and uses it.
   */
  #resolved(number: Handle): Handle {
    if (number >>> 0 !== lateResult >>> 0) return number;
    const object = this.#registers.get("late");
    if (object === 0) return number;
    if (object > 1) {
      this.#late = this.open(object as Handle, "owned", null);
      const stamp = (this.#entryOf(this.#late) + entry.stamp) >>> 3;
      this.#memory.f64()[stamp] = this.#registers.get("lateSerial");
      this.#registers.set("late", 1);
    }
    return this.#late;
  }

  /**
   * Takes the object that was to be returned from a call which was unwound; null for none. It may be the result of another
   * that is in progress. @param inner whether calls were unwound as well that began later.
   */
  takeLate(serial: number, inner: boolean): Handle {
    const object = this.#registers.get("late");
    const from = this.#registers.get("lateSerial");
    if (object < 2 || from < serial || (!inner && from > serial)) return HPy_NULL;
    this.#registers.set("late", 0);
    return object as Handle;
  }

  get(number: Handle): Entry {
    const handle = this.#resolved(number);
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

  isOpen(number: Handle): boolean {
    const handle = this.#resolved(number);
    if (!Number.isInteger(handle) || handle <= 0 || handle > 0x7fff_ffff) return this.#withheld.has(handle);
    return this.#memory.u32()[this.#entryOf(handle) >>> 2] === handle || this.#withheld.has(handle);
  }

  /** Whether WebAssembly closes a handle by itself: one that is owned, and has no string. */
  isPlainlyOwned(handle: Handle): boolean {
    return this.#memory.u32()[(this.#entryOf(handle) + entry.closing) >>> 2] === handle;
  }

  close(number: Handle): void {
    const handle = this.#resolved(number);
    if (this.#withheld.has(handle)) return;
    if (handle === this.#late) {
      this.#late = HPy_NULL;
      this.#registers.set("late", 0);
    }
    const words = this.#memory.u32();
    const at = this.#entryOf(handle);
    words[at >>> 2] = 0;
    words[(at + entry.closing) >>> 2] = 0;
    words[(at + entry.text) >>> 2] = 0;
    words[(at + entry.pooled) >>> 2] = 0;
    if (this.isForBorrowed(at)) return;
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

  /**
   * The handles that JavaScript has opened for a call, which borrows them, and with `inner` those for calls that began
   * after it.
   */
  borrowed(serial: number, inner: boolean): Handle[] {
    const found: Handle[] = [];
    for (const handle of this.handles()) {
      const at = this.#entryOf(handle);
      const stamp = this.#stampAt(at);
      const isOf = inner ? stamp <= -serial : stamp === -serial;
      if (isOf && stamp !== stamps.moved && !this.isForBorrowed(at) && useOf(stamp) === "borrowed")
        found.push(handle);
    }
    return found;
  }

  /** Whether an entry is one of those for the handles that calls borrow. */
  isForBorrowed(at: number): boolean {
    return this.#borrowed.has((at - this.#entries) >>> entry.shift);
  }

  /**
   * Where the entries begin that were taken by a call, or by others that began after it.
   * @returns their place, and that of the module's C stack when they were taken; `null` when there are none.
   */
  takenSince(serial: number): { readonly place: number; readonly stack: number } | null {
    for (const place of this.#borrowed.taken()) {
      const at = this.#entries + (place << entry.shift);
      if (this.#stampAt(at) >= serial)
        return { place, stack: this.#memory.u32()[(at + entry.stack) >>> 2] as number };
    }
    return null;
  }

  /** The open handles that calls have borrowed in the entries from a place on. */
  borrowedSince(place: number): Handle[] {
    const taken = [...this.#borrowed.taken()];
    const places = new Set(taken.slice(taken.indexOf(place)));
    const found: Handle[] = [];
    for (const handle of this.handles()) {
      const at = this.#entryOf(handle);
      const closing = this.#memory.u32()[(at + entry.closing) >>> 2] as number;
      const origin = this.#stampAt(at) === stamps.moved ? closing - movedBit : handle & this.#mask;
      if (places.has(origin)) found.push(handle);
    }
    return found;
  }

  /** The handles that a call has borrowed in the entries between two addresses, in the table or in what it was before. */
  borrowedIn(base: number, end: number): Handle[] {
    const words = this.#memory.u32();
    const found: Handle[] = [];
    for (let at = base; at < end; at += 1 << entry.shift)
      if (words[at >>> 2] !== 0) found.push(words[at >>> 2] as Handle);
    return found;
  }

  /** Gives the entries that a call has taken back, unless a call has some that were taken later. */
  giveBack(base: number, end: number): void {
    this.#borrowed.giveBack(this.#placeAt(base), this.#placeAt(end));
  }

  /** Gives those back that were taken since, of which there is no call any more. @param place left out, all. */
  giveBackSince(place?: number): void {
    this.#borrowed.giveBackSince(place);
  }

  /** Makes room for the handles that calls borrow, where there is not enough for every call. */
  extend(): void {
    const left = this.#registers.get("borrowEnd") - this.#registers.get("borrow");
    if (left >>> entry.shift >= mostBorrowed || this.#borrowed.goOn()) return;
    const wanted = this.#borrowed.size * 2;
    let start = this.#freeRun(wanted);
    while (start === 0 && this.#mask + 1 < sizes.last) {
      this.#grow();
      start = this.#freeRun(wanted);
    }
    if (start === 0) return;
    this.#borrowed.add(start, start + wanted);
    this.#borrowed.goOn();
    this.#listFree();
  }

  /** The first of so many free entries beside each other; 0 for none. */
  #freeRun(wanted: number): number {
    let [length, last] = [0, 0];
    for (const place of this.#free()) {
      length = place === last + 1 ? length + 1 : 1;
      if (length === wanted) return place - wanted + 1;
      last = place;
    }
    return 0;
  }

  /** The places of all free entries. */
  #free(): number[] {
    const words = this.#memory.u32();
    const withheld = this.#withheldPlaces();
    const places: number[] = [];
    for (let place = 1; place <= this.#mask; place++) {
      const number = words[(this.#entries + (place << entry.shift)) >>> 2];
      if (number === 0 && !this.#borrowed.has(place) && !withheld.has(place)) places.push(place);
    }
    return places;
  }

  /** Writes down which entries are free, the first of them last. */
  #listFree(): void {
    const words = this.#memory.u32();
    const places = this.#free().reverse();
    const first = this.#freeBase + 4;
    words[this.#freeBase >>> 2] = 0;
    places.forEach((place, index) => {
      words[(first >>> 2) + index] = this.#entries + (place << entry.shift);
    });
    this.#registers.set("free", first + 4 * places.length);
  }

  /** The place in the table of an address in it, or in what was the table before. */
  #placeAt(at: number): number {
    const tables = [...this.#earlier, { entries: this.#entries, size: this.#mask + 1 }];
    const table = tables.find(({ entries, size }) => at >= entries && at <= entries + (size << entry.shift));
    return (at - (table as Table).entries) >>> entry.shift;
  }

  #stampAt(at: number): number {
    return this.#memory.f64()[(at + entry.stamp) >>> 3] as number;
  }

  /** Frees the table, and what was the table before it grew. */
  free(): void {
    const tables = this.#earlier.map(({ entries }) => entries);
    for (const block of [...tables, this.#entries, this.#freeBase]) this.#memory.free(block as Pointer);
  }

  #wasOpen(handle: number): boolean {
    if (handle <= 0 || handle > 0x7fff_ffff || (handle & this.#mask) === 0) return false;
    const at = this.#entryOf(handle);
    if (this.isForBorrowed(at)) return (handle & ~this.#mask) <= this.#registers.get("generation");
    const next = this.#memory.u32()[(at + entry.next) >>> 2] as number;
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
    const withheld = this.#withheldPlaces();
    const copy = (index: number, place: number): void => {
      const from = (earlier + (index << entry.shift)) >>> 2;
      words.copyWithin(at(place), from, from + (1 << (entry.shift - 2)));
    };
    const generation = this.#registers.get("generation") & ~mask;
    for (let index = 1; index < count; index++) {
      if (this.#borrowed.has(index)) {
        const number = words[(earlier + (index << entry.shift)) >>> 2] as number;
        const place = number & mask;
        copy(index, index);
        // What was borrowed with this bit set has had the other place.
        words[at(index + count) + next] = (generation + size + index + count) & 0x7fff_ffff;
        if (number === 0 || place === index) continue;
        copy(index, place);
        words[at(place) + closing] = movedBit + index;
        words[at(place) + next] = (number + size) & 0x7fff_ffff;
        this.#memory.f64()[((at(place) << 2) + entry.stamp) >>> 3] = stamps.moved;
        words.fill(0, at(index), at(index) + (entry.pooled >>> 2) + 1);
        continue;
      }
      const from = (earlier + (index << entry.shift)) >>> 2;
      const open = withheld.get(index) ?? (words[from] as number);
      const number = open === 0 ? (words[from + next] as number) : open;
      const place = number & mask;
      // The other place that the old one became goes on from there, so that no number comes again too soon.
      words[at(place ^ count) + next] = (number + count) & 0x7fff_ffff;
      if (open !== 0) copy(index, place);
      words[at(place) + next] = open === 0 ? number : (number + size) & 0x7fff_ffff;
    }
    this.#entries = entries;
    this.#mask = mask;
    this.#freeBase = freeBase;
    this.#registers.set("entries", entries);
    this.#registers.set("mask", mask);
    this.#registers.set("step", size);
    this.#registers.set("generation", generation);
    this.#borrowed.moveTo(entries);
    this.#listFree();
    if (earlier === 0) return;
    this.#earlier.push({ entries: earlier, size: count });
    this.#memory.free(earlierFree as Pointer);
  }
}
