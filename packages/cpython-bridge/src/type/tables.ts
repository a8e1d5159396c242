/** CPython's tables of a type or module, written from definitions: PyMethodDef, PyMemberDef, PyGetSetDef. */

import {
  type GetSetDefinition,
  type Handle,
  type MemberDefinition,
  type MethodDefinition,
  memberKindNumber,
  NULL,
  type Pointer,
} from "@hpyjs/core";
import type { CBlock } from "../c-block.ts";
import type { Implementation } from "../edge.ts";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import { methodEntry, slotEntry } from "./entries.ts";
import type { Row } from "./legacy.ts";

/** Makes C function pointers all in one batch, and remembers them for whoever frees them. */
export class Callbacks {
  readonly #specs: CallbackSpec[] = [];
  readonly #places: ((pointer: Pointer) => void)[] = [];

  /** Asks for a function pointer, to be delivered to `place` by {@link Callbacks.deliver}. */
  add(spec: CallbackSpec, place: (pointer: Pointer) => void): void {
    this.#specs.push(spec);
    this.#places.push(place);
  }

  /** Makes all function pointers, delivers them, and returns them. */
  deliver(interpreter: Interpreter): Pointer[] {
    const pointers = interpreter.transport.addFunctions(this.#specs);
    pointers.forEach((pointer, index) => {
      this.#places[index]?.(pointer);
    });
    return pointers;
  }
}

/** Writes a word later, when it is known. */
function later(interpreter: Interpreter, address: number): (pointer: Pointer) => void {
  return (pointer) => {
    interpreter.memory.u32()[address >>> 2] = pointer;
  };
}

/** A `PyMethodDef` array, which ends with legacy rows, or `null` with a ValueError set. */
export function methodTable(
  interpreter: Interpreter,
  block: CBlock,
  callbacks: Callbacks,
  owner: string,
  methods: readonly MethodDefinition[],
  legacy: readonly Row[],
): Pointer | null {
  const entries = methods.map((method) => methodEntry(interpreter, owner, method));
  const rows = methods.map((method, index) => [
    block.string(method.name),
    0,
    entries[index]?.flags ?? 0,
    block.string(method.doc),
  ]);
  const table = block.table([...rows, ...legacy], 4);
  for (const [index, entry] of entries.entries()) {
    if (entry === null) return null;
    callbacks.add(entry.spec, later(interpreter, table + index * 16 + 4));
  }
  return table;
}

/** `READONLY` of `PyMemberDef.flags`. */
const readonlyFlag = 1;

/** A `PyMemberDef` array, which ends with legacy rows; offsets are taken as they are. */
export function memberTable(
  block: CBlock,
  members: readonly MemberDefinition[],
  legacy: readonly Row[] = [],
): Pointer {
  const rows = members.map((member) => [
    block.string(member.name),
    memberKindNumber[member.type],
    member.offset,
    member.readonly ? readonlyFlag : 0,
    block.string(member.doc),
  ]);
  return block.table([...rows, ...legacy], 5);
}

/** One row of a `PyGetSetDef` array. */
export interface GetSetRow {
  /** The definition. */
  readonly definition: Pick<GetSetDefinition, "name" | "doc" | "closure">;
  /** The C function of the getter, or `null`. */
  readonly get: CallbackSpec | null;
  /** The C function of the setter, or `null`. */
  readonly set: CallbackSpec | null;
}

/** The row of a getset definition. */
export function getSetRow(interpreter: Interpreter, definition: GetSetDefinition): GetSetRow {
  const { get, set } = withUnsignedClosure(definition);
  const { edge } = interpreter;
  const getter = get === null ? null : slotEntry(interpreter, "GETTER", get);
  const setter = set === null ? null : slotEntry(interpreter, "SETTER", set);
  return {
    definition,
    get: getter && edge.native(getter, definition.get as Implementation, "plain", 0),
    set: setter && edge.native(setter, definition.set as Implementation, "plain", -1),
  };
}

/** From C, a pointer into the upper half of the memory comes as a negative number; the closure is to stay what it was. */
function withUnsignedClosure({ get, set, closure }: GetSetDefinition): Pick<GetSetDefinition, "get" | "set"> {
  if (closure <= 0x7fff_ffff) return { get, set };
  return {
    get: get === null ? null : (self) => get(self, closure),
    set: set === null ? null : (self, value) => set(self, value, closure),
  };
}

/** Reads and writes one member of any struct. */
export interface MemberAccess {
  /** The member's value in the struct of `self`: a new reference, or null with an exception set. */
  readonly get: (struct: Pointer, self: Handle) => Handle;
  /** Writes it, or deletes it when the value is null. Returns 0, or -1 with an exception set. */
  readonly set: (struct: Pointer, value: Handle) => number;
}

/** Access to a member by CPython's rules; what CPython needs for it is in `block`. */
export function memberAccess(
  { capi, memory, raise, strings, transport }: Interpreter,
  block: CBlock,
  member: MemberDefinition,
): MemberAccess {
  const { name, type, offset } = member;
  const table = memberTable(block, [member]);
  const typeName = (self: Handle): string =>
    strings.fromC(capi._PyType_Name(memory.u32()[(self + transport.layout.type) >>> 2] as Handle)) ?? "";
  return {
    get: (struct, self) => {
      // For its message CPython takes the struct for the object.
      if (type === "OBJECT_EX" && memory.u32()[(struct + offset) >>> 2] === 0) {
        return raise.error("PyExc_AttributeError", `'${typeName(self)}' object has no attribute '${name}'`);
      }
      return capi.PyMember_GetOne(struct, table);
    },
    set: (struct, value) => capi.PyMember_SetOne(struct, table, value),
  };
}

/**
 * The row of a member whose struct is out of line, where `PyMemberDef` cannot reach: a getset that lets CPython read
 * or write the member at the struct's address.
 */
export function outOfLineMemberRow(
  interpreter: Interpreter,
  block: CBlock,
  member: MemberDefinition,
  structOf: (self: Handle) => Pointer,
): GetSetRow {
  const { edge } = interpreter;
  const { name } = member;
  const access = memberAccess(interpreter, block, member);
  const get = (self: Handle): number => access.get(structOf(self), self);
  const set = (self: Handle, value: Handle): number => access.set(structOf(self), value);
  return {
    definition: { name, doc: member.doc, closure: NULL },
    get: edge.entry("h:hp", get, 0),
    set: edge.entry("i:hhp", set, -1),
  };
}

/** A `PyGetSetDef` array, which ends with legacy rows. */
export function getSetTable(
  interpreter: Interpreter,
  block: CBlock,
  callbacks: Callbacks,
  rows: readonly GetSetRow[],
  legacy: readonly Row[],
): Pointer {
  const own = rows.map(({ definition }) => [
    block.string(definition.name),
    0,
    0,
    block.string(definition.doc),
    definition.closure,
  ]);
  const table = block.table([...own, ...legacy], 5);
  rows.forEach(({ get, set }, index) => {
    if (get !== null) callbacks.add(get, later(interpreter, table + index * 20 + 4));
    if (set !== null) callbacks.add(set, later(interpreter, table + index * 20 + 8));
  });
  return table;
}
