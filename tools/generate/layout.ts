/** Renders `generated/layout.ts`: where the fields of the ABI's structs lie. */

import type { DataModel } from "../../packages/core/src/spec/ctypes.ts";
import { memberSize, members } from "../../packages/core/src/spec/members.ts";
import { entriesOffset, type Layout, layouts } from "../../packages/core/src/spec/structs.ts";
import { doc, header, typeUnion } from "./format.ts";

/** The context's entries are not listed: their place follows from the index. */
function shown(model: DataModel): readonly (readonly [string, Layout])[] {
  return Object.entries(layouts(model)).map(([name, layout]) => {
    if (name !== "HPyContext") return [name, layout];
    const { name: first, _private, abi_version } = layout.offsets;
    const offsets = { name: first ?? 0, _private: _private ?? 0, abi_version: abi_version ?? 0 };
    return [name, { ...layout, offsets: { ...offsets, entries: entriesOffset(model) } }];
  });
}

function declaration(): string {
  return shown("wasm32")
    .map(([name, layout]) => {
      const fields = Object.keys(layout.offsets).map((field) => `"${field}"`);
      return `${doc("  ", [`The layout of \`${name}\`.`])}\n${typeUnion(`  readonly ${name}: StructLayout<`, fields, ">;")}\n`;
    })
    .join("");
}

function values(model: DataModel): string {
  return shown(model)
    .map(([name, { size, align, offsets }]) => {
      const fields = Object.entries(offsets).map(([field, offset]) => `      ${field}: ${offset},\n`);
      return `  ${name}: {
    size: ${size},
    align: ${align},
    offsets: {
${fields.join("")}    },
  },
`;
    })
    .join("");
}

function memberSizes(model: DataModel): string {
  return members.map((row) => `  ${row.name}: ${memberSize(row, model)},\n`).join("");
}

/** The text of `generated/layout.ts`. */
export function renderLayout(): string {
  return `${header}
import type { MemberKind } from "./signatures.ts";

/** Where the fields of one struct lie, in bytes. */
export interface StructLayout<Field extends string> {
  /** The size of the struct, filled up to its alignment. */
  readonly size: number;
  /** The alignment of the struct. */
  readonly align: number;
  /** The offsets of the fields; the members of a union have one and the same. */
  readonly offsets: Readonly<Record<Field, number>>;
}

${doc("", [
  "Where the fields of the ABI's structs lie, in bytes. In the context, `entries` is the place of the entry with " +
    "index 0; each entry takes one pointer.",
])}
export interface StructLayouts {
${declaration()}}

/** The layouts on wasm32. */
export const wasm32: StructLayouts = {
${values("wasm32")}};

/** The layouts on 64-bit Unixes. */
export const LP64: StructLayouts = {
${values("LP64")}};

${doc("", [
  "The sizes of members on wasm32, in bytes, which are their alignments too; of one character for " +
    "`STRING_INPLACE`, and 0 for `NONE`.",
])}
export const wasm32MemberSize: Readonly<Record<MemberKind, number>> = {
${memberSizes("wasm32")}};

/** The same on 64-bit Unixes. */
export const LP64MemberSize: Readonly<Record<MemberKind, number>> = {
${memberSizes("LP64")}};
`;
}
