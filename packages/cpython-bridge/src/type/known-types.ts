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

import { HPy_NULL, type NotingDestroy, NULL, nativeOf, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";

/** Places, as a power of two. */
const placesShift = 7;

/** What stands for no type: not 0, for a null handle is no type either. */
const nowhere = 1;

/** Bytes of a place, as a power of two. */
export const placeShift = 6;

/** A type's address is divided by this much, as a power of two: types are further apart. */
export const addressShift = 4;

/** What the bits of an address select that remain. */
export const placesMask: number = (1 << placesShift) - 1;

/**
 * Where in a place is what. `make`, `drop` and `storeFields` are the type again if that may be done with its instances
 * without JavaScript, else {@link nowhere}: so one look tells both.
 */
export const place = {
  type: 0,
  struct: 4,
  callOffset: 8,
  call: 12,
  destroy: 16,
  make: 20,
  drop: 24,
  storeFields: 28,
  mark: 32,
  list: 36,
  number: 40,
} as const;

/** How many numbers have room in the lists of {@link NotingDestroy}; those of others are not used. */
export const listCapacity = 64;

const TPFLAGS_HAVE_GC = 1 << 14;

/** What happens when an instance dies. */
interface End {
  /** The C function that is called with its struct; `NULL` for none. */
  readonly call: Pointer;
  /** The list in which the number in its struct is noted; `null` for none. */
  readonly notes: NotingDestroy | null;
}

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
    const size = 1 << (placesShift + placeShift);
    this.table = memory.alloc(size);
    memory.u32().fill(nowhere, this.table >>> 2, (this.table + size) >>> 2);
    const object = transport.symbol("PyBaseObject_Type");
    this.#object = object;
    this.#free = capi.PyType_GetSlot(object as number as never, typeSlot.tp_free);
  }

  /** Enters a type of the registry that is alive, in the place of the one that was there. */
  enter(record: TypeRecord): void {
    const words = this.#interpreter.memory.u32();
    const { type } = record;
    const end = this.#endOf(record);
    const known: Record<keyof typeof place, number> = {
      type,
      struct: record.structOffset ?? 0,
      callOffset: record.vectorcall === NULL ? 0 : record.vectorcallOffset,
      call: record.vectorcall,
      destroy: end?.call ?? NULL,
      make: this.#canMake(record) ? type : nowhere,
      drop: this.#canDrop(record) ? type : nowhere,
      storeFields: record.levels.some(({ ownTraverse }) => ownTraverse !== null) ? type : nowhere,
      // The mark is for who looks for the struct inside of instances.
      mark: record.structOffset === null ? 0 : (record.definer.mark ?? 0),
      list: end?.notes?.list ?? NULL,
      number: (record.structOffset ?? 0) + (end?.notes?.offset ?? 0),
    };
    const at = this.#placeOf(type);
    for (const [name, offset] of Object.entries(place))
      words[(at + offset) >>> 2] = known[name as keyof typeof place];
  }

  /** Removes a type that dies. */
  remove(type: number): void {
    const words = this.#interpreter.memory.u32();
    const at = this.#placeOf(type) >>> 2;
    if (words[at] === type >>> 0) words.fill(nowhere, at, at + (1 << (placeShift - 2)));
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

  /** What happens when an instance dies; `null` where that is more than one thing, or for JavaScript to do. */
  #endOf({ levels }: TypeRecord): End | null {
    const found = levels.flatMap(({ definer: { release }, destroy, destroyNotes, nativeDestroy }) => [
      ...(destroy === null ? [] : [{ native: nativeDestroy, notes: destroyNotes }]),
      ...(release === undefined ? [] : [{ native: nativeOf(release), notes: null }]),
    ]);
    const [only] = found;
    if (only === undefined) return { call: NULL, notes: null };
    const { native, notes } = only;
    if (found.length > 1) return null;
    if (native !== null && native.context === null && native.pointer !== null)
      return { call: native.pointer, notes: null };
    return notes?.capacity === listCapacity ? { call: NULL, notes } : null;
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
      level.structOffset !== null &&
      !this.#spoiled.has(level);
    const type = record.type as never;
    return (
      isPlain &&
      this.#endOf(record) !== null &&
      record.levels.every(isSimple) &&
      record.levels.every(({ shape }) => shape !== "Legacy") &&
      (capi.PyType_GetFlags(type) & TPFLAGS_HAVE_GC) === 0 &&
      this.#free !== (HPy_NULL as number) &&
      capi.PyType_GetSlot(type, typeSlot.tp_free) === this.#free
    );
  }
}
