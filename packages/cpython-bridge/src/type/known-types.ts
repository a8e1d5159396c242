/**
 * What is needed of types where no JavaScript is asked: making instances, letting them go, storing fields.
 *
 * A table in the interpreter's memory, with one place for each type by its address, as processors' caches have it: who
 * finds another type there goes the way through JavaScript, which enters the one that it was asked for. Only types that
 * the bridge made itself are entered, each until it dies; classes in Python that derive from them never are.
 *
 * Instances of the simplest kind go without JavaScript: they hold no references, have neither dictionary nor weak
 * references, extend `object`, and nobody else wants to know of their end.
 */

import { HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";

/** Places, as a power of two. */
const placesShift = 7;

/** Bytes of a place, as a power of two. */
export const placeShift = 5;

/** A type's address is divided by this much, as a power of two: types are further apart. */
export const addressShift = 4;

/** What the bits of an address select that remain. */
export const placesMask: number = (1 << placesShift) - 1;

/** Where in a place is what. */
export const place = {
  type: 0,
  struct: 4,
  callOffset: 8,
  call: 12,
  flags: 16,
  destroy: 20,
  list: 24,
  number: 28,
} as const;

/** How many numbers have room in the lists of {@link NotingDestroy}; those of others are not used. */
export const listCapacity = 64;

/** What may be done without JavaScript. */
export const knownFlags = { make: 1, drop: 2, storeFields: 4 } as const;

const TPFLAGS_HAVE_GC = 1 << 14;

/** The table of one interpreter. */
export class KnownTypes {
  /** The address of the table. */
  readonly table: Pointer;
  readonly #interpreter: Interpreter;
  readonly #object: number;
  readonly #free: Pointer;
  readonly #spoiled: WeakSet<TypeRecord> = new WeakSet();

  /** Makes an empty table. */
  constructor(interpreter: Interpreter) {
    const { capi, memory, transport } = interpreter;
    this.#interpreter = interpreter;
    this.table = memory.alloc(1 << (placesShift + placeShift));
    const object = transport.symbol("PyBaseObject_Type");
    this.#object = object;
    this.#free = capi.PyType_GetSlot(object as number as never, typeSlot.tp_free);
  }

  /** Enters a type of the registry that is alive, in the place of the one that was there. */
  enter(record: TypeRecord): void {
    const { callOffset, call, destroy, flags, list, number, struct, type } = place;
    const words = this.#interpreter.memory.u32();
    const at = this.#placeOf(record.type) >>> 2;
    words[at + (type >>> 2)] = record.type;
    words[at + (struct >>> 2)] = record.structOffset ?? 0;
    words[at + (callOffset >>> 2)] = record.vectorcall === NULL ? 0 : record.vectorcallOffset;
    words[at + (call >>> 2)] = record.vectorcall;
    words[at + (flags >>> 2)] =
      (this.#canMake(record) ? knownFlags.make : 0) |
      (this.#canDrop(record) ? knownFlags.drop : 0) |
      (record.levels.some(({ ownTraverse }) => ownTraverse !== null) ? knownFlags.storeFields : 0);
    const destroyer = this.#destroyOf(record);
    words[at + (destroy >>> 2)] = destroyer?.nativeDestroy?.pointer ?? NULL;
    const notes = destroyer?.destroyNotes ?? null;
    words[at + (list >>> 2)] = notes?.list ?? NULL;
    words[at + (number >>> 2)] = (record.structOffset ?? 0) + (notes?.offset ?? 0);
  }

  /** Removes a type that dies. */
  remove(type: number): void {
    const words = this.#interpreter.memory.u32();
    const at = this.#placeOf(type) >>> 2;
    if (words[at] === type >>> 0) words.fill(0, at, at + (1 << (placeShift - 2)));
  }

  /** Says that instances of a type, or of one that derives from it, need more at their end than was known. */
  spoil(record: TypeRecord): void {
    for (const level of record.levels) this.#spoiled.add(level);
    this.remove(record.type);
  }

  #placeOf(type: number): number {
    return this.table + (((type >>> addressShift) & placesMask) << placeShift);
  }

  /** Whether new instances are zero-filled memory, with the struct inside. */
  #canMake({ root, structOffset }: TypeRecord): boolean {
    return root >>> 0 === this.#object && structOffset !== null;
  }

  /** The level that has a `tp_destroy`; `null` when there is none, or when there are several. */
  #destroyOf({ levels }: TypeRecord): TypeRecord | null {
    const found = levels.filter(({ destroy }) => destroy !== null);
    return found.length === 1 ? (found[0] as TypeRecord) : null;
  }

  #canDrop(record: TypeRecord): boolean {
    const { capi } = this.#interpreter;
    const { base, dictionary, slots, weakReferences } = record.pythonPart;
    const isPlain =
      base >>> 0 === this.#object &&
      !dictionary &&
      !weakReferences &&
      slots.length === 0 &&
      !record.isCallable;
    const isSimple = (level: TypeRecord): boolean =>
      !(level.dictionary || level.weakReferences) &&
      level.fields.length === 0 &&
      level.ownTraverse === null &&
      level.definer.release === undefined &&
      level.structOffset !== null &&
      (level.destroy === null ||
        level.nativeDestroy?.context === null ||
        level.destroyNotes?.capacity === listCapacity) &&
      !this.#spoiled.has(level);
    const destroyers = record.levels.filter(({ destroy }) => destroy !== null).length;
    const type = record.type as never;
    return (
      isPlain &&
      destroyers <= 1 &&
      record.levels.every(isSimple) &&
      record.levels.every(({ shape }) => shape !== "Legacy") &&
      (capi.PyType_GetFlags(type) & TPFLAGS_HAVE_GC) === 0 &&
      this.#free !== (HPy_NULL as number) &&
      capi.PyType_GetSlot(type, typeSlot.tp_free) === this.#free
    );
  }
}
