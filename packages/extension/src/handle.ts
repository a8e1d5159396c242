/**
 * Handles: how an extension holds Python objects.
 *
 * A raw handle is a number that somebody must close. `HPy` is an object around one which knows whose it is:
 *
 * - *owned*: opened by a function of the context; its scope (the call, `ctx.enter`, or `ctx.scope`) closes it,
 *   unless it was closed before or returned to Python;
 * - *borrowed*: an argument; valid until the call ends;
 * - *constant*: `ctx.h_None` and its like; never closed;
 * - *kept*: made by `ctx.keep`; whoever asked for it closes it.
 *
 * A spent handle remembers how it ended, so that using it again says what went wrong. The number inside is private
 * to this package: only the functions exported beside the class can see it, and the package does not export them.
 */

import { type Handle, HandleError, HPy_NULL } from "@hpyjs/core";

/** Who made a handle: it closes what the handle owns, and it alone accepts the handle. */
export interface HandleOwner {
  /** Closes `raw`, which a kept handle owned. */
  closeKept(raw: Handle): void;
  /** Closes `raw`, which an owned handle at `position` of the scope stack owned. */
  closeOwned(raw: Handle, position: number): void;
}

/** How a handle stands. 0 and above: owned, at that place of the scope stack. */
export type Standing = number;

/** Borrowed from the caller, until the call ends. */
export const BORROWED: Standing = -1;
/** A constant of the context. */
export const CONSTANT: Standing = -2;
/** Owned by whoever asked `ctx.keep` for it. */
export const KEPT: Standing = -3;
/** Not a handle but something else that ends with a scope, see {@link ScopeResource}. */
export const RESOURCE: Standing = -4;
/** Spent: closed by hand. */
export const CLOSED: Standing = -5;
/** Spent: the scope that it belonged to has ended. */
export const ENDED: Standing = -6;
/** Spent: returned to Python. */
export const RETURNED: Standing = -7;

let make!: (raw: Handle, standing: Standing, owner: HandleOwner) => HPy;
let resolve!: (h: unknown, owner: HandleOwner) => Handle;
let standingOfHandle!: (h: HPy) => Standing;
let ownerOfHandle!: (h: HPy) => HandleOwner;
let place!: (h: HPy, standing: Standing) => void;
let spend!: (h: HPy, standing: Standing) => Handle;

/**
 * A reference to a Python object (`HPy`).
 *
 * Functions of the context return them and take them. They are closed at the end of the call in which they were
 * made; `using h = …` or `h.close()` closes earlier, `ctx.keep(h)` makes one that lives on.
 */
export class HPy implements Disposable {
  #raw: Handle;
  #standing: Standing;
  readonly #owner: HandleOwner;

  /** Handles come from a context. @internal */
  protected constructor(raw: Handle, standing: Standing, owner: HandleOwner) {
    this.#raw = raw;
    this.#standing = standing;
    this.#owner = owner;
  }

  static {
    make = (raw, standing, owner) => new HPy(raw, standing, owner);
    resolve = (h, owner) =>
      typeof h === "object" && h !== null && #owner in h && h.#owner === owner ? h.#raw : HPy_NULL;
    standingOfHandle = (h) => h.#standing;
    ownerOfHandle = (h) => h.#owner;
    place = (h, standing) => {
      h.#standing = standing;
    };
    spend = (h, standing) => {
      const raw = h.#raw;
      h.#raw = HPy_NULL;
      h.#standing = standing;
      return raw;
    };
  }

  /** Whether the handle can be used. */
  get isOpen(): boolean {
    return this.#raw !== HPy_NULL;
  }

  /**
   * Closes the handle (`HPy_Close`). The object lives on if somebody else refers to it.
   * @throws HandleError when the handle is spent, borrowed or a constant.
   */
  close(): void {
    const standing = this.#standing;
    if (this.#raw === HPy_NULL) {
      throw new HandleError(`Cannot close a handle that is not open: ${describeSpent(standing)}`);
    }
    if (standing === BORROWED) {
      throw new HandleError("Cannot close this handle: it is an argument and belongs to the caller.");
    }
    if (standing === CONSTANT) {
      throw new HandleError(
        "Cannot close this handle: it is a constant of the context, which is never closed.",
      );
    }
    const raw = this.#raw;
    this.#raw = HPy_NULL;
    this.#standing = CLOSED;
    if (standing >= 0) this.#owner.closeOwned(raw, standing);
    else this.#owner.closeKept(raw);
  }

  /** Closes the handle at the end of a `using` block, unless it was closed or returned within, or is not owned. */
  [Symbol.dispose](): void {
    const standing = this.#standing;
    if (this.#raw !== HPy_NULL && standing !== BORROWED && standing !== CONSTANT) this.close();
  }
}

/** Something that is not a handle and ends with the scope in which it was made. */
export abstract class ScopeResource extends HPy {
  /** @param owner the kernel to whose scope it belongs. */
  constructor(owner: HandleOwner) {
    super(HPy_NULL, RESOURCE, owner);
  }

  /** Called once, when the scope ends. Must not throw. */
  abstract end(): void;
}

/** Says how a spent handle ended, and what to do about it. */
function describeSpent(standing: Standing): string {
  switch (standing) {
    case CLOSED:
      return "it was closed already.";
    case RETURNED:
      return "it was returned to Python; use ctx.Dup() to return one handle and use another.";
    default:
      return "its call or scope has ended; use ctx.keep() to keep a handle beyond that.";
  }
}

/** The error for using `h` where an open handle of `owner` is needed. */
export function misuse(h: unknown, owner: HandleOwner): HandleError {
  if (h === null || h === undefined) {
    return new HandleError(
      `A handle is needed here, not ${h}. A function that may get no object says so in its type.`,
    );
  }
  if (!(h instanceof HPy))
    return new HandleError(`A handle is needed here, not a value of type ${typeof h}.`);
  if (ownerOfHandle(h) !== owner) {
    return new HandleError(
      "This handle belongs to another context: another module, another load, or another interpreter. " +
        "Pass the object through Python instead.",
    );
  }
  return new HandleError(`Cannot use this handle: ${describeSpent(standingOfHandle(h))}`);
}

/** Makes a handle. */
export const makeHandle: (raw: Handle, standing: Standing, owner: HandleOwner) => HPy = make;
/** The number inside `h`; `HPy_NULL` when it is spent, another owner's, or no handle at all. */
export const resolveHandle: (h: unknown, owner: HandleOwner) => Handle = resolve;
/** How a handle stands. */
export const standingOf: (h: HPy) => Standing = standingOfHandle;
/** Changes how a handle stands. */
export const placeHandle: (h: HPy, standing: Standing) => void = place;
/** Makes a handle spent and gives the number that was inside; whoever asked owns it now. */
export const spendHandle: (h: HPy, standing: Standing) => Handle = spend;
