/** The code section of a module that is linked: its own functions, with what changes in them, and those that are added. */

import { ByteReader } from "../../binary/byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { InstructionReader } from "./instructions.ts";
import type { Body, Call, Edit, ModuleParts } from "./parts.ts";
import type { Appended } from "./sections.ts";

/** Instructions in the place of others. */
export interface Replacement {
  /** Where those begin and end. */
  readonly start: number;
  readonly end: number;
  readonly code: readonly number[];
}

/** The new numbers of functions. */
export interface NewNumbers {
  /** The number of one of the module's own. */
  readonly moved: (index: number) => number;
  /** The number of the function that takes a call's place. */
  readonly guardOf: (call: Call) => number;
}

/**
 * Writes the section's content.
 * @param added the functions that are added.
 */
export function writeBodies(
  bytes: Uint8Array,
  writer: ByteWriter,
  { bodies, edits }: Pick<ModuleParts, "bodies" | "edits">,
  added: Appended,
  { guardOf, moved }: NewNumbers,
): void {
  writer.u32(bodies.length + added.count);
  const body = new ByteWriter(1024);
  for (const { edits: own, end, start } of bodies) {
    let copied = start;
    body.clear();
    for (const edit of edits.slice(...own)) {
      body.copy(bytes, copied, edit.start);
      writeEdit(body, edit, { guardOf, moved });
      copied = edit.end;
    }
    body.copy(bytes, copied, end);
    writer.sized(body);
  }
  writer.add(added.bytes);
}

/**
 * A copy of one of the functions' bodies, in which more changes.
 * @param edits what changes in it as in the function itself, and what else, in order.
 * @param more so many more locals it has, all i32, behind its others; and the code before its own.
 */
export function copyBody(
  bytes: Uint8Array,
  { end, start }: Body,
  edits: readonly (Edit | Replacement)[],
  numbers: NewNumbers,
  more: { readonly locals: number; readonly code: readonly number[] },
): Uint8Array {
  const body = new ByteWriter(end - start + 64);
  const reader = new ByteReader(bytes, start, end);
  const groups = reader.u32();
  const first = new InstructionReader(bytes).codeStart(start, end);
  body.u32(groups + (more.locals > 0 ? 1 : 0));
  body.copy(bytes, reader.position, first);
  if (more.locals > 0) {
    body.u32(more.locals);
    body.u8(0x7f);
  }
  body.add(more.code);
  let copied = first;
  for (const edit of edits) {
    body.copy(bytes, copied, edit.start);
    if ("code" in edit) body.add(edit.code);
    else writeEdit(body, edit, numbers);
    copied = edit.end;
  }
  body.copy(bytes, copied, end);
  return body.bytes();
}

function writeEdit(body: ByteWriter, { call, index }: Edit, { guardOf, moved }: NewNumbers): void {
  if (call === null) {
    body.u32(moved(index));
  } else {
    body.add([0x10]);
    body.u32(guardOf(call));
  }
}
