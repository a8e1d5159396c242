/** The sections of a module that is being linked: copied, added to, or with functions' numbers written anew. */

import { wasmName } from "@hpyjs/wasm";
import { ByteReader } from "../../binary/byte-reader.ts";
import type { BinaryModule, Section } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { ByteWriter } from "./byte-writer.ts";
import { InstructionReader } from "./instructions.ts";

/** The numbers of sections. */
export const sectionIds = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  tag: 13,
} as const;

/** Sections in the order that a module must have them in; 11 and 12 are data. */
const order: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** What is added to a section. */
export interface Appended {
  /** How many items. */
  readonly count: number;
  /** The items; functions' code with its length in front of each. */
  readonly bytes: Uint8Array;
}

const nothing: Appended = { count: 0, bytes: new Uint8Array(0) };

/** The sections of one module. */
export class Sections {
  readonly #bytes: Uint8Array;
  readonly #binary: BinaryModule;
  readonly #moved: (index: number) => number;
  readonly #appended: Map<number, Appended> = new Map();
  readonly #instructions: InstructionReader;
  #code: (writer: ByteWriter) => void = () => {};

  /** @param moved the new number of a function. */
  constructor(bytes: Uint8Array, binary: BinaryModule, moved: (index: number) => number) {
    this.#bytes = bytes;
    this.#binary = binary;
    this.#moved = moved;
    this.#instructions = new InstructionReader(bytes);
  }

  /** Adds so many items, which are encoded, to a section that is a vector; one that is not there is made. */
  append(id: number, count: number, bytes: Uint8Array): void {
    this.#appended.set(id, { count, bytes });
  }

  /** Says what writes the code section's content. */
  code(write: (writer: ByteWriter) => void): void {
    this.#code = write;
  }

  /** The new module. */
  write(): Uint8Array<ArrayBuffer> {
    const size = [...this.#appended.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    const all = new ByteWriter(this.#bytes.length * 2 + size);
    all.copy(this.#bytes, 0, 8);
    const content = new ByteWriter(this.#bytes.length * 2);
    const missing = new Set([...this.#appended.keys()]);
    for (const { id } of this.#binary.sections) missing.delete(id);
    for (const section of this.#binary.sections) {
      if (section.id === sectionIds.custom && tellsOfCode(section.name ?? "")) continue;
      for (const id of missing) if (isBefore(id, section.id)) this.#writeMissing(id, all, missing);
      content.clear();
      if (section.id === sectionIds.custom) content.add(wasmName(section.name ?? ""));
      this.#content(section, content);
      all.u8(section.id);
      all.sized(content);
    }
    return all.bytes().slice();
  }

  #writeMissing(id: number, all: ByteWriter, missing: Set<number>): void {
    missing.delete(id);
    const { bytes, count } = this.#items(id);
    if (count === 0) return;
    const content = new ByteWriter(bytes.length + 5);
    content.u32(count);
    content.add(bytes);
    all.u8(id);
    all.sized(content);
  }

  #content(section: Section, writer: ByteWriter): void {
    const { id, start, end } = section;
    const reader = new ByteReader(this.#bytes, start, end);
    switch (id) {
      case sectionIds.custom:
        if (section.name === "name") this.#names(reader, writer);
        else writer.copy(this.#bytes, start, end);
        return;
      case sectionIds.type:
      case sectionIds.import:
      case sectionIds.function:
        writer.u32(reader.u32() + this.#items(id).count);
        writer.copy(this.#bytes, reader.position, end);
        writer.add(this.#items(id).bytes);
        return;
      case sectionIds.code:
        this.#code(writer);
        return;
      case sectionIds.export:
        this.#exports(reader, writer);
        return;
      case sectionIds.start:
        writer.u32(this.#moved(reader.u32()));
        return;
      case sectionIds.element:
        this.#elements(reader, writer, end);
        return;
      case sectionIds.global:
        this.#globals(reader, writer, end);
        return;
      case sectionIds.table:
        this.#refuseInitialValues(reader);
        writer.copy(this.#bytes, start, end);
        return;
      default:
        writer.copy(this.#bytes, start, end);
        return;
    }
  }

  #items(id: number): Appended {
    return this.#appended.get(id) ?? nothing;
  }

  #exports(reader: ByteReader, writer: ByteWriter): void {
    const count = reader.u32();
    writer.u32(count + this.#items(sectionIds.export).count);
    let copied = reader.position;
    times(count, () => {
      reader.skip(reader.u32());
      const isFunction = reader.u8() === 0;
      const { position } = reader;
      const index = reader.u32();
      if (!isFunction) return;
      writer.copy(this.#bytes, copied, position);
      writer.u32(this.#moved(index));
      copied = reader.position;
    });
    writer.copy(this.#bytes, copied, reader.position);
    writer.add(this.#items(sectionIds.export).bytes);
  }

  #globals(reader: ByteReader, writer: ByteWriter, end: number): void {
    const count = reader.u32();
    writer.u32(count + this.#items(sectionIds.global).count);
    let copied = reader.position;
    times(count, () => {
      const type = reader.u8();
      if (type === 0x63 || type === 0x64) reader.skipLeb();
      reader.skip(1);
      copied = this.#expression(reader, writer, copied, end);
    });
    writer.copy(this.#bytes, copied, reader.position);
    writer.add(this.#items(sectionIds.global).bytes);
  }

  /** A table with an initial value names functions, but no compiler makes such tables yet. */
  #refuseInitialValues(reader: ByteReader): void {
    reader.vector(() => {
      const type = reader.u8();
      if (type === 0x40) throw this.#unknown(reader, "a table with an initial value");
      if (type === 0x63 || type === 0x64) reader.skipLeb();
      const flags = reader.u8();
      reader.skipLeb();
      if ((flags & 1) !== 0) reader.skipLeb();
    });
  }

  /** Element segments, in all eight forms. */
  #elements(reader: ByteReader, writer: ByteWriter, end: number): void {
    let copied = reader.position;
    reader.vector(() => {
      const form = reader.u32();
      if (form > 7) throw this.#unknown(reader, `the element segment's form ${form}`);
      const isActive = (form & 1) === 0;
      const hasExpressions = (form & 4) !== 0;
      if (isActive && (form & 2) !== 0) reader.u32();
      if (isActive) copied = this.#expression(reader, writer, copied, end);
      if ((form & 3) !== 0) {
        const type = reader.u8();
        if (hasExpressions && (type === 0x63 || type === 0x64)) reader.skipLeb();
      }
      reader.vector(() => {
        if (hasExpressions) {
          copied = this.#expression(reader, writer, copied, end);
          return;
        }
        writer.copy(this.#bytes, copied, reader.position);
        writer.u32(this.#moved(reader.u32()));
        copied = reader.position;
      });
    });
    writer.copy(this.#bytes, copied, reader.position);
  }

  /** Copies up to the end of an expression, with the functions that it names. @returns how far was copied. */
  #expression(reader: ByteReader, writer: ByteWriter, from: number, end: number): number {
    let copied = from;
    const after = this.#instructions.expression(reader.position, end, {
      functionIndex: (index, start, stop) => {
        writer.copy(this.#bytes, copied, start);
        writer.u32(this.#moved(index));
        copied = stop;
      },
    });
    reader.skip(after - reader.position);
    return copied;
  }

  /** Of the names, those of functions: what is imported in addition, and what is added, has none. */
  #names(reader: ByteReader, writer: ByteWriter): void {
    while (!reader.atEnd) {
      const id = reader.u8();
      const part = reader.part(reader.u32());
      if (id !== 1) continue;
      const names = new ByteWriter(1024);
      const count = part.u32();
      names.u32(count);
      times(count, () => {
        names.u32(this.#moved(part.u32()));
        const { position } = part;
        part.skip(part.u32());
        names.copy(this.#bytes, position, part.position);
      });
      writer.add([1]);
      writer.sized(names);
    }
  }

  #unknown(reader: ByteReader, what: string): WasmFormatError {
    return new WasmFormatError(reader.position, `the linker does not know ${what}`);
  }
}

/** Whether a section stands before another; those that are not known stand where they are. */
function isBefore(id: number, other: number): boolean {
  return order.includes(other) && order.indexOf(id) < order.indexOf(other);
}

/** Whether a custom section tells of code by its position, which is another one now. */
function tellsOfCode(name: string): boolean {
  return /^(\.debug_|reloc\.|linking$|metadata\.code\.|sourceMappingURL$|external_debug_info$)/.test(name);
}

function times(count: number, action: () => void): void {
  for (let index = 0; index < count; index++) action();
}
