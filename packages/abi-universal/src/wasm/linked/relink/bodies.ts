/** The code section of a module that is linked: its own functions, with what changes in them, and those that are added. */

import { ByteWriter } from "./byte-writer.ts";
import type { Call, ModuleParts } from "./parts.ts";
import type { Appended } from "./sections.ts";

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
  let next = 0;
  for (const { start, end } of bodies) {
    let copied = start;
    body.clear();
    for (let edit = edits[next]; edit !== undefined && edit.start < end; edit = edits[++next]) {
      body.copy(bytes, copied, edit.start);
      if (edit.call === null) {
        body.u32(moved(edit.index));
      } else {
        body.add([0x10]);
        body.u32(guardOf(edit.call));
      }
      copied = edit.end;
    }
    body.copy(bytes, copied, end);
    writer.sized(body);
  }
  writer.add(added.bytes);
}
