/**
 * Capsules: `HPyCapsule_*`, Python objects around a pointer.
 *
 * In TypeScript a capsule holds any JavaScript value. The C pointer is then a *box*, a few bytes whose address stands
 * for the value in a table of this context; the box goes with the capsule, by way of its destructor. Only the context
 * that made such a capsule gets its value back; to everybody else it is an address. A number is an address of its own:
 * that is how capsules of C code are made and read.
 *
 * C does not copy a capsule's name, so names are kept as long as the context; they are few and recur.
 */

import { type CapsuleDestructor, capsuleKeys, HPy_NULL, type Memory, NULL, type Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { type Integers, integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";

/** What of a capsule is read or written (`_HPyCapsule_key`). */
export type CapsuleKey = keyof typeof capsuleKeys;

/**
 * Called when a capsule dies, with what it held. It runs at any time, perhaps outside of any call: it must not use a
 * context. What it throws goes to `sys.unraisablehook`.
 */
export type CapsuleDestroy = (value: unknown, name: string | null, context: unknown) => void;

/** Making, reading and changing capsules. @throws PythonError ValueError for what is no capsule, and for a wrong name. */
export interface CapsuleContext {
  /**
   * A capsule (`HPyCapsule_New`).
   *
   * @param value a JavaScript value, or a number: an address, which must not be `NULL`.
   * @param name what readers must know to get the value; usually `module.attribute`.
   * @param destructor called when the capsule dies.
   */
  Capsule_New(value: unknown, name: string | null, destructor?: CapsuleDestroy | null): HPy;
  /** The value, or the address (`HPyCapsule_GetPointer`). `name` must be the capsule's. */
  Capsule_GetPointer(capsule: HPy, name: string | null): unknown;
  /** The name (`HPyCapsule_GetName`). */
  Capsule_GetName(capsule: HPy): string | null;
  /** The value or the address that `Capsule_SetContext` put there; `NULL` if nobody did (`HPyCapsule_GetContext`). */
  Capsule_GetContext(capsule: HPy): unknown;
  /**
   * Replaces the value; the destructor is not called for the old one (`HPyCapsule_SetPointer`).
   * @throws TypeError for a JavaScript value where the capsule holds an address.
   */
  Capsule_SetPointer(capsule: HPy, value: unknown): void;
  /** Replaces the name (`HPyCapsule_SetName`). */
  Capsule_SetName(capsule: HPy, name: string | null): void;
  /**
   * Attaches a second value or address (`HPyCapsule_SetContext`).
   * @throws TypeError for a JavaScript value where the capsule holds an address.
   */
  Capsule_SetContext(capsule: HPy, context: unknown): void;
  /** Replaces the destructor; `null` takes it away (`HPyCapsule_SetDestructor`). */
  Capsule_SetDestructor(capsule: HPy, destructor: CapsuleDestroy | null): void;
  /** Whether `capsule` is a capsule with this name; never throws a Python error for what it is (`HPyCapsule_IsValid`). */
  Capsule_IsValid(capsule: HPy, name: string | null): boolean;
  /**
   * One part of a capsule (`HPyCapsule_Get`); `name` counts for the key `Pointer`.
   * @throws PythonError ValueError for the key `Destructor`, which can only be set.
   */
  Capsule_Get(capsule: HPy, key: CapsuleKey, name?: string | null): unknown;
  /** Changes one part of a capsule (`HPyCapsule_Set`). @throws TypeError when `value` is not what the key takes. */
  Capsule_Set(capsule: HPy, key: CapsuleKey, value: unknown): void;
}

/** The JavaScript values in capsules, by the addresses that stand for them. */
class Boxes {
  readonly #memory: Memory;
  readonly #size: Integers["size"];
  readonly #values: Map<Pointer, unknown> = new Map();

  constructor(memory: Memory, size: Integers["size"]) {
    this.#memory = memory;
    this.#size = size;
  }

  /** The address for a value: a number is one. */
  put(value: unknown): Pointer {
    if (typeof value === "number") return this.#size(value) as Pointer;
    const pointer = this.#memory.alloc(1);
    this.#values.set(pointer, value);
    return pointer;
  }

  /** The value at an address, or the address. */
  get(pointer: Pointer): unknown {
    return this.#values.has(pointer) ? this.#values.get(pointer) : pointer;
  }

  has(pointer: Pointer): boolean {
    return this.#values.has(pointer);
  }

  /** Frees the address, if it is one of these. */
  drop(pointer: Pointer): void {
    if (this.#values.delete(pointer)) this.#memory.free(pointer);
  }
}

/** The family over one kernel. */
export function capsuleContext(kernel: Kernel): CapsuleContext {
  const { api, check, checkError, memory, open, readCString, release, text, textOrNull, unwrap } = kernel;
  const boxes = new Boxes(memory, integers(kernel).size);
  const names: Map<string, Pointer> = new Map();

  function lastingName(name: string | null): Pointer {
    if (name === null) return NULL;
    const known = names.get(name);
    if (known !== undefined) return known;
    const utf8 = text(name);
    const size = memory.u8().indexOf(0, utf8 >>> 0) + 1 - (utf8 >>> 0);
    const kept = memory.alloc(size);
    memory.u8().copyWithin(kept >>> 0, utf8 >>> 0, (utf8 >>> 0) + size);
    release(utf8);
    names.set(name, kept);
    return kept;
  }

  /** The raw destructor that frees boxes, if the capsule is `boxed`, and calls `destroy`; `null` if it need not. */
  function destructorFor(destroy: CapsuleDestroy | null, boxed: boolean): CapsuleDestructor | null {
    if (destroy === null && !boxed) return null;
    return {
      impl: (name, pointer, context) => {
        const value = boxes.get(pointer);
        const second = boxes.get(context);
        boxes.drop(pointer);
        boxes.drop(context);
        destroy?.(value, name === NULL ? null : readCString(name), second);
      },
    };
  }

  function getRaw(capsule: HPy, key: number, name: string | null): Pointer {
    const raw = unwrap(capsule);
    const utf8 = textOrNull(name);
    const pointer = api.Capsule_Get(raw, key, utf8);
    release(utf8);
    if (pointer === NULL) checkError();
    return pointer;
  }

  function setRaw(capsule: HPy, key: number, value: Pointer | CapsuleDestructor | null): void {
    check(api.Capsule_Set(unwrap(capsule), key, value));
  }

  const Capsule_GetPointer = (capsule: HPy, name: string | null): unknown =>
    boxes.get(getRaw(capsule, capsuleKeys.Pointer, name));

  function Capsule_GetName(capsule: HPy): string | null {
    const name = getRaw(capsule, capsuleKeys.Name, null);
    return name === NULL ? null : readCString(name);
  }

  /** The address in the capsule, whatever its name. */
  function currentPointer(capsule: HPy): Pointer {
    const name = getRaw(capsule, capsuleKeys.Name, null);
    return api.Capsule_Get(unwrap(capsule), capsuleKeys.Pointer, name);
  }

  /** Whether the capsule holds a JavaScript value, and so has a destructor that frees boxes. */
  const isBoxed = (capsule: HPy): boolean => boxes.has(currentPointer(capsule));

  /** Replaces one of the two places for a value. */
  function replace(capsule: HPy, key: number, old: Pointer, value: unknown): void {
    if (typeof value !== "number" && !isBoxed(capsule)) {
      throw new TypeError("This capsule holds an address; only an address (a number) can be put into it.");
    }
    const pointer = boxes.put(value);
    try {
      setRaw(capsule, key, pointer);
    } catch (error) {
      boxes.drop(pointer);
      throw error;
    }
    if (old !== pointer) boxes.drop(old);
  }

  const Capsule_SetPointer = (capsule: HPy, value: unknown): void =>
    replace(capsule, capsuleKeys.Pointer, currentPointer(capsule), value);

  const Capsule_SetContext = (capsule: HPy, context: unknown): void =>
    replace(capsule, capsuleKeys.Context, getRaw(capsule, capsuleKeys.Context, null), context);

  const Capsule_SetName = (capsule: HPy, name: string | null): void =>
    setRaw(capsule, capsuleKeys.Name, lastingName(name));

  const Capsule_SetDestructor = (capsule: HPy, destroy: CapsuleDestroy | null): void =>
    setRaw(capsule, capsuleKeys.Destructor, destructorFor(destroy, isBoxed(capsule)));

  return {
    Capsule_New: (value, name, destroy = null) => {
      const utf8 = lastingName(name);
      const pointer = boxes.put(value);
      const capsule = api.Capsule_New(pointer, utf8, destructorFor(destroy, boxes.has(pointer)));
      if (capsule === HPy_NULL) boxes.drop(pointer);
      return open(capsule);
    },
    Capsule_GetPointer,
    Capsule_GetName,
    Capsule_GetContext: (capsule) => boxes.get(getRaw(capsule, capsuleKeys.Context, null)),
    Capsule_SetPointer,
    Capsule_SetName,
    Capsule_SetContext,
    Capsule_SetDestructor,
    Capsule_IsValid: (capsule, name) => {
      const raw = unwrap(capsule);
      const utf8 = textOrNull(name);
      const valid = api.Capsule_IsValid(raw, utf8);
      release(utf8);
      return valid !== 0;
    },
    Capsule_Get: (capsule, key, name = null) => {
      if (key === "Name") return Capsule_GetName(capsule);
      return boxes.get(getRaw(capsule, capsuleKeys[key], name));
    },
    Capsule_Set: (capsule, key, value) => {
      if (key === "Pointer") Capsule_SetPointer(capsule, value);
      else if (key === "Context") Capsule_SetContext(capsule, value);
      else if (key === "Name" && (value === null || typeof value === "string"))
        Capsule_SetName(capsule, value);
      else if (key === "Destructor" && (value === null || typeof value === "function")) {
        Capsule_SetDestructor(capsule, value as CapsuleDestroy | null);
      } else throw new TypeError(`This is nothing that a capsule's ${key} can be.`);
    },
  };
}
