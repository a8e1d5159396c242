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
 * A spent handle remembers how it ended, so that using it again says what went wrong.
 *
 * `HPy` is what extensions see; it has no number. `HandleObject` is what every handle is: one class with the same
 * fields for plain objects, instances and the module, so that the engine's inline caches stay monomorphic, and with
 * ordinary properties, because private ones measure slower here (3 ns of a call's 28).
 */

import { type Handle, HandleError, HPy_NULL, type Pointer } from "@hpyjs/core";

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

/** How a handle reaches what belongs to its object: an instance's struct and fields, or the module's state. */
export interface ObjectAccess {
  /** The JavaScript value that belongs to the object. */
  getValue(h: HPy): unknown;
  /** Replaces the JavaScript value. */
  setValue(h: HPy, value: unknown): void;
  /** An object with the instance's members as properties. */
  members(h: HPy): object;
  /** The address of a field. @throws TypeError when there is no such field. */
  fieldAddress(h: HPy, field: string): Pointer;
  /** Reads a field. */
  load(h: HPy, field: string): HPy | null;
  /** Writes a field. */
  store(h: HPy, field: string, value: HPy | null): void;
}

declare const opaque: unique symbol;

/**
 * A reference to a Python object (`HPy`).
 *
 * Functions of the context return them and take them. They are closed at the end of the call in which they were
 * made; `using h = …` or `h.close()` closes earlier, `ctx.keep(h)` makes one that lives on.
 */
export abstract class HPy implements Disposable {
  /** Only for the compiler: nothing else is a handle. */
  declare protected readonly [opaque]: true;
  /** Whether the handle can be used. */
  abstract readonly isOpen: boolean;
  /**
   * Closes the handle (`HPy_Close`). The object lives on if somebody else refers to it.
   * @throws HandleError when the handle is spent, borrowed or a constant.
   */
  abstract close(): void;
  /** Closes the handle at the end of a `using` block, unless it was closed or returned within, or is not owned. */
  abstract [Symbol.dispose](): void;
}

/** What every handle is at run time. */
export class HandleObject extends HPy {
  /** The number; `HPy_NULL` when the handle is spent. */
  raw: Handle;
  /** How the handle stands. */
  standing: Standing;
  /** Who made it. */
  readonly owner: HandleOwner;
  /** How to reach what belongs to the object, if it is known to be an instance or the module; else `null`. */
  readonly access: ObjectAccess | null;

  /** Makes a handle. */
  constructor(raw: Handle, standing: Standing, owner: HandleOwner, access: ObjectAccess | null) {
    super();
    this.raw = raw;
    this.standing = standing;
    this.owner = owner;
    this.access = access;
  }

  get isOpen(): boolean {
    return this.raw !== HPy_NULL;
  }

  close(): void {
    const { raw, standing } = this;
    if (raw === HPy_NULL) {
      throw new HandleError(`Cannot close a handle that is not open: ${describeSpent(standing)}`);
    }
    if (standing === BORROWED) {
      throw new HandleError("Cannot close this handle: it is an argument and belongs to the caller.");
    }
    if (standing === CONSTANT) {
      throw new HandleError("Cannot close this handle: it is a constant of the context, which is never closed.");
    }
    this.raw = HPy_NULL;
    this.standing = CLOSED;
    if (standing >= 0) this.owner.closeOwned(raw, standing);
    else this.owner.closeKept(raw);
  }

  [Symbol.dispose](): void {
    const { raw, standing } = this;
    if (raw !== HPy_NULL && standing !== BORROWED && standing !== CONSTANT) this.close();
  }

  /** The instance's JavaScript value. */
  get struct(): unknown {
    return accessOf(this).getValue(this);
  }

  set struct(value: unknown) {
    accessOf(this).setValue(this, value);
  }

  /** The module's state. */
  get state(): unknown {
    return accessOf(this).getValue(this);
  }

  set state(value: unknown) {
    accessOf(this).setValue(this, value);
  }

  /** The instance's members. */
  get members(): object {
    return accessOf(this).members(this);
  }

  /** Reads a field of the instance. */
  load(field: string): HPy | null {
    return accessOf(this).load(this, field);
  }

  /** Writes a field of the instance. */
  store(field: string, value: HPy | null): void {
    accessOf(this).store(this, field, value);
  }
}

function accessOf(h: HandleObject): ObjectAccess {
  if (h.access !== null) return h.access;
  throw new TypeError("This handle is not known to be an instance of a type written in TypeScript: see ctx.as().");
}

/** Something that is not a handle and ends with the scope in which it was made. */
export abstract class ScopeResource extends HandleObject {
  /** @param owner the kernel to whose scope it belongs. */
  constructor(owner: HandleOwner) {
    super(HPy_NULL, RESOURCE, owner, null);
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
  if (!(h instanceof HandleObject))
    return new HandleError(`A handle is needed here, not a value of type ${typeof h}.`);
  if (h.owner !== owner) {
    return new HandleError(
      "This handle belongs to another context: another module, another load, or another interpreter. " +
        "Pass the object through Python instead.",
    );
  }
  return new HandleError(`Cannot use this handle: ${describeSpent(h.standing)}`);
}

/** Makes a handle to an object of which nothing is known. */
export function makeHandle(raw: Handle, standing: Standing, owner: HandleOwner): HPy {
  return new HandleObject(raw, standing, owner, null);
}

/** The number inside `h`; `HPy_NULL` when it is spent, another owner's, or no handle at all. */
export function resolveHandle(h: unknown, owner: HandleOwner): Handle {
  return typeof h === "object" && h !== null && (h as HandleObject).owner === owner
    ? (h as HandleObject).raw
    : HPy_NULL;
}

/** How a handle stands. */
export function standingOf(h: HPy): Standing {
  return (h as HandleObject).standing;
}

/** Changes how a handle stands. */
export function placeHandle(h: HPy, standing: Standing): void {
  (h as HandleObject).standing = standing;
}

/** Makes a handle spent and gives the number that was inside; whoever asked owns it now. */
export function spendHandle(h: HPy, standing: Standing): Handle {
  const handle = h as HandleObject;
  const { raw } = handle;
  handle.raw = HPy_NULL;
  handle.standing = standing;
  return raw;
}

/** How to reach what belongs to the object of `h`, if that is known. */
export function accessTo(h: HPy): ObjectAccess | null {
  return (h as HandleObject).access;
}
