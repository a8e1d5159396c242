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
 * A scope does not know the handle objects that belong to it: they carry its number, and are spent when it is no
 * longer active. So a handle that is not stored anywhere need not exist for the engine at all. A spent handle can
 * say what became of it.
 *
 * `HPy` is what extensions see; it has no number. `HandleObject` is what every handle is: one class with the same
 * fields for plain objects, instances and the module, so that the engine's inline caches stay monomorphic. Its fields
 * are ordinary ones and it derives from nothing, because V8 can then leave out the allocation of a handle that does
 * not escape; with private fields, or a base class, a call that returns its argument takes 9 ns more (of 29).
 */

import { type Handle, HandleError, HPy_NULL, type Pointer } from "@hpyjs/core";

/** The scopes of the kernel that made a handle. It closes what the handle owns, and it alone accepts the handle. */
export interface HandleOwner {
  /** The number of the current scope, if anything belongs to it yet; else 0 or less. */
  readonly serial: number;
  /** Whether the scope with this number has not ended. */
  isActive(serial: number): boolean;
  /** Closes `raw`, which a kept handle owned. */
  closeKept(raw: Handle): void;
  /** Closes `raw`, which a handle of the current scope owned, at `position` of the stack. */
  closeOwned(raw: Handle, position: number): void;
  /** Closes `raw`, which a handle of another scope owned, at `position` of the stack. */
  closeOuter(raw: Handle, position: number): void;
}

/** How long a handle lives. Above 0: as long as the scope with this number. */
export type Life = number;

/** Borrowed from the caller, until whoever made it spends it: before the call has ended. */
export const BORROWED: Life = -1;
/** Borrowed from the interpreter, which calls the module's functions with it. */
export const MODULE: Life = -7;
/** A constant of the context. */
export const CONSTANT: Life = -2;
/** Owned by whoever asked `ctx.keep` for it. */
export const KEPT: Life = -3;
/** Spent: closed by hand. */
const CLOSED: Life = -4;
/** Spent: the call that it was an argument of has ended. */
const ENDED: Life = -5;
/** Spent: returned to Python. */
export const RETURNED: Life = -6;

/** The position of a handle that owns nothing, or that no scope closes. */
export const NOWHERE = -1;

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

/**
 * A reference to a Python object (`HPy`).
 *
 * Functions of the context return them and take them. They are closed at the end of the call in which they were
 * made; `using h = …` or `h.close()` closes earlier, `ctx.keep(h)` makes one that lives on.
 */
export abstract class HPy implements Disposable {
  /** Only for the compiler: nothing else is a handle. */
  declare protected readonly opaque: true;
  /** Whether the handle can be used. */
  abstract readonly isOpen: boolean;
  /**
   * Closes the handle (`HPy_Close`). The object lives on if somebody else refers to it.
   * @throws HandleError when the handle is spent, borrowed or a constant.
   */
  abstract close(): void;
  /** Closes the handle at the end of a `using` block, unless it was closed or returned within, or is not owned. */
  abstract [Symbol.dispose](): void;
  /** `h instanceof HPy` tells whether something is a handle. */
  static {
    const test = (value: unknown): boolean => value instanceof HandleObject;
    Object.defineProperty(HPy, Symbol.hasInstance, { value: test });
  }
}

/** What every handle is at run time. */
export class HandleObject {
  // No initializers: each would be a store of `undefined` before the one in the constructor.
  /** The number; `HPy_NULL` when the handle is spent. */
  declare raw: Handle;
  /** How long the handle lives. */
  declare life: Life;
  /** Where the handle's number stands on the stack of the scopes; {@link NOWHERE} when no scope closes it. */
  declare position: number;
  /** Who made it. */
  declare readonly owner: HandleOwner;
  /** How to reach what belongs to the object, if it is known to be an instance or the module; else `null`. */
  declare readonly access: ObjectAccess | null;

  /** Makes a handle. */
  constructor(raw: Handle, life: Life, position: number, owner: HandleOwner, access: ObjectAccess | null) {
    this.raw = raw;
    this.life = life;
    this.position = position;
    this.owner = owner;
    this.access = access;
  }

  get isOpen(): boolean {
    return this.raw !== HPy_NULL && (this.life < 0 || this.owner.isActive(this.life));
  }

  close(): void {
    const { owner, position, raw } = this;
    if (position === NOWHERE || this.life !== owner.serial) {
      closeOther(this);
      return;
    }
    this.raw = HPy_NULL;
    this.life = CLOSED;
    owner.closeOwned(raw, position);
  }

  [Symbol.dispose](): void {
    if (this.isOpen && (this.position !== NOWHERE || this.life === KEPT)) this.close();
  }

  /** The instance's JavaScript value. */
  get struct(): unknown {
    const { access } = this;
    return access === null ? noAccess() : access.getValue(asHPy(this));
  }

  set struct(value: unknown) {
    accessOf(this).setValue(asHPy(this), value);
  }

  /** The module's state. */
  get state(): unknown {
    return accessOf(this).getValue(asHPy(this));
  }

  set state(value: unknown) {
    accessOf(this).setValue(asHPy(this), value);
  }

  /** The instance's members. */
  get members(): object {
    return accessOf(this).members(asHPy(this));
  }

  /** Reads a field of the instance. */
  load(field: string): HPy | null {
    return accessOf(this).load(asHPy(this), field);
  }

  /** Writes a field of the instance. */
  store(field: string, value: HPy | null): void {
    accessOf(this).store(asHPy(this), field, value);
  }
}

/** Closes a handle that the current scope does not own. */
function closeOther(h: HandleObject): void {
  const { life, owner, position, raw } = h;
  if (!h.isOpen) throw new HandleError(`Cannot close a handle that is not open: ${describeSpent(life)}`);
  if (life === CONSTANT) {
    throw new HandleError(
      "Cannot close this handle: it is a constant of the context, which is never closed.",
    );
  }
  if (position === NOWHERE && life !== KEPT) {
    throw new HandleError("Cannot close this handle: it is an argument and belongs to the caller.");
  }
  h.raw = HPy_NULL;
  h.life = CLOSED;
  if (position === NOWHERE) owner.closeKept(raw);
  else owner.closeOuter(raw, position);
}

function accessOf(h: HandleObject): ObjectAccess {
  return h.access ?? noAccess();
}

function noAccess(): never {
  throw new TypeError(
    "This handle is not known to be an instance of a type written in TypeScript: see ctx.as().",
  );
}

/** Says how a spent handle ended, and what to do about it. */
function describeSpent(life: Life): string {
  switch (life) {
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
  if (!(h instanceof HandleObject)) {
    return new HandleError(`A handle is needed here, not a value of type ${typeof h}.`);
  }
  if (h.owner !== owner) {
    return new HandleError(
      "This handle belongs to another context: another module, another load, or another interpreter. " +
        "Pass the object through Python instead.",
    );
  }
  return new HandleError(`Cannot use this handle: ${describeSpent(h.life)}`);
}

/** Whether a value of any kind is a handle; asks nothing of proxies that they could refuse. */
export function isHandle(value: unknown): value is HPy {
  try {
    return value instanceof HandleObject;
  } catch {
    return false;
  }
}

/** What a handle is inside. */
export function inside(h: HPy): HandleObject {
  return h as HPy & HandleObject;
}

/** Makes a handle to an object of which nothing is known. */
export function makeHandle(raw: Handle, life: Life, owner: HandleOwner): HPy {
  return asHPy(new HandleObject(raw, life, NOWHERE, owner, null));
}

/** A handle as extensions see it. */
export function asHPy(handle: HandleObject): HPy {
  return handle as HandleObject & HPy;
}

/** The number inside `h`; `HPy_NULL` when it is spent, another owner's, or no handle at all. */
export function resolveHandle(h: unknown, owner: HandleOwner): Handle {
  if (typeof h !== "object" || h === null || (h as HandleObject).owner !== owner) return HPy_NULL;
  const { life, raw } = h as HandleObject;
  return life === owner.serial || life < 0 || owner.isActive(life) ? raw : HPy_NULL;
}

/** Makes a borrowed handle spent. */
export function endHandle(handle: HandleObject): void {
  handle.raw = HPy_NULL;
  handle.life = ENDED;
}
