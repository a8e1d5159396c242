/**
 * The structs of a sandboxed module's objects.
 *
 * An object's struct lies in the module's memory and dies with the object. In the interpreter's memory the object has
 * only a few words of ours: where the struct is, the number of its record here, where it has one, and room for what CPython
 * itself looks for in an object (the list of weak references and the dictionary, where a type declares them). The struct is
 * made when it is first asked for, zero-filled; the record when the object gets a field or member.
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
  /** What generated WebAssembly knows of the type (`typeBlock`); 0 where there is nothing. */
  readonly block: Pointer;

  /** A type whose instances' structs belong to `objects`. */
  constructor(objects: SandboxObjects, size: number, block: Pointer = 0 as Pointer) {
    this.objects = objects;
    this.size = size;
    this.block = block;
  }
}

/** The words that an object has in the interpreter's memory, as offsets in bytes. */
export const innerStruct = {
  record: 0,
  weakReferences: 4,
  dictionary: 8,
  struct: 12,
  block: 16,
  size: 20,
} as const;

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
  readonly #keep: (struct: Pointer, block: Pointer) => boolean;

  /**
   * Structs in `memory`, of objects in `layer`.
   * @param keep takes a struct for the next object of its type, and says whether it did.
   */
  constructor(
    layer: Layer,
    memory: SandboxMemory,
    keep: (struct: Pointer, block: Pointer) => boolean = () => false,
  ) {
    this.#layer = layer;
    this.#memory = memory;
    this.#keep = keep;
  }

  /** The record of an object. @throws SandboxViolation for an object whose type is not this module's. */
  of(inner: Handle, where: string): ObjectRecord {
    const type = this.#typeOf(inner, where);
    return this.#record(this.#layer.extra.Inspect_Struct(inner), type.size, type.block);
  }

  /** The struct of an object. @throws SandboxViolation for an object whose type is not this module's. */
  structOf(inner: Handle, where: string): Pointer {
    const { block, size } = this.#typeOf(inner, where);
    return this.structAt(this.#layer.extra.Inspect_Struct(inner), size, block);
  }

  /** The struct of the object whose words in the interpreter's memory are at `address`. */
  structAt(address: Pointer, size: number, block: Pointer): Pointer {
    if (size === 0) return this.#withoutStruct().struct;
    const word = (address + innerStruct.struct) >>> 2;
    const known = this.#layer.memory.u32()[word] as Pointer;
    if (known !== 0) return known;
    const struct = this.#memory.alloc(size, `the struct of an object, ${size} bytes`);
    const words = this.#layer.memory.u32();
    words[word] = struct;
    words[(address + innerStruct.block) >>> 2] = block;
    return struct;
  }

  #typeOf(inner: Handle, where: string): SandboxType {
    const owner = this.#layer.extra.Inspect_Owner(inner);
    if (owner instanceof SandboxType && owner.objects === this) return owner;
    throw new SandboxViolation(`${where}: the object has no struct of this module`, "h_TypeError");
  }

  #record(address: Pointer, size: number, block: Pointer): ObjectRecord {
    if (size === 0) return this.#withoutStruct();
    const word = (address + innerStruct.record) >>> 2;
    const known = this.#records.get(this.#layer.memory.u32()[word] as number);
    if (known !== undefined) return known;
    const struct = this.structAt(address, size, block);
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

  /** Ends an object that dies. Its struct is given back. @returns its record, or `null` when it has none. */
  end(address: Pointer): ObjectRecord | null {
    const words = this.#layer.memory.u32();
    const at = address >>> 2;
    const number = words[at + (innerStruct.record >>> 2)] as number;
    const struct = words[at + (innerStruct.struct >>> 2)] as Pointer;
    const block = words[at + (innerStruct.block >>> 2)] as Pointer;
    const record = this.#records.get(number);
    words[at + (innerStruct.record >>> 2)] = 0;
    words[at + (innerStruct.struct >>> 2)] = 0;
    this.#records.delete(number);
    if (struct !== 0 && !this.#keep(struct, block)) this.#memory.free(struct);
    return record ?? null;
  }
}
