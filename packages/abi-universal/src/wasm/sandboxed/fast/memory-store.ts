/**
 * Handles in the interpreter's memory, where generated WebAssembly opens, checks and closes them as well (`functions.ts`,
 * `entries.ts`). What is rare is here: making the table, letting it grow, and saying what is wrong with a handle.
 *
 * A handle is an entry's place in its low bits, and a generation in those above. When the table grows, one bit more says
 * the place: what is open goes where its number leads now, so that handles stay what they are.
 */

import { type Handle, HandleError, type Memory, type Pointer } from "@hpyjs/core";
import type { Entry, HandleStore, HandleUse } from "../handles.ts";
import { entry, pooledText, state, use } from "./state.ts";

/** The first table has so many entries; the last may have so many, which leaves generations enough. */
const sizes = { first: 256, last: 1 << 22 } as const;

const uses: readonly HandleUse[] = ["owned", "borrowed", "constant", "tracked"];

/** An entry as JavaScript sees it. */
class MemoryEntry implements Entry {
  readonly #memory: Memory;
  readonly #at: number;
  readonly missing: string | null = null;

  constructor(memory: Memory, at: number) {
    this.#memory = memory;
    this.#at = at;
  }

  get inner(): Handle {
    return this.#word(entry.object) as Handle;
  }

  get use(): HandleUse {
    return uses[this.#word(entry.use) & 0xff] ?? "owned";
  }

  set use(value: HandleUse) {
    this.#set(entry.use, (this.#word(entry.use) & pooledText) | use[value]);
  }

  get text(): Pointer {
    return this.#word(entry.text) as Pointer;
  }

  set text(value: Pointer) {
    this.#set(entry.text, value);
  }

  get order(): number {
    return this.#word(entry.order) + this.#word(entry.order + 4) * 2 ** 32;
  }

  #word(offset: number): number {
    return this.#memory.u32()[(this.#at + offset) >>> 2] as number;
  }

  #set(offset: number, value: number): void {
    this.#memory.u32()[(this.#at + offset) >>> 2] = value;
  }
}

/** The handles of one sandbox. */
export class MemoryStore implements HandleStore {
  readonly #memory: Memory;
  readonly #state: Pointer;
  readonly #withheld: Map<number, Entry> = new Map();

  /** @param block the address of the sandbox's state. */
  constructor(memory: Memory, block: Pointer) {
    this.#memory = memory;
    this.#state = block;
    this.#resize(sizes.first);
  }

  get opened(): number {
    return this.#get(state.order) + this.#get(state.order + 4) * 2 ** 32;
  }

  open(inner: Handle, how: HandleUse, missing: string | null): Handle {
    if (this.#get(state.free) === 0) this.#grow();
    const words = this.#memory.u32();
    const at = this.#get(state.free) >>> 2;
    const number = (words[at] as number) ^ 1;
    this.#set(state.free, words[at + (entry.object >>> 2)] as number);
    const { opened: order } = this;
    // A handle that must not be used keeps its entry, which no handle matches.
    if (missing === null) words[at] = number;
    else this.#withheld.set(number, { inner, use: how, missing, text: 0 as Pointer, order });
    words[at + (entry.object >>> 2)] = inner;
    words[at + (entry.use >>> 2)] = use[how];
    words[at + (entry.text >>> 2)] = 0;
    words[at + (entry.order >>> 2)] = order >>> 0;
    words[at + (entry.order >>> 2) + 1] = Math.floor(order / 2 ** 32);
    this.#set(state.order, (order + 1) >>> 0);
    this.#set(state.order + 4, Math.floor((order + 1) / 2 ** 32));
    return number as Handle;
  }

  get(handle: Handle): Entry {
    const withheld = this.#withheld.get(handle);
    if (withheld !== undefined) return withheld;
    if (this.isOpen(handle)) return new MemoryEntry(this.#memory, this.#entryOf(handle));
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

  close(handle: Handle): void {
    if (this.#withheld.has(handle)) return;
    const words = this.#memory.u32();
    const at = this.#entryOf(handle);
    words[at >>> 2] = this.#following(handle) ^ 1;
    words[(at + entry.object) >>> 2] = this.#get(state.free);
    words[(at + entry.use) >>> 2] = use.owned;
    words[(at + entry.text) >>> 2] = 0;
    this.#set(state.free, at);
  }

  *handles(): IterableIterator<Handle> {
    const mask = this.#get(state.mask);
    const entries = this.#get(state.entries);
    for (let index = 1; index <= mask; index++) {
      const number = this.#memory.u32()[(entries + (index << entry.shift)) >>> 2] as number;
      if ((number & mask) === index) yield number as Handle;
    }
  }

  /** Frees the table. */
  free(): void {
    this.#memory.free(this.#get(state.entries) as Pointer);
  }

  /** The number that the entry of a handle has after it. */
  #following(handle: number): number {
    return (handle + this.#get(state.mask) + 1) & 0x7fff_ffff;
  }

  #wasOpen(handle: number): boolean {
    if (handle <= 0 || handle > 0x7fff_ffff || (handle & this.#get(state.mask)) === 0) return false;
    const next = (this.#memory.u32()[this.#entryOf(handle) >>> 2] as number) ^ 1;
    // Whatever is open or free here has a later generation, or the numbers have begun again.
    return handle < next;
  }

  #entryOf(handle: number): number {
    return this.#get(state.entries) + ((handle & this.#get(state.mask)) << entry.shift);
  }

  #grow(): void {
    const size = this.#get(state.mask) + 1;
    if (size >= sizes.last)
      throw new RangeError(`${size} handles are open at once; some are probably never closed`);
    this.#resize(size * 2);
  }

  /** Makes a table of so many entries, and takes over what is in the present one. */
  #resize(size: number): void {
    const earlier = this.#get(state.entries);
    const count = earlier === 0 ? 0 : this.#get(state.mask) + 1;
    const entries = this.#memory.alloc(size << entry.shift);
    const words = this.#memory.u32();
    const entryWords = 1 << (entry.shift - 2);
    const mask = size - 1;
    for (let index = 0; index < size; index++) words[(entries + (index << entry.shift)) >>> 2] = index ^ 1;
    const isTaken = new Uint8Array(size);
    isTaken[0] = 1;
    for (let index = 1; index < count; index++) {
      const from = (earlier + (index << entry.shift)) >>> 2;
      const stored = words[from] as number;
      const isOpen = (stored & (count - 1)) === index;
      const number = isOpen ? stored : stored ^ 1;
      const place = number & mask;
      const to = (entries + (place << entry.shift)) >>> 2;
      // The other place that the old one became goes on from there, so that no number comes again too soon.
      words[(entries + ((place ^ count) << entry.shift)) >>> 2] = ((number + count) & 0x7fff_ffff) ^ 1;
      if (isOpen || this.#withheld.has(number)) {
        words.copyWithin(to, from, from + entryWords);
        isTaken[place] = 1;
      } else {
        words[to] = number ^ 1;
      }
    }
    let free = 0;
    for (let index = size - 1; index > 0; index--) {
      if (isTaken[index] === 1) continue;
      const at = entries + (index << entry.shift);
      words[(at + entry.object) >>> 2] = free;
      free = at;
    }
    this.#set(state.entries, entries);
    this.#set(state.mask, mask);
    this.#set(state.free, free);
    if (earlier !== 0) this.#memory.free(earlier as Pointer);
  }

  #get(offset: number): number {
    return this.#memory.u32()[(this.#state + offset) >>> 2] as number;
  }

  #set(offset: number, value: number): void {
    this.#memory.u32()[(this.#state + offset) >>> 2] = value;
  }
}
