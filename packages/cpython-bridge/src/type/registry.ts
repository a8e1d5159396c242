/**
 * The types that the bridge made, by address.
 *
 * A type's C structs and function pointers must live as long as the type, and the interpreter tells nobody when a
 * type dies. A weak reference with a callback does. The callback may come before the last instances of the type are
 * gone (both can be part of one garbage cycle), so a record is freed two sweeps later; a sweep happens whenever
 * another type or module is made.
 */

import { type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { TypeRecord } from "./record.ts";

/** CPython's slot number of `tp_base`. */
const tpBase = 48;

/** Knows the types that were made from definitions, for one interpreter. */
export class TypeRegistry {
  readonly #interpreter: Interpreter;
  readonly #records: Map<number, TypeRecord> = new Map();
  readonly #watched: Map<number, TypeRecord> = new Map();
  readonly #onDeath: Handle;
  #dying: (() => void)[] = [];
  #doomed: (() => void)[] = [];

  /** Makes an empty registry. */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    const { capi, edge, memory, strings, transport } = interpreter;
    const died = (_self: Handle, reference: Handle): Handle => {
      this.#die(reference);
      return capi.Py_XNewRef(transport.symbol("_Py_NoneStruct") as number as Handle);
    };
    const [pointer] = transport.addFunctions([edge.frame("h:hh", died)]) as [Pointer];
    const definition = memory.alloc(16);
    memory.u32().set([strings.constant("type_died"), pointer, 0x0008, 0], definition >>> 2);
    this.#onDeath = capi.PyCFunction_NewEx(definition, HPy_NULL, HPy_NULL);
  }

  /** The record of exactly this type, or `undefined`. */
  get(type: number): TypeRecord | undefined {
    return this.#records.get(type >>> 0);
  }

  /** The record of this type or of the nearest base that has one, or `null`. */
  nearest(type: number): TypeRecord | null {
    const { capi } = this.#interpreter;
    let current = type >>> 0;
    while (current !== 0) {
      const record = this.#records.get(current);
      if (record !== undefined) return record;
      current = capi.PyType_GetSlot(current as Handle, tpBase) >>> 0;
    }
    return null;
  }

  /** Remembers a new type until it dies. Returns false with an exception set when that cannot be watched. */
  add(record: TypeRecord): boolean {
    const reference = this.#interpreter.capi.PyWeakref_NewRef(record.type as Handle, this.#onDeath);
    if (reference === HPy_NULL) return false;
    this.#records.set(record.type, record);
    this.#watched.set(reference >>> 0, record);
    return true;
  }

  /** Frees `release` when two sweeps have passed. */
  later(release: () => void): void {
    this.#dying.push(release);
  }

  /** Frees what died before the last sweep. */
  sweep(): void {
    const released = this.#doomed;
    this.#doomed = this.#dying;
    this.#dying = [];
    for (const release of released) release();
  }

  #die(reference: Handle): void {
    const record = this.#watched.get(reference >>> 0);
    if (record === undefined) return;
    this.#watched.delete(reference >>> 0);
    const { capi, transport } = this.#interpreter;
    this.later(() => {
      if (this.#records.get(record.type) === record) this.#records.delete(record.type);
      capi.Py_DecRef(reference);
      transport.removeFunctions(record.functions);
      record.block.free();
    });
  }
}
