/**
 * The structs of a sandboxed module's objects.
 *
 * An object's struct lies in the module's memory and dies with the object. In the interpreter's memory the object has
 * only a few words of ours: the number of its record here, and room for what CPython itself looks for in an object (the
 * list of weak references and the dictionary, where a type declares them). The struct is made when it is first asked
 * for, zero-filled.
 */

import type { Handle, Layer, Pointer } from "@hpyjs/core";
import type { SandboxMemory } from "./memory.ts";
import { SandboxViolation } from "./violation.ts";

/** What a type of a sandboxed module carries as its definition's owner. */
export class SandboxType {
  /** The module's objects. */
  readonly objects: SandboxObjects;
  /** The size of instances' structs, in bytes. */
  readonly size: number;

  /** A type whose instances' structs belong to `objects`. */
  constructor(objects: SandboxObjects, size: number) {
    this.objects = objects;
    this.size = size;
  }
}

/** The words that an object has in the interpreter's memory, as offsets in bytes. */
export const innerStruct = { record: 0, weakReferences: 4, dictionary: 8, size: 16 } as const;

/** One object. */
export interface ObjectRecord {
  /** Its struct in the module's memory. */
  readonly struct: Pointer;
  /** The struct's size, in bytes. */
  readonly size: number;
  /** The numbers of the fields that it owns. */
  readonly fields: Set<number>;
  /** Cells that fields have given up, for the next. */
  readonly spareCells: Pointer[];
}

/** The objects of one module. */
export class SandboxObjects {
  readonly #layer: Layer;
  readonly #memory: SandboxMemory;
  readonly #records: Map<number, ObjectRecord> = new Map();
  #next = 1;
  #structless: ObjectRecord | null = null;

  /** Structs in `memory`, of objects in `layer`. */
  constructor(layer: Layer, memory: SandboxMemory) {
    this.#layer = layer;
    this.#memory = memory;
  }

  /** The record of an object. @throws SandboxViolation for an object whose type is not this module's. */
  of(inner: Handle, where: string): ObjectRecord {
    const { extra } = this.#layer;
    const owner = extra.Inspect_Owner(inner);
    if (owner instanceof SandboxType && owner.objects === this) {
      return this.at(extra.Inspect_Struct(inner), owner.size);
    }
    throw new SandboxViolation(`${where}: the object has no struct of this module`, "h_TypeError");
  }

  /** The record of the object whose words in the interpreter's memory are at `address`. */
  at(address: Pointer, size: number): ObjectRecord {
    if (size === 0) return this.#withoutStruct();
    const word = (address + innerStruct.record) >>> 2;
    const known = this.#records.get(this.#layer.memory.u32()[word] as number);
    if (known !== undefined) return known;
    const struct = this.#memory.alloc(size, `the struct of an object, ${size} bytes`);
    const record: ObjectRecord = { struct, size, fields: new Set(), spareCells: [] };
    const number = this.#next++;
    this.#records.set(number, record);
    this.#layer.memory.u32()[word] = number;
    return record;
  }

  /**
   * What stands for the record of all objects whose types have no struct: these have no words of ours in the
   * interpreter's memory either. The module gets an address all the same, as it would natively.
   */
  #withoutStruct(): ObjectRecord {
    this.#structless ??= {
      struct: this.#memory.alloc(innerStruct.size, "the address of objects without a struct"),
      size: 0,
      fields: new Set(),
      spareCells: [],
    };
    return this.#structless;
  }

  /** Ends the record of an object that dies. Its struct is given back. */
  end(address: Pointer): ObjectRecord | null {
    const word = (address + innerStruct.record) >>> 2;
    const words = this.#layer.memory.u32();
    const number = words[word] as number;
    const record = this.#records.get(number);
    words[word] = 0;
    if (record === undefined) return null;
    this.#records.delete(number);
    this.#memory.free(record.struct);
    return record;
  }
}
