/** The types of what a WebAssembly module exports and imports, which the JavaScript API does not tell. */

import { libraryTable } from "../src/build/library-table.ts";

/** Exports by name, those by a table of functions (`library-table.ts`) among them: `function (i32) -> (i64)`, `global`, `memory`, `table` or `tag`. */
export function exportTypes(bytes: Uint8Array): ReadonlyMap<string, string> {
  return read(bytes).exports;
}

/** The imported functions by name, in the same words. */
export function importTypes(bytes: Uint8Array): ReadonlyMap<string, string> {
  return read(bytes).imports;
}

type Types = ReadonlyMap<string, string>;

function read(bytes: Uint8Array): { readonly exports: Types; readonly imports: Types } {
  const reader = new Reader(bytes);
  const imports = new Map<string, string>();
  const types: string[] = [];
  const functions: string[] = [];
  const exports = new Map<string, string>();
  let inTable: number[] = [];
  reader.skip(8);
  while (!reader.done) {
    const id = reader.byte();
    const end = reader.size() + reader.at;
    if (id === 1) reader.times(() => types.push(...functionTypes(reader)));
    else if (id === 2) reader.times(() => importFunction(reader, types, functions, imports));
    else if (id === 3) reader.times(() => functions.push(types[reader.size()] as string));
    else if (id === 7) {
      reader.times(() => {
        const name = reader.name();
        const kind = reader.byte();
        const index = reader.size();
        exports.set(name, kind === 0 ? (functions[index] as string) : (kinds[kind] as string));
      });
    }
    // The last segment is that of the table.
    else if (id === 9) inTable = reader.times(() => segment(reader)).at(-1) ?? [];
    else if (id === 0 && reader.name() === libraryTable) {
      const names = new TextDecoder().decode(bytes.subarray(reader.at, end)).split("\n");
      for (const [place, name] of names.entries())
        exports.set(name, functions[inTable[place] as number] as string);
    }
    reader.at = end;
  }
  return { exports, imports };
}

const kinds: readonly string[] = ["function", "table", "memory", "global", "tag"];

const values: Readonly<Record<number, string>> = { 127: "i32", 126: "i64", 125: "f32", 124: "f64" };

/** The functions of an active element segment at a constant. */
function segment(reader: Reader): number[] {
  const form = reader.size();
  if (form !== 0 && form !== 2) return [];
  if (form === 2) reader.size();
  reader.byte();
  reader.size();
  reader.byte();
  if (form === 2) reader.byte();
  return reader.times(() => reader.size());
}

/** One function type, or the function types of one recursion group. */
function functionTypes(reader: Reader): string[] {
  const form = reader.byte();
  if (form === 0x4e) return reader.times(() => functionTypes(reader)).flat();
  if (form !== 0x60) throw new Error(`cannot read a type of the form ${form}`);
  const list = (): string => reader.times(() => valueType(reader)).join(", ");
  return [`function (${list()}) -> (${list()})`];
}

function valueType(reader: Reader): string {
  const code = reader.byte();
  if (code === 0x63 || code === 0x64) return `ref ${reader.size()}`;
  return values[code] ?? `type ${code}`;
}

function importFunction(
  reader: Reader,
  types: readonly string[],
  functions: string[],
  imports: Map<string, string>,
): void {
  reader.name();
  const name = reader.name();
  const kind = reader.byte();
  if (kind === 0) {
    const type = types[reader.size()] as string;
    functions.push(type);
    imports.set(name, type);
  } else if (kind === 3) {
    valueType(reader);
    reader.byte();
  } else {
    if (kind === 1 || kind === 4) reader.byte();
    const flags = reader.size();
    if (kind !== 4) {
      reader.size();
      if (flags % 2 === 1) reader.size();
    }
  }
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  skip(count: number): void {
    this.at += count;
  }

  byte(): number {
    return this.#bytes[this.at++] as number;
  }

  size(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  name(): string {
    const length = this.size();
    this.at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.at - length, this.at));
  }

  times<T>(read: () => T): T[] {
    return Array.from({ length: this.size() }, read);
  }
}
