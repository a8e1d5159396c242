/**
 * Puts the functions that a module exports into a table, which is exported in their place.
 *
 * An engine makes an object for each exported function when a module is instantiated. The C library has nearly a thousand,
 * of which an extension uses a few, and every sandboxed extension has an instance of its own: that was half a millisecond
 * for each. What is in a table gets its object when somebody asks for it. The custom section {@link libraryTable} says
 * which function is where: their names, in the order of the table, a line for each.
 */

/** The name of the table's export, and of the section with the names. */
export const libraryTable = "hpy.library";

const ids = { custom: 0, table: 4, export: 7, element: 9 } as const;

/**
 * Rewrites a module.
 * @param isKept whether a function stays an export.
 * @throws Error for a module without tables, element segments or exports.
 */
export function exportByTable(bytes: Uint8Array, isKept: (name: string) => boolean): Uint8Array {
  const sections = readSections(bytes);
  const exported = sections.find(({ id }) => id === ids.export);
  const tables = sections.find(({ id }) => id === ids.table);
  if (exported === undefined || tables === undefined || !sections.some(({ id }) => id === ids.element))
    throw new Error("the module has no table, no element segment or no exports");
  const tableIndex = new Reader(tables.content).number();
  const { kept, moved } = splitExports(exported.content, isKept);
  const count = number(moved.length);
  const table = [...text(libraryTable), 1, ...number(tableIndex)];
  const indices = moved.flatMap(({ index }) => number(index));
  const names = new TextEncoder().encode(moved.map(({ name }) => name).join("\n"));
  const changed = (id: number, content: Uint8Array): ArrayLike<number> => {
    // funcref, of just that size.
    if (id === ids.table) return appended(content, [0x70, 1, ...count, ...count]);
    // An active segment of function indices, for the table with that number, from 0 on.
    if (id === ids.element)
      return appended(content, [2, ...number(tableIndex), 0x41, 0, 0x0b, 0, ...count, ...indices]);
    return id === ids.export ? [...number(kept.length + 1), ...kept.flat(), ...table] : content;
  };
  return Uint8Array.from([
    ...bytes.subarray(0, 8),
    ...sections.flatMap(({ content, id }) => section(id, changed(id, content))),
    ...section(ids.custom, [...text(libraryTable), ...names]),
  ]);
}

interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

function readSections(bytes: Uint8Array): readonly Section[] {
  const reader = new Reader(bytes, 8);
  const sections: Section[] = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    sections.push({ id, content: reader.take(reader.number()) });
  }
  return sections;
}

/** The exports that stay, encoded, and the functions that do not. */
function splitExports(
  content: Uint8Array,
  isKept: (name: string) => boolean,
): { readonly kept: readonly number[][]; readonly moved: readonly { name: string; index: number }[] } {
  const reader = new Reader(content);
  const kept: number[][] = [];
  const moved: { name: string; index: number }[] = [];
  for (let count = reader.number(); count > 0; count--) {
    const name = new TextDecoder().decode(reader.take(reader.number()));
    const kind = reader.byte();
    const index = reader.number();
    if (kind === 0 && !isKept(name)) moved.push({ name, index });
    else kept.push([...text(name), kind, ...number(index)]);
  }
  return { kept, moved };
}

/** A vector with an item more. */
function appended(vector: Uint8Array, item: readonly number[]): number[] {
  const reader = new Reader(vector);
  return [...number(reader.number() + 1), ...reader.rest(), ...item];
}

function section(id: number, content: ArrayLike<number>): number[] {
  return [id, ...number(content.length), ...Array.from(content)];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...number(bytes.length), ...bytes];
}

/** Unsigned LEB128. */
function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] as number;
  }

  number(): number {
    const byte = this.byte();
    return byte < 0x80 ? byte : (byte & 0x7f) + this.number() * 0x80;
  }

  take(count: number): Uint8Array {
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
}
