/**
 * What a WebAssembly module says about itself, read from its bytes without compiling it.
 *
 * An engine tells of a module's imports and exports only their names and kinds. The loader also needs the `dylink.0`
 * section (the tool conventions' DynamicLinking document: how much memory and table a side module needs, and how they
 * are aligned), and an inspector wants sizes, types and names.
 */

import { WasmFormatError } from "../errors.ts";
import { ByteReader } from "./byte-reader.ts";

/** What a side module needs of the memory and the table that it is loaded into. */
export interface Dylink {
  /** Bytes of memory for its data. */
  readonly memorySize: number;
  /** Alignment of its data, as a power of two. */
  readonly memoryAlign: number;
  /** Entries of the function table. */
  readonly tableSize: number;
  /** Alignment of its table entries, as a power of two. */
  readonly tableAlign: number;
  /** Libraries that it needs to be loaded before. */
  readonly needed: readonly string[];
  /** Names of the imports that may be missing. */
  readonly weakImports: ReadonlySet<string>;
}

/** One section. */
export interface Section {
  /** The section's number; 0 for a custom one. */
  readonly id: number;
  /** A custom section's name, or `null`. */
  readonly name: string | null;
  /** Where its content begins in the file (behind the name of a custom one). */
  readonly start: number;
  /** Where its content ends. */
  readonly end: number;
  /** Its size in the file, header included. */
  readonly size: number;
}

/** What an import or export is. */
export type ExternKind = "function" | "table" | "memory" | "global" | "tag";

/** One import. */
export interface Import {
  /** The module's name. */
  readonly module: string;
  /** The name in the module. */
  readonly name: string;
  /** What it is. */
  readonly kind: ExternKind;
  /** The index of a function's type; `null` for anything else. */
  readonly type: number | null;
}

/** One export. */
export interface Export {
  /** The name. */
  readonly name: string;
  /** What it is. */
  readonly kind: ExternKind;
  /** The index in the index space of its kind. */
  readonly index: number;
}

/** A WebAssembly module, taken apart. */
export interface BinaryModule {
  /** The sections, in the file's order. */
  readonly sections: readonly Section[];
  /** The imports, in order. */
  readonly imports: readonly Import[];
  /** The exports, in order. */
  readonly exports: readonly Export[];
  /** The `dylink.0` section of a side module; `null` for any other module. */
  readonly dylink: Dylink | null;
}

const kinds: readonly ExternKind[] = ["function", "table", "memory", "global", "tag"];

const sectionIds = { custom: 0, import: 2, export: 7 } as const;

/** Takes a module apart. @throws WasmFormatError for bytes that are none. */
export function readModule(bytes: Uint8Array): BinaryModule {
  const sections = readSections(bytes);
  const reader = (section: Section | undefined): ByteReader | null =>
    section === undefined ? null : new ByteReader(bytes, section.start, section.end);
  const standard = (id: number): ByteReader | null => reader(sections.find((section) => section.id === id));
  const custom = (name: string): ByteReader | null =>
    reader(sections.find((section) => section.name === name));
  const dylink = custom("dylink.0");
  return {
    sections,
    imports: readImports(standard(sectionIds.import)),
    exports: readExports(standard(sectionIds.export)),
    dylink: dylink === null ? null : readDylink(dylink),
  };
}

function readSections(bytes: Uint8Array): Section[] {
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    throw new WasmFormatError(0, "it does not begin with the magic number and version 1");
  }
  const reader = new ByteReader(bytes, magic.length);
  const sections: Section[] = [];
  while (!reader.atEnd) {
    const first = reader.position;
    const id = reader.u8();
    const content = reader.part(reader.u32());
    const end = reader.position;
    const name = id === sectionIds.custom ? content.name() : null;
    sections.push({ id, name, start: content.position, end, size: end - first });
  }
  return sections;
}

function kindOf(reader: ByteReader): ExternKind {
  const { position } = reader;
  const kind = kinds[reader.u8()];
  if (kind === undefined) throw new WasmFormatError(position, "an import or export has an unknown kind");
  return kind;
}

function skipLimits(reader: ByteReader): void {
  const flags = reader.u8();
  reader.skipLeb();
  if ((flags & 1) !== 0) reader.skipLeb();
}

/** @returns the index of a function's type. */
function readType(reader: ByteReader, kind: ExternKind): number | null {
  switch (kind) {
    case "function":
      return reader.u32();
    case "table":
      skipValueType(reader);
      skipLimits(reader);
      break;
    case "memory":
      skipLimits(reader);
      break;
    case "global":
      skipValueType(reader);
      reader.u8();
      break;
    case "tag":
      reader.u8();
      reader.u32();
      break;
  }
  return null;
}

/** A value type is one byte, or one of the two prefixes of a reference type and a heap type. */
function skipValueType(reader: ByteReader): void {
  const type = reader.u8();
  if (type === 0x63 || type === 0x64) reader.skipLeb();
}

function readImports(reader: ByteReader | null): Import[] {
  if (reader === null) return [];
  return reader.vector(() => {
    const module = reader.name();
    const name = reader.name();
    const kind = kindOf(reader);
    return { module, name, kind, type: readType(reader, kind) };
  });
}

function readExports(reader: ByteReader | null): Export[] {
  if (reader === null) return [];
  return reader.vector(() => ({ name: reader.name(), kind: kindOf(reader), index: reader.u32() }));
}

const subsections = { memory: 1, needed: 2, importInfo: 4 } as const;

/** `WASM_SYMBOL_BINDING_WEAK` in the flags of an import. */
const weak = 1;

function readDylink(reader: ByteReader): Dylink {
  let [memorySize, memoryAlign, tableSize, tableAlign] = [0, 0, 0, 0];
  const needed: string[] = [];
  const weakImports = new Set<string>();
  while (!reader.atEnd) {
    const id = reader.u8();
    const part = reader.part(reader.u32());
    if (id === subsections.memory) {
      [memorySize, memoryAlign, tableSize, tableAlign] = [part.u32(), part.u32(), part.u32(), part.u32()];
    } else if (id === subsections.needed) {
      needed.push(...part.vector(() => part.name()));
    } else if (id === subsections.importInfo) {
      part.vector(() => {
        part.name();
        const name = part.name();
        if ((part.u32() & weak) !== 0) weakImports.add(name);
      });
    }
  }
  return { memorySize, memoryAlign, tableSize, tableAlign, needed, weakImports };
}
