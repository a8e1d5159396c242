/**
 * Fields and globals: references that a module keeps in its own memory.
 *
 * What the module's memory holds is a number that means something only here. The reference itself is in a cell, a word
 * of the interpreter's memory that the layer treats as the field or global; so the collector sees it without asking
 * the module, wherever the module moves its memory to. Each field belongs to one object, which it dies with.
 */

import {
  type Handle,
  HandleTable,
  HPy_NULL,
  type HPyField,
  type HPyGlobal,
  type Layer,
  type Pointer,
} from "@hpyjs/core";
import { ownCalls } from "../own-calls.ts";
import type { SandboxMemory } from "./memory.ts";
import type { ObjectRecord } from "./objects.ts";
import { SandboxViolation } from "./violation.ts";

interface Field {
  readonly owner: ObjectRecord;
  readonly cell: Pointer;
}

/** The fields of one module's objects. */
export class SandboxFields {
  readonly #layer: Layer;
  readonly #memory: SandboxMemory;
  readonly #fields: HandleTable<Field> = new HandleTable();

  /** Fields in `memory` that hold objects of `layer`. */
  constructor(layer: Layer, memory: SandboxMemory) {
    this.#layer = layer;
    this.#memory = memory;
  }

  /** `HPyField_Store`: what the field held before is let go of last. */
  store(target: Handle, owner: ObjectRecord, address: number, value: Handle): void {
    const { api } = this.#layer;
    const where = "HPyField_Store: the field";
    const present = this.#of(this.#memory.word(address, where), owner);
    if (value !== HPy_NULL) {
      api.Field_Store(target, present?.field.cell ?? this.#open(owner, address, where), value);
    } else {
      this.#memory.setWord(address, 0, where);
      if (present === null) return;
      this.#fields.close(present.number);
      owner.fields.delete(present.number);
      owner.spareCells.push(present.field.cell);
      api.Field_Store(target, present.field.cell, HPy_NULL);
    }
  }

  /** `HPyField_Load`: a new handle of the layer, or null with an exception set. */
  load(source: Handle, owner: ObjectRecord, value: number): Handle {
    return this.#layer.api.Field_Load(source, this.#content(owner, value, "HPyField_Load") as HPyField);
  }

  /** The cell of the field at an address, or 0 when it is empty. */
  cell(owner: ObjectRecord, address: number): Pointer {
    const number = this.#memory.word(address, "a field");
    return this.#of(number, owner)?.field.cell ?? (0 as Pointer);
  }

  /** Ends the fields of an object that dies, when the layer has let go of what they hold. */
  end(owner: ObjectRecord): void {
    const { memory } = this.#layer;
    for (const number of owner.fields) {
      const handle = number as Handle;
      memory.free(this.#fields.deref(handle).cell);
      this.#fields.close(handle);
    }
    for (const cell of owner.spareCells) memory.free(cell);
  }

  #open(owner: ObjectRecord, address: number, where: string): Pointer {
    const cell = owner.spareCells.pop() ?? this.#layer.memory.alloc(4);
    const number = this.#fields.open({ owner, cell });
    owner.fields.add(number);
    this.#memory.setWord(address, number, where);
    return cell;
  }

  #content(owner: ObjectRecord, number: number, where: string): number {
    if (number === 0) return 0;
    const found = this.#of(number, owner);
    if (found === null) throw new SandboxViolation(`${where}: this is no field of the object`);
    return this.#layer.memory.u32()[found.field.cell >>> 2] as number;
  }

  #of(number: number, owner: ObjectRecord): { number: Handle; field: Field } | null {
    const handle = number as Handle;
    if (!this.#fields.isOpen(handle)) return null;
    const field = this.#fields.deref(handle);
    return field.owner === owner ? { number: handle, field } : null;
  }
}

/** Numbers for the cells of globals. */
export type GlobalNumbers = Pick<HandleTable<Pointer>, "deref" | "isOpen" | "open">;

/** The globals of one module. */
export class SandboxGlobals {
  readonly #layer: Layer;
  readonly #memory: SandboxMemory;
  readonly #cells: GlobalNumbers;
  readonly #listed: Map<number, Pointer> = new Map();
  readonly #unlisted: Set<Pointer> = new Set();

  /**
   * Globals in `memory` that hold objects of `layer`.
   * @param numbers where their numbers are; left out, in JavaScript.
   */
  constructor(layer: Layer, memory: SandboxMemory, numbers: GlobalNumbers = new HandleTable<Pointer>()) {
    this.#layer = layer;
    this.#memory = memory;
    this.#cells = numbers;
  }

  /** The cell for a global that the module lists, which belongs to the module from then on. */
  list(address: number): Pointer {
    const known = this.#listed.get(address);
    if (known !== undefined) return known;
    const cell = this.#layer.memory.alloc(4);
    this.#listed.set(address, cell);
    return cell;
  }

  /** `HPyGlobal_Store`. */
  store(address: number, value: Handle): void {
    const where = "HPyGlobal_Store: the global";
    const number = this.#memory.word(address, where) as Handle;
    let cell: Pointer;
    if (this.#cells.isOpen(number)) {
      cell = this.#cells.deref(number);
    } else {
      cell = this.#listed.get(address) ?? this.#layer.memory.alloc(4);
      if (!this.#listed.has(address)) this.#unlisted.add(cell);
      this.#memory.setWord(address, this.#cells.open(cell), where);
    }
    this.#layer.api.Global_Store(cell, value);
  }

  /** `HPyGlobal_Load`: a new handle of the layer, or null with an exception set. */
  load(value: number): Handle {
    const number = value as Handle;
    if (number !== HPy_NULL && !this.#cells.isOpen(number)) {
      throw new SandboxViolation("HPyGlobal_Load: this is no global of the module");
    }
    const content =
      number === HPy_NULL ? 0 : (this.#layer.memory.u32()[this.#cells.deref(number) >>> 2] as number);
    return this.#layer.api.Global_Load(content as HPyGlobal);
  }

  /** Lets go of what the globals hold that the module does not list. */
  clearUnlisted(): void {
    for (const cell of this.#unlisted) ownCalls(this.#layer).Global_Store(cell, HPy_NULL);
  }

  /** Frees the cells, when nothing can reach them any more. */
  free(): void {
    for (const cell of [...this.#listed.values(), ...this.#unlisted]) this.#layer.memory.free(cell);
    this.#listed.clear();
    this.#unlisted.clear();
  }
}
