/**
 * The fields that objects own, as the collector sees them.
 *
 * The bridge does not ask an extension which references an object holds: an answer that names one twice makes the
 * collector empty live objects. It knows by itself. A type's definition declares the offsets of its fields, and
 * `HPyField_Store` notes any field that was not declared when it is first written. From this follow the traversal,
 * the clearing, and the release at deallocation. An extension's own `tp_traverse` is called only where its definition
 * asks for it (`ownTraverse`): C code may keep fields in memory that it moves, where no record would find them.
 */

import { type Handle, HPy_NULL, type HPyField, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { address } from "../unsigned.ts";
import type { Instances } from "./instance.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";

/** The fields of one interpreter's objects. */
export class Fields {
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #instances: Instances;
  readonly #undeclared: Map<number, Set<Pointer>> = new Map();

  /** Knows the types of `registry` and the structs of `instances`. */
  constructor(interpreter: Interpreter, registry: TypeRegistry, instances: Instances) {
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.#instances = instances;
  }

  /** `HPyField_Store`: the old reference is released after the new one is in place. */
  store(owner: Handle, field: Pointer, value: Handle): void {
    const { capi, memory } = this.#interpreter;
    this.#note(owner, field);
    const index = field >>> 2;
    const words = memory.u32();
    const old = words[index] as Handle;
    if (value !== HPy_NULL) capi.Py_IncRef(value);
    words[index] = value;
    if (old !== HPy_NULL) capi.Py_DecRef(old);
  }

  /** `HPyField_Load`: a new reference. An empty field is a SystemError. */
  load(field: HPyField): Handle {
    const { capi, raise } = this.#interpreter;
    const value = field as number as Handle;
    if (value === HPy_NULL)
      return raise.error("PyExc_SystemError", "HPyField_Load called with an empty field");
    capi.Py_IncRef(value);
    return value;
  }

  /**
   * Calls `use` with the address of every field that `object` owns until one call returns something but 0.
   *
   * A type's own `tp_traverse` stands in for that of its bases, as in C: it visits what they own, too. When fields are
   * released (`all`), bases are asked nevertheless, and declared fields released that no function visits: what was
   * released is empty, and nothing may be forgotten.
   */
  each(object: number, record: TypeRecord, use: (field: Pointer) => number, all = false): number {
    let result = 0;
    let asked = false;
    for (const level of record.levels) {
      const struct = this.#instances.levelStruct(object, record, level);
      if (struct === NULL) continue;
      const { ownTraverse } = level;
      if (ownTraverse !== null && (all || !asked)) result ||= ownTraverse(struct, use, NULL);
      asked ||= ownTraverse !== null;
      // No function of an extension visits the dictionary that the interpreter keeps in a struct.
      const offsets = ownTraverse === null || all ? level.fields : level.dictionaries;
      for (const offset of offsets) result ||= use((struct + offset) as Pointer);
      if (result !== 0) return result;
    }
    for (const field of this.#undeclared.get(object >>> 0) ?? []) result ||= use(field);
    return result;
  }

  /** Releases every field that `object` owns: for the collector and for deallocation, which nothing may refuse. */
  clear(object: number, record: TypeRecord): void {
    const { memory, transport } = this.#interpreter;
    const release = (field: Pointer): number => {
      const words = memory.u32();
      const old = words[field >>> 2] as Handle;
      words[field >>> 2] = 0;
      if (old !== HPy_NULL) transport.bare.Py_DecRef(old);
      return 0;
    };
    this.each(object, record, release, true);
  }

  /** Forgets the undeclared fields of an object that dies. */
  forget(object: number): void {
    this.#undeclared.delete(object >>> 0);
  }

  #note(owner: Handle, field: Pointer): void {
    const record = this.#registry.nearest(this.#instances.typeOf(owner));
    if (record === null) return;
    const place = address(field);
    for (const level of record.levels) {
      const offset = place - this.#instances.levelStruct(owner, record, level);
      if (level.ownTraverse !== null) this.#registry.know(this.#instances.typeOf(owner), record);
      if (level.ownTraverse !== null || level.fields.includes(offset)) return;
    }
    this.#registry.known.spoil(record);
    const key = owner >>> 0;
    const known = this.#undeclared.get(key);
    if (known === undefined) this.#undeclared.set(key, new Set([place]));
    else known.add(place);
  }
}
