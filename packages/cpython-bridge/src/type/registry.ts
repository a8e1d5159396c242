/**
 * The types that the bridge made, by address.
 *
 * A type's C structs and function pointers must live as long as the type, and the interpreter tells nobody when a
 * type dies. A weak reference with a callback does, but it may come too early: the last instances of the type may go
 * after it (both can be part of one garbage cycle), and a finalizer may even bring type and instances back. So a
 * record that was called dead is looked at when JavaScript's stack is empty, and freed if the type is gone indeed. A
 * program may make types in a loop and never come to that; so whenever another type or module is made, those are
 * looked at that had been called dead before the last one was. Until then a record serves the type's last instances,
 * but not another type that got the same address.
 */

import { type Handle, HPy_NULL, InterpreterDeadError, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { KnownTypes } from "./known-types.ts";
import { typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";

/** Knows the types that were made from definitions, for one interpreter. */
export class TypeRegistry {
  readonly #interpreter: Interpreter;
  readonly #records: Map<number, TypeRecord> = new Map();
  readonly #watched: Map<number, TypeRecord> = new Map();
  readonly #calledDead: Set<TypeRecord> = new Set();
  readonly #onDeath: Handle;
  /** What is known of types where no JavaScript is asked. */
  readonly known: KnownTypes;
  #dying: (() => void)[] = [];
  #doomed: (() => void)[] = [];

  /** Makes an empty registry. */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.known = new KnownTypes(interpreter);
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
    const record = this.#records.get(type >>> 0);
    return record === undefined || this.#isOf(record) ? record : undefined;
  }

  /** The record of this type or of the nearest base that has one, or `null`. */
  nearest(type: number): TypeRecord | null {
    const { capi } = this.#interpreter;
    let current = type >>> 0;
    while (current !== 0) {
      const record = this.#records.get(current);
      if (record !== undefined && this.#isOf(record)) return record;
      current = capi.PyType_GetSlot(current as Handle, typeSlot.tp_base) >>> 0;
    }
    return null;
  }

  /** Enters a type into what is known without JavaScript, if the record is that of just this type. */
  know(type: number, record: TypeRecord): void {
    if (record.type === type >>> 0 && !this.#calledDead.has(record)) this.known.enter(record);
  }

  /** Remembers a new type until it dies. Returns false with an exception set when that cannot be watched. */
  add(record: TypeRecord): boolean {
    if (!this.#watch(record)) return false;
    this.#records.set(record.type, record);
    return true;
  }

  /** Calls `release` when nothing can be using any more what it frees. */
  later(release: () => void): void {
    if (this.#dying.length === 0) queueMicrotask(() => this.#sweepAll());
    this.#dying.push(release);
  }

  /** Frees what died before the last sweep. */
  sweep(): void {
    const released = this.#doomed;
    this.#doomed = this.#dying;
    this.#dying = [];
    for (const release of released) release();
  }

  #sweepAll(): void {
    try {
      this.#interpreter.edge.enter(() => {
        this.sweep();
        this.sweep();
      });
    } catch (thrown) {
      if (!(thrown instanceof InterpreterDeadError)) throw thrown;
    }
  }

  #watch(record: TypeRecord): boolean {
    const reference = this.#interpreter.capi.PyWeakref_NewRef(record.type as Handle, this.#onDeath);
    if (reference === HPy_NULL) return false;
    this.#watched.set(reference >>> 0, record);
    return true;
  }

  /** Whether the type at a record's address is the record's. */
  #isOf(record: TypeRecord): boolean {
    if (this.#calledDead.size === 0 || !this.#calledDead.has(record)) return true;
    return (
      this.#interpreter.capi.PyType_GetSlot(record.type as Handle, typeSlot.tp_dealloc) === record.dealloc
    );
  }

  /** Whether a type that was called dead is there all the same. Its memory may have been given to anything. */
  #isBack(record: TypeRecord): boolean {
    const { memory, transport } = this.#interpreter;
    if (this.#records.get(record.type) !== record) return false;
    const words = memory.u32();
    const isReferredTo = words[(record.type + transport.layout.references) >>> 2] !== 0;
    const isType = words[(record.type + transport.layout.type) >>> 2] === record.metaclass;
    return isReferredTo && isType && this.#isOf(record);
  }

  #die(reference: Handle): void {
    const record = this.#watched.get(reference >>> 0);
    if (record === undefined) return;
    this.#watched.delete(reference >>> 0);
    this.#calledDead.add(record);
    this.known.remove(record.type);
    this.later(() => this.#bury(record, reference));
  }

  #bury(record: TypeRecord, reference: Handle): void {
    const { capi, transport } = this.#interpreter;
    capi.Py_DecRef(reference);
    const isBack = this.#isBack(record);
    this.#calledDead.delete(record);
    if (isBack) {
      this.#watch(record);
      return;
    }
    if (this.#records.get(record.type) === record) this.#records.delete(record.type);
    transport.removeFunctions(record.functions);
    record.block.free();
    record.definer.onFree?.();
  }
}
