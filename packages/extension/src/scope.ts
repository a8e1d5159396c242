/**
 * Scopes: when handles are closed.
 *
 * All open handles of a kernel that some scope will close stand on one stack. A scope is the part of the stack above
 * a mark, its base. Every call from Python opens one, so do `ctx.enter` and `ctx.scope`; it ends by closing what
 * stands above its base. A handle knows its own position, so an entry whose handle stands elsewhere (it was closed,
 * returned, kept, or moved) is stale and is passed over.
 *
 * Entering and leaving a scope in which nothing was opened costs a few loads and stores, and no allocation.
 */

import type { Handle } from "@hpyjs/core";
import {
  BORROWED,
  CLOSED,
  ENDED,
  type HandleOwner,
  type HPy,
  KEPT,
  makeHandle,
  placeHandle,
  RESOURCE,
  RETURNED,
  ScopeResource,
  spendHandle,
  standingOf,
} from "./handle.ts";

/** The base of no scope: no call is in progress. */
export const OUTSIDE = -1;

/** The scopes of one kernel. */
export class ScopeStack implements HandleOwner {
  readonly #close: (raw: Handle) => void;
  readonly #closeOutside: (raw: Handle) => void;
  readonly #stack: HPy[] = [];
  #base: number = OUTSIDE;
  #top = 0;

  /**
   * @param close closes a raw handle during a call.
   * @param closeOutside closes a raw handle while no call is in progress.
   */
  constructor(close: (raw: Handle) => void, closeOutside: (raw: Handle) => void) {
    this.#close = close;
    this.#closeOutside = closeOutside;
  }

  /** Where the current scope begins; {@link OUTSIDE} when no call is in progress. */
  get base(): number {
    return this.#base;
  }

  /** Opens a scope. Returns what {@link ScopeStack.leave} needs. */
  enter(): number {
    const outer = this.#base;
    this.#base = this.#top;
    return outer;
  }

  /** Ends the current scope: closes its handles, the latest first. Python code may run. */
  leave(outer: number): void {
    if (this.#top !== this.#base) this.#closeAll();
    this.#base = outer;
  }

  /** A new owned handle of the current scope. */
  open(raw: Handle): HPy {
    const h = makeHandle(raw, this.#top, this);
    this.#stack[this.#top++] = h;
    return h;
  }

  /** A new borrowed handle, which is spent when the current scope ends. */
  borrow(raw: Handle): HPy {
    const h = makeHandle(raw, BORROWED, this);
    this.#stack[this.#top++] = h;
    return h;
  }

  /** Makes the current scope end `h`, a borrowed handle. Returns it. */
  lend<H extends HPy>(h: H): H {
    this.#stack[this.#top++] = h;
    return h;
  }

  /** Takes an open handle out for a return to Python: moves it if the current scope owns it, else duplicates it. */
  take(h: HPy, raw: Handle, dup: (raw: Handle) => Handle): Handle {
    const standing = standingOf(h);
    if (standing < this.#base) return dup(raw);
    if (standing === this.#top - 1) this.#top = standing;
    return spendHandle(h, RETURNED);
  }

  /** Makes the current scope end `resource`. */
  add(resource: ScopeResource): void {
    this.#stack[this.#top++] = resource;
  }

  /** Makes the current scope run `end` when it ends. Returns what takes that back. */
  atEnd(end: () => void): () => void {
    const ending = new Ending(this, end);
    this.add(ending);
    return () => {
      placeHandle(ending, CLOSED);
      if (this.#top > this.#base && this.#stack[this.#top - 1] === ending) this.#top--;
    };
  }

  /** Makes `h`, made with any standing, an owned handle of the current scope. */
  own(h: HPy): void {
    placeHandle(h, this.#top);
    this.#stack[this.#top++] = h;
  }

  /** The latest resource of the current scope for which `test` holds, if any. */
  find<R extends ScopeResource>(test: (entry: HPy) => entry is R): R | undefined {
    for (let i = this.#top - 1; i >= this.#base; i--) {
      const entry = this.#stack[i];
      if (entry !== undefined && standingOf(entry) === RESOURCE && test(entry)) return entry;
    }
    return undefined;
  }

  /**
   * Ends the current scope, but hands `h` on if the scope owns it: to the outer scope, or, when that is outside of
   * any call, to whoever has it (it is kept).
   * @returns whether `h` is kept now.
   */
  leaveWith(outer: number, h: HPy | undefined): boolean {
    const passes = h !== undefined && standingOf(h) >= this.#base;
    if (passes) placeHandle(h, KEPT);
    this.leave(outer);
    if (!passes) return false;
    if (outer === OUTSIDE) return true;
    this.own(h);
    return false;
  }

  closeKept(raw: Handle): void {
    if (this.#base === OUTSIDE) this.#closeOutside(raw);
    else this.#close(raw);
  }

  closeOwned(raw: Handle, position: number): void {
    if (position === this.#top - 1 && position >= this.#base) this.#top = position;
    this.#close(raw);
  }

  #closeAll(): void {
    while (this.#top > this.#base) {
      const position = --this.#top;
      const entry = this.#stack[position] as HPy;
      const standing = standingOf(entry);
      if (standing === position) this.#close(spendHandle(entry, ENDED));
      else if (standing === BORROWED) spendHandle(entry, ENDED);
      else if (standing === RESOURCE) {
        placeHandle(entry, ENDED);
        (entry as ScopeResource).end();
      }
    }
  }
}

/** A function that a scope runs at its end. */
class Ending extends ScopeResource {
  readonly end: () => void;

  constructor(scopes: ScopeStack, end: () => void) {
    super(scopes);
    this.end = end;
  }
}
