/**
 * Scopes: when handles are closed.
 *
 * Every call from Python opens a scope; so do `ctx.enter` and `ctx.scope`. The numbers of all owned handles that some
 * scope will close stand on one stack; a scope is the part of it above a mark, and ends by closing what is there. A
 * handle knows its position, so that closing it early leaves a 0 there (or makes the stack shorter).
 *
 * A scope gets a number, its serial, when something first belongs to it. Handles carry it, and are good while it is
 * active. Entering and leaving a scope in which nothing was opened costs a load and two stores; opening a handle
 * writes numbers only, which costs less than writing references into long-lived arrays (no write barrier).
 */

import { type Handle, HPy_NULL } from "@hpyjs/core";
import {
  HandleObject,
  type HandleOwner,
  type HPy,
  inside,
  KEPT,
  NOWHERE,
  type ObjectAccess,
  RETURNED,
} from "./handle.ts";

/** The serial while no call is in progress. No handle's life is that. */
export const OUTSIDE = -100;

/** The serial of a call to which nothing belongs yet. */
const EMPTY = 0;

/** Serials start again after this one; it is the greatest that every engine stores without a box. */
const LAST_SERIAL = 0x3fff_ffff;

/** What is wrong when a handle is used, or a function called, while no call is in progress. */
export function outsideError(): Error {
  return new Error("The context is only usable during a call from Python; use ctx.enter() to open a call.");
}

/** Something that is not a handle and ends with its scope. */
interface Ending {
  serial: number;
  readonly value: unknown;
  /** Does it; `null` when it was taken back. */
  end: (() => void) | null;
}

/** The scopes of one kernel. */
export class ScopeStack implements HandleOwner {
  /** The number of the current scope: {@link OUTSIDE}, 0 while nothing belongs to it, or its serial. */
  serial: number = OUTSIDE;
  readonly #close: (raw: Handle) => void;
  readonly #closeOutside: (raw: Handle) => void;
  readonly #raws: Handle[] = [];
  #top = 0;
  /** Serials and bases of the scopes to which something belongs, the outermost first. */
  readonly #serials: number[] = [];
  readonly #bases: number[] = [];
  #count = 0;
  #lastSerial = 0;
  readonly #endings: Ending[] = [];

  /**
   * @param close closes a raw handle during a call.
   * @param closeOutside closes a raw handle while no call is in progress.
   */
  constructor(close: (raw: Handle) => void, closeOutside: (raw: Handle) => void) {
    this.#close = close;
    this.#closeOutside = closeOutside;
  }

  /** Opens a scope. Returns what {@link ScopeStack.leave} needs. */
  enter(): number {
    const outer = this.serial;
    this.serial = EMPTY;
    return outer;
  }

  /** Ends the current scope: closes its handles, the latest first. Python code may run. */
  leave(outer: number): void {
    if (this.serial !== EMPTY) this.#end();
    this.serial = outer;
  }

  /**
   * Ends the current scope without calling the interpreter, which has no stack left for it: what the scope owns
   * becomes the outer scope's.
   */
  merge(outer: number): void {
    if (outer === OUTSIDE) {
      this.#gather();
      this.leave(outer);
    } else if (this.serial === EMPTY) this.serial = outer;
    else if (outer !== EMPTY) {
      this.#count--;
      for (const ending of this.#endings) if (ending.serial === this.serial) ending.serial = outer;
      this.serial = outer;
    }
  }

  /** Makes all scopes the outermost one: some may not have been left, for want of stack. */
  #gather(): void {
    if (this.#count === 0) return;
    this.#count = 1;
    this.serial = this.#serials[0] as number;
    for (const ending of this.#endings) ending.serial = this.serial;
  }

  isActive(serial: number): boolean {
    return (
      serial === this.serial || (this.#count > 0 && this.#serials.lastIndexOf(serial, this.#count - 1) >= 0)
    );
  }

  /** A new owned handle of the current scope. Takes over `raw`. @throws Error while no call is in progress. */
  open(raw: Handle, access: ObjectAccess | null): HPy {
    const serial = this.serial > EMPTY ? this.serial : this.#begin(raw);
    const position = this.#top++;
    this.#raws[position] = raw;
    return new HandleObject(raw, serial, position, this, access) as HandleObject & HPy;
  }

  /** A new borrowed handle, which is spent when the current scope ends. */
  borrow(raw: Handle, access: ObjectAccess | null): HPy {
    const serial = this.serial > EMPTY ? this.serial : this.#begin(HPy_NULL);
    return new HandleObject(raw, serial, NOWHERE, this, access) as HandleObject & HPy;
  }

  /** Takes the number out of a handle that the current scope owns: it is returned to Python. */
  take(handle: HandleObject): Handle {
    const { position, raw } = handle;
    this.#raws[position] = HPy_NULL;
    if (position === this.#top - 1) this.#top = position;
    handle.raw = HPy_NULL;
    handle.life = RETURNED;
    return raw;
  }

  /**
   * Ends the current scope, but hands `h` on if the scope owns it: to the outer scope, or, when that is outside of
   * any call, to whoever has it (it is kept).
   * @returns whether `h` is kept now.
   */
  leaveWith(outer: number, h: HPy | undefined): boolean {
    const handle = h === undefined ? undefined : inside(h);
    const passes = handle !== undefined && handle.life === this.serial && handle.position !== NOWHERE;
    if (passes) this.detach(handle);
    this.leave(outer);
    if (!passes) return false;
    if (outer === OUTSIDE) return true;
    handle.life = this.serial > EMPTY ? this.serial : this.#begin(handle.raw);
    handle.position = this.#top++;
    this.#raws[handle.position] = handle.raw;
    return false;
  }

  /** Makes an owned handle a kept one. */
  detach(handle: HandleObject): void {
    if (handle.position !== NOWHERE) this.#drop(handle.position);
    handle.position = NOWHERE;
    handle.life = KEPT;
  }

  /**
   * Makes the current scope run `end`, which must not throw, when it ends.
   * @param value what {@link ScopeStack.find} can find it by.
   * @returns what takes that back.
   */
  atEnd(end: () => void, value?: unknown): () => void {
    const serial = this.serial > EMPTY ? this.serial : this.#begin(HPy_NULL);
    const ending: Ending = { serial, value, end };
    this.#endings.push(ending);
    return () => {
      ending.end = null;
    };
  }

  /** The latest value of the current scope for which `test` holds: see {@link ScopeStack.atEnd}. */
  find<T>(test: (value: unknown) => value is T): T | undefined {
    for (const { serial, value } of this.#endings.toReversed()) {
      if (serial !== this.serial) return undefined;
      if (test(value)) return value;
    }
    return undefined;
  }

  closeKept(raw: Handle): void {
    if (this.serial === OUTSIDE) this.#closeOutside(raw);
    else this.#closeOrLeave(raw);
  }

  closeOwned(raw: Handle, position: number): void {
    this.#raws[position] = HPy_NULL;
    if (position === this.#top - 1) this.#top = position;
    try {
      this.#close(raw);
    } catch (error) {
      this.#leave(raw, error);
    }
  }

  closeOuter(raw: Handle, position: number): void {
    this.#drop(position);
    this.#closeOrLeave(raw);
  }

  /** Where the stack is too short for closing, that is left to the end of the scope. */
  #closeOrLeave(raw: Handle): void {
    try {
      this.#close(raw);
    } catch (error) {
      this.#leave(raw, error);
    }
  }

  #leave(raw: Handle, error: unknown): never {
    if (this.serial === EMPTY) this.#begin(HPy_NULL);
    this.#raws[this.#top++] = raw;
    throw error;
  }

  /** Gives the current scope a serial. Outside of any call it closes `raw` and throws. */
  #begin(raw: Handle): number {
    if (this.serial === OUTSIDE) {
      if (raw !== HPy_NULL) this.#closeOutside(raw);
      throw outsideError();
    }
    const serial = this.#lastSerial === LAST_SERIAL ? 1 : this.#lastSerial + 1;
    this.#lastSerial = serial;
    this.#serials[this.#count] = serial;
    this.#bases[this.#count++] = this.#top;
    this.serial = serial;
    return serial;
  }

  /** Takes the number at `position` off the stack, whichever scope it belongs to. */
  #drop(position: number): void {
    this.#raws[position] = HPy_NULL;
    if (position === this.#top - 1 && position >= (this.#bases[this.#count - 1] as number))
      this.#top = position;
  }

  #end(): void {
    if (this.#endings.length > 0) this.#runEndings();
    const { serial } = this;
    // Spent from here on: what closing them runs must not use the handles of this scope.
    const base = this.#bases[--this.#count] as number;
    let raw: Handle = HPy_NULL;
    try {
      while (this.#top > base) {
        raw = this.#raws[--this.#top] as Handle;
        if (raw !== HPy_NULL) this.#close(raw);
      }
    } catch (error) {
      // JavaScript's stack is too short for closing: the scope is not ended.
      this.#raws[this.#top++] = raw;
      this.#serials[this.#count] = serial;
      this.#bases[this.#count++] = base;
      throw error;
    }
  }

  #runEndings(): void {
    const { serial } = this;
    for (let last = this.#endings.at(-1); last?.serial === serial; last = this.#endings.at(-1)) {
      this.#endings.pop();
      last.end?.();
    }
  }
}
