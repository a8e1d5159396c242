/**
 * Reading C structs out of an extension's memory.
 *
 * Every read is checked: an address outside of the memory is a {@link DefinitionError} that says what was read. The
 * offsets are those of the ABI's layout tables, so a struct reads the same whoever's headers it was compiled with.
 */

import { layout } from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";

type Structs = typeof layout.wasm32;

/** A struct of the ABI, by its C name. */
export type StructName = keyof Structs;

/** The fields of a struct. */
export type FieldName<S extends StructName> = keyof Structs[S]["offsets"] & string;

/** Nobody lists more definitions than this. */
const longestArray = 65_536;

/** A memory in which structs lie. */
export class StructMemory {
  readonly #buffer: () => ArrayBufferLike;
  #view: DataView;

  /** @param buffer gives the memory's present buffer. */
  constructor(buffer: () => ArrayBufferLike) {
    this.#buffer = buffer;
    this.#view = new DataView(buffer());
  }

  /** The word at an address, unsigned: a pointer, a handle, a size. `what` names it in the error. */
  word(address: number, what: string): number {
    return this.#at(address, 4, what).getUint32(address >>> 0, true);
  }

  /** The `int` at an address. */
  int(address: number, what: string): number {
    return this.#at(address, 4, what).getInt32(address >>> 0, true);
  }

  /** The address of a field of the struct at `address`. */
  field<S extends StructName>(struct: S, address: number, field: FieldName<S>): number {
    const offsets = layout.wasm32[struct].offsets as Readonly<Record<string, number>>;
    return address + (offsets[field] as number);
  }

  /** The word in a field, unsigned. */
  fieldWord<S extends StructName>(struct: S, address: number, field: FieldName<S>): number {
    return this.word(this.field(struct, address, field), `${struct}.${field}`);
  }

  /** The `int` in a field. */
  fieldInt<S extends StructName>(struct: S, address: number, field: FieldName<S>): number {
    return this.int(this.field(struct, address, field), `${struct}.${field}`);
  }

  /** The C string in a field, or `null` for `NULL`. */
  fieldText<S extends StructName>(struct: S, address: number, field: FieldName<S>): string | null {
    return this.text(this.fieldWord(struct, address, field), `${struct}.${field}`);
  }

  /** The C string at an address, decoded as UTF-8; `null` for `NULL`. */
  text(address: number, what: string): string | null {
    if (address === 0) return null;
    this.#at(address, 1, what);
    const bytes = new Uint8Array(this.#view.buffer);
    const end = bytes.indexOf(0, address >>> 0);
    if (end === -1) throw new DefinitionError(`${what} is a string that does not end inside of the memory`);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.slice(address >>> 0, end));
  }

  /** The words of an array that a 0 ends; none for `NULL`. */
  words(address: number, what: string): number[] {
    const found: number[] = [];
    if (address === 0) return found;
    for (let place = address; found.length < longestArray; place += 4) {
      const word = this.word(place, what);
      if (word === 0) return found;
      found.push(word);
    }
    throw new DefinitionError(`${what} has more than ${longestArray} entries: does it end with NULL?`);
  }

  #at(address: number, size: number, what: string): DataView {
    const start = address >>> 0;
    // A memory that grew has a new buffer; a view of the old one throws for everything, its length included.
    if (start + size > this.#view.buffer.byteLength) {
      this.#view = new DataView(this.#buffer());
      if (start + size > this.#view.byteLength) {
        throw new DefinitionError(`${what} is at address ${start}, outside of the extension's memory`);
      }
    }
    return this.#view;
  }
}
