/**
 * The C structs of the ABI as ordered fields, and where C puts each field. A struct's layout follows from its fields'
 * types: each lies at the next multiple of its alignment, and the whole is as aligned as its most aligned field.
 */

import { type CType, type DataModel, sizeOf } from "./ctypes.ts";
import { entries } from "./index.ts";

/** A field's type: a scalar, or a union whose members are other structs. */
export type FieldType = CType | UnionType;

/** A C union: several structs at the same place. */
export interface UnionType {
  /** The members' struct names, by member name. */
  readonly union: Readonly<Record<string, string>>;
}

/** One struct: its fields in order. */
export interface StructRow {
  /** The C name. */
  readonly name: string;
  /** The fields' types by name. An anonymous union's members take the place of its name. */
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** Where C puts a struct's fields. All numbers are bytes. */
export interface Layout {
  /** The size, filled up to the alignment. */
  readonly size: number;
  /** The alignment. */
  readonly align: number;
  /** The fields' offsets by name; the members of a union by theirs. */
  readonly offsets: Readonly<Record<string, number>>;
}

/** What stands in the context before its entries. */
const contextHeader: Readonly<Record<string, CType>> = {
  name: "const char *",
  _private: "void *",
  abi_version: "int",
};

const contextEntries: Readonly<Record<string, CType>> = Object.fromEntries(
  entries.map((row) => (row.kind === "handle" ? [row.name, "HPy"] : [`ctx_${row.member}`, "HPyCFunction"])),
);

/** The structs; one that is part of another comes before it. */
export const structs: readonly StructRow[] = [
  { name: "HPyContext", fields: { ...contextHeader, ...contextEntries } },
  {
    name: "HPySlot",
    fields: { slot: "HPySlot_Slot", impl: "HPyCFunction", cpy_trampoline: "cpy_PyCFunction" },
  },
  {
    name: "HPyMeth",
    fields: {
      name: "const char *",
      impl: "HPyCFunction",
      cpy_trampoline: "cpy_PyCFunction",
      signature: "HPyFunc_Signature",
      doc: "const char *",
    },
  },
  {
    name: "HPyMember",
    fields: {
      name: "const char *",
      type: "HPyMember_FieldType",
      offset: "HPy_ssize_t",
      readonly: "int",
      doc: "const char *",
    },
  },
  {
    name: "HPyGetSet",
    fields: {
      name: "const char *",
      getter_impl: "HPyCFunction",
      setter_impl: "HPyCFunction",
      getter_cpy_trampoline: "cpy_getter",
      setter_cpy_trampoline: "cpy_setter",
      doc: "const char *",
      closure: "void *",
    },
  },
  {
    name: "HPyDef",
    fields: {
      kind: "HPyDef_Kind",
      definition: { union: { slot: "HPySlot", meth: "HPyMeth", member: "HPyMember", getset: "HPyGetSet" } },
    },
  },
  {
    name: "HPyModuleDef",
    fields: {
      doc: "const char *",
      size: "HPy_ssize_t",
      legacy_methods: "cpy_PyMethodDef *",
      defines: "HPyDef **",
      globals: "HPyGlobal **",
    },
  },
  {
    name: "HPyType_Spec",
    fields: {
      name: "const char *",
      basicsize: "int",
      itemsize: "int",
      flags: "unsigned long",
      builtin_shape: "HPyType_BuiltinShape",
      legacy_slots: "void *",
      defines: "HPyDef **",
      doc: "const char *",
    },
  },
  { name: "HPyType_SpecParam", fields: { kind: "HPyType_SpecParam_Kind", object: "HPy" } },
  { name: "HPyCallFunction", fields: { cpy_trampoline: "cpy_vectorcallfunc", impl: "HPyFunc_keywords" } },
  {
    name: "HPyCapsule_Destructor",
    fields: { cpy_trampoline: "cpy_PyCapsule_Destructor", impl: "HPyFunc_Capsule_Destructor" },
  },
  {
    name: "HPy_buffer",
    fields: {
      buf: "void *",
      obj: "HPy",
      len: "HPy_ssize_t",
      itemsize: "HPy_ssize_t",
      readonly: "int",
      ndim: "int",
      format: "char *",
      shape: "HPy_ssize_t *",
      strides: "HPy_ssize_t *",
      suboffsets: "HPy_ssize_t *",
      internal: "void *",
    },
  },
  { name: "HPyStructSequence_Field", fields: { name: "const char *", doc: "const char *" } },
  {
    name: "HPyStructSequence_Desc",
    fields: { name: "const char *", doc: "const char *", fields: "HPyStructSequence_Field *" },
  },
];

/**
 * Where C puts the fields of every struct.
 *
 * @param model - The data model to answer for.
 */
export function layouts(model: DataModel): Readonly<Record<string, Layout>> {
  const known: Record<string, Layout> = {};
  for (const struct of structs) known[struct.name] = layout(struct, model, known);
  return known;
}

/** The offset of the entry with index 0 in the context; entry `i` lies `i` words further. */
export function entriesOffset(model: DataModel): number {
  return layout({ name: "header", fields: contextHeader }, model, {}).size;
}

function layout(struct: StructRow, model: DataModel, known: Readonly<Record<string, Layout>>): Layout {
  const offsets: Record<string, number> = {};
  let end = 0;
  let align = 1;
  for (const [name, type] of Object.entries(struct.fields)) {
    const parts = typeof type === "string" ? {} : type.union;
    const field = typeof type === "string" ? scalar(type, model) : union(struct.name, parts, known);
    const offset = roundUp(end, field.align);
    for (const label of typeof type === "string" ? [name] : Object.keys(parts)) offsets[label] = offset;
    end = offset + field.size;
    align = Math.max(align, field.align);
  }
  return { size: roundUp(end, align), align, offsets };
}

function scalar(type: CType, model: DataModel): { size: number; align: number } {
  const size = sizeOf(type, model);
  return { size, align: size };
}

function union(
  owner: string,
  parts: Readonly<Record<string, string>>,
  known: Readonly<Record<string, Layout>>,
): { size: number; align: number } {
  const all = Object.values(parts).map((name) => {
    const part = known[name];
    if (part === undefined) throw new Error(`${owner} contains ${name}, which must be described before it`);
    return part;
  });
  const align = Math.max(...all.map((part) => part.align));
  return { size: roundUp(Math.max(...all.map((part) => part.size)), align), align };
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
