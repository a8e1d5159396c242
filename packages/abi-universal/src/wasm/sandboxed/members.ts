/**
 * Members of structs in a sandboxed module's memory, where CPython cannot reach: computed attributes that copy a
 * member's bytes out, let CPython read or write the copy by its own rules, and copy them back.
 */

import {
  type GetSetDefinition,
  type Handle,
  HPy_NULL,
  layout,
  type MemberDefinition,
  NULL,
  type Pointer,
} from "@hpyjs/core";
import type { SandboxFields } from "./fields.ts";
import { InnerScratch } from "./inner-strings.ts";
import type { ObjectRecord, SandboxObjects } from "./objects.ts";
import type { SandboxState } from "./uniform.ts";

/** Room for the largest member. */
const largest = 16;

/** Makes the attribute for a member. */
export function memberAttribute(
  state: SandboxState,
  objects: SandboxObjects,
  fields: SandboxFields,
  member: MemberDefinition,
): GetSetDefinition {
  const { boundary, layer, memory } = state;
  const { extra } = layer;
  const { name, offset, type } = member;
  const what = `the member '${name}'`;
  const isField = type === "OBJECT" || type === "OBJECT_EX";

  /** Calls `use` with the address of the member's bytes in the layer's memory. */
  function withCopy<R>(record: ObjectRecord, use: (copy: Pointer) => R): R {
    const scratch = new InnerScratch(layer.memory);
    try {
      return use(copyOf(record.struct + offset, scratch));
    } finally {
      scratch.free();
    }
  }

  function copyOf(address: number, scratch: InnerScratch): Pointer {
    if (isField) return NULL;
    if (type === "STRING") {
      const text = memory.word(address, what);
      return scratch.words([text === 0 ? NULL : scratch.bytes(memory.string(text, what))]);
    }
    if (type === "STRING_INPLACE") return scratch.bytes(memory.string(address, what));
    const copy = scratch.zeros(largest);
    const size = layout.wasm32MemberSize[type];
    layer.memory.u8().set(memory.bytes(address, size, what), copy);
    return copy;
  }

  /** The cell of a field, or an empty one. */
  function withCell<R>(record: ObjectRecord, use: (cell: Pointer, isEmpty: boolean) => R): R {
    const cell = fields.cell(record, record.struct + offset);
    if (cell !== NULL) return use(cell, layer.memory.u32()[cell >>> 2] === 0);
    const scratch = new InnerScratch(layer.memory);
    try {
      return use(scratch.zeros(4), true);
    } finally {
      scratch.free();
    }
  }

  function get(self: Handle): Handle {
    const record = objects.of(self, what);
    if (isField) return withCell(record, (cell) => extra.Member_Get(member, cell, self));
    return withCopy(record, (copy) => extra.Member_Get(member, copy, self));
  }

  function setField(self: Handle, record: ObjectRecord, value: Handle): number {
    return withCell(record, (cell, isEmpty) => {
      // What CPython refuses it refuses by itself; what it allows is the store of a field.
      if (member.readonly || (value === HPy_NULL && isEmpty && type === "OBJECT_EX")) {
        return extra.Member_Set(member, cell, value);
      }
      fields.store(self, record, record.struct + offset, value);
      return 0;
    });
  }

  function set(self: Handle, value: Handle): number {
    const record = objects.of(self, what);
    if (isField) return setField(self, record, value);
    return withCopy(record, (copy) => {
      const status = extra.Member_Set(member, copy, value);
      // Strings are never written.
      if (status === 0 && type !== "STRING" && type !== "STRING_INPLACE") {
        const size = layout.wasm32MemberSize[type];
        memory.write(record.struct + offset, layer.memory.u8().subarray(copy, copy + size), what);
      }
      return status;
    });
  }

  return {
    kind: "getset",
    name,
    doc: member.doc,
    closure: NULL,
    get: (self) => boundary.entry(HPy_NULL, () => get(self)),
    set: (self, value) => boundary.entry(-1, () => set(self, value)),
  };
}
