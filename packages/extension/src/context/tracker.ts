/**
 * Trackers: `HPyTracker_*`, sets of handles that are closed together.
 *
 * Scopes and `using` do the same with less; trackers are here for code that is ported from C. A tracker holds handles
 * of its own to the objects. Closing it closes the handles that were added, too; one that is still open when its call
 * or scope ends is closed.
 */

import { type Handle, HandleError, type Tracker as RawTracker } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** A set of handles (`HPyTracker`). */
export interface Tracker extends Disposable {
  /** Adds a handle (`HPyTracker_Add`). @throws PythonError MemoryError; HandleError when the tracker is closed. */
  add(h: HPy): void;
  /** Leaves all handles to their other owners again (`HPyTracker_ForgetAll`). @throws HandleError when it is closed. */
  forgetAll(): void;
  /** Closes the tracker and the handles in it that are open and owned (`HPyTracker_Close`). @throws HandleError when it is closed already. */
  close(): void;
}

/** Trackers. */
export interface TrackerContext {
  /** A tracker with room for `size` handles; it grows as needed (`HPyTracker_New`). @throws PythonError MemoryError. */
  Tracker_New(size?: number): Tracker;
  /** `tracker.add(h)` (`HPyTracker_Add`). */
  Tracker_Add(tracker: Tracker, h: HPy): void;
  /** `tracker.forgetAll()` (`HPyTracker_ForgetAll`). */
  Tracker_ForgetAll(tracker: Tracker): void;
  /** `tracker.close()` (`HPyTracker_Close`). */
  Tracker_Close(tracker: Tracker): void;
}

class KernelTracker implements Tracker {
  readonly #kernel: Kernel;
  readonly #raw: RawTracker;
  readonly #leaveScope: () => void;
  #added: HPy[] = [];
  #copies: Handle[] = [];
  #open = true;

  constructor(kernel: Kernel, size: number) {
    this.#kernel = kernel;
    this.#raw = kernel.api.Tracker_New(size);
    if (this.#raw === 0) kernel.fail();
    this.#leaveScope = kernel.atScopeEnd(() => this.#closeRaw());
  }

  add(h: HPy): void {
    const { api, check, unwrap } = this.#kernel;
    this.#checkOpen();
    const copy = api.Dup(unwrap(h));
    // The tracker has the handle even if adding fails.
    this.#copies.push(copy);
    this.#added.push(h);
    check(api.Tracker_Add(this.#raw, copy));
  }

  forgetAll(): void {
    this.#checkOpen();
    const copies = this.#copies;
    this.#copies = [];
    this.#added = [];
    this.#kernel.api.Tracker_ForgetAll(this.#raw);
    for (const copy of copies) this.#kernel.api.Close(copy);
  }

  close(): void {
    this.#checkOpen();
    this.#leaveScope();
    this.#closeRaw();
    for (const h of this.#added) h[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (this.#open) this.close();
  }

  #checkOpen(): void {
    if (!this.#open) throw new HandleError("Cannot use this tracker: it was closed already.");
  }

  #closeRaw(): void {
    this.#open = false;
    this.#kernel.api.Tracker_Close(this.#raw);
  }
}

/** The family over one kernel. */
export function trackerContext(kernel: Kernel): TrackerContext {
  const { ssize } = integers(kernel);
  return {
    Tracker_New: (size = 0) => new KernelTracker(kernel, ssize(size)),
    Tracker_Add: (tracker, h) => tracker.add(h),
    Tracker_ForgetAll: (tracker) => tracker.forgetAll(),
    Tracker_Close: (tracker) => tracker.close(),
  };
}
