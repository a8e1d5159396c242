/** What the linker has to know of a module, found in its bytes. */

import type { ApiFunctionName } from "@hpyjs/core";
import { ByteReader } from "../../binary/byte-reader.ts";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { InstructionReader } from "./instructions.ts";
import { sectionIds } from "./sections.ts";

/** A call through a pointer that may be one of the context's functions. */
export interface Call {
  /** The function of the context. */
  readonly member: ApiFunctionName;
}

/** A place in the code that is written anew. */
export interface Edit {
  /** Where it begins. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  /** The function that is named here, where it is no `call`. */
  readonly index: number;
  /** The call that is linked; `null` where a function's number is written. */
  readonly call: Call | null;
}

/** The body of a function. */
export interface Body {
  /** Where it is, without its length. */
  readonly start: number;
  readonly end: number;
  /** Which of the edits are in it: the first, and the one behind the last. */
  readonly edits: readonly [first: number, end: number];
}

/** A module, taken apart for the linker. */
export interface ModuleParts {
  /** The function types, as `result:parameters`; `null` for one that no function of the context has. */
  readonly types: readonly (string | null)[];
  /** How many functions are imported, and their types, as numbers. */
  readonly functionImports: number;
  readonly importTypes: readonly number[];
  /** The functions' bodies. */
  readonly bodies: readonly Body[];
  /** The type of each function that is not imported, as a number. */
  readonly functionTypes: readonly number[];
  /** The index of the tag that the module exports, if it has one of its own that carries an i32; else `null`. */
  readonly exceptionTag: number | null;
  /** Whether some function catches what is thrown. */
  readonly catches: boolean;
  /** How many globals there are. */
  readonly globals: number;
  /** The functions in the module's part of the table, by place, as far as the linker can tell. */
  readonly tableFunctions: ReadonlyMap<number, number>;
  /** The calls of the context. */
  readonly calls: readonly Call[];
  /** What changes in the code, in order. */
  readonly edits: readonly Edit[];
}

const letters: ReadonlyMap<number, string> = new Map([
  [0x7f, "i"],
  [0x7e, "j"],
  [0x7d, "f"],
  [0x7c, "d"],
]);

/**
 * Takes a module apart.
 * @param memberAt the function of the context that is at an offset of the struct and has a type.
 * @returns `null` for a module that the linker cannot extend: without code, with types that are no functions, or with a
 * memory of its own.
 * @throws WasmFormatError for what is no module, or has instructions that the decoder does not know.
 */
export function readParts(
  bytes: Uint8Array,
  { exports, imports, sections }: BinaryModule,
  memberAt: (offset: number, type: string | null) => ApiFunctionName | null,
): ModuleParts | null {
  const reader = (id: number): ByteReader | null => {
    const found = sections.find((section) => section.id === id);
    return found === undefined ? null : new ByteReader(bytes, found.start, found.end);
  };
  const code = reader(sectionIds.code);
  const typeSection = reader(sectionIds.type);
  if (code === null || typeSection === null || reader(sectionIds.import) === null) return null;
  const types = readTypes(typeSection);
  const memories = imports.filter(({ kind }) => kind === "memory").length;
  // What is added takes memory 0 for the interpreter's, which it is where there is no other.
  if (types === null || memories !== 1 || reader(sectionIds.memory) !== null) return null;
  const calls: Call[] = [];
  const edits: Edit[] = [];
  const instructions = new InstructionReader(bytes);
  const visitor = {
    functionIndex: (index: number, start: number, end: number) =>
      void edits.push({ start, end, index, call: null }),
    indirectCall: (type: number, offset: number, start: number, end: number) => {
      const member = memberAt(offset, types[type] ?? null);
      if (member === null) return;
      const call: Call = { member };
      calls.push(call);
      edits.push({ start, end, index: 0, call });
    },
  };
  const bodies = code.vector(() => {
    const size = code.u32();
    const start = code.position;
    code.skip(size);
    const first = edits.length;
    instructions.body(start, start + size, visitor);
    return { start, end: start + size, edits: [first, edits.length] as const };
  });
  if (!code.atEnd) throw new WasmFormatError(code.position, "the code goes on behind the last function");
  const functionTypes = reader(sectionIds.function);
  const tags = reader(sectionIds.tag);
  const ownTags = tags?.vector(() => [tags.u8(), tags.u32()] as const) ?? [];
  const [tag, otherTag] = exports.filter(({ kind }) => kind === "tag");
  const ownTag = ownTags[(tag?.index ?? 0) - imports.filter(({ kind }) => kind === "tag").length];
  const isNumber = ownTag !== undefined && types[ownTag[1]] === "v:i" && otherTag === undefined;
  const elements = reader(sectionIds.element);
  const importTypes = imports.flatMap(({ type }) => type ?? []);
  return {
    types,
    functionImports: importTypes.length,
    importTypes,
    functionTypes: functionTypes?.vector(() => functionTypes.u32()) ?? [],
    exceptionTag: isNumber ? (tag?.index ?? null) : null,
    catches: instructions.catches,
    globals: imports.filter(({ kind }) => kind === "global").length + (reader(sectionIds.global)?.u32() ?? 0),
    tableFunctions:
      elements === null ? new Map() : readTableFunctions(elements, globalIndex(imports, "__table_base")),
    bodies,
    calls,
    edits,
  };
}

/** The index of the global that a module imports from `env` with this name; -1 for none. */
export function globalIndex(imports: BinaryModule["imports"], name: string): number {
  return imports
    .filter(({ kind }) => kind === "global")
    .findIndex((global) => global.module === "env" && global.name === name);
}

/** What a first segment that begins at `__table_base` puts into the table, which is all that linkers for C make. */
function readTableFunctions(reader: ByteReader, tableBase: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const [count, form] = [reader.u32(), reader.u32()];
  if (count !== 1 || form !== 0 || tableBase < 0) return found;
  if (reader.u8() !== 0x23 || reader.u32() !== tableBase || reader.u8() !== 0x0b) return found;
  reader.vector(() => found.set(found.size, reader.u32()));
  return found;
}

/** Function types; `null` when there are others among them, so that types have other numbers than places. */
function readTypes(reader: ByteReader): (string | null)[] | null {
  const types: (string | null)[] = [];
  const valueType = (): string => {
    const type = reader.u8();
    // What has more than a byte is of no interest here, but its bytes must not be taken for other types.
    if (type === 0x63 || type === 0x64) reader.skipLeb();
    return letters.get(type) ?? "?";
  };
  for (let count = reader.u32(); count > 0; count--) {
    if (reader.u8() !== 0x60) return null;
    const parameters = reader.vector(valueType).join("");
    const results = reader.vector(valueType).join("");
    const type = `${results === "" ? "v" : results}:${parameters}`;
    types.push(type.includes("?") || results.length > 1 ? null : type);
  }
  return types;
}
