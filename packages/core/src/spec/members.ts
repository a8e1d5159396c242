/** The kinds of members that live at an offset of an instance's struct: `HPyMember_FieldType`. */

import { type CType, type DataModel, sizeOf } from "./ctypes.ts";

/** One kind of member. */
export interface MemberRow {
  /** The number in `HPyMember_FieldType`; CPython's `Py_T_*` numbers are the same. */
  readonly number: number;
  /** The name without its `HPyMember_` prefix. */
  readonly name: string;
  /** The C type of what lies at the offset; of one element where it is an array. */
  readonly type: CType;
  /** Whether it is an array of that type, ended by a zero: `STRING_INPLACE`. */
  readonly array: boolean;
}

function member(number: number, name: string, type: CType, array = false): MemberRow {
  return { number, name, type, array };
}

/** The kinds of members, by number. `NONE` occupies nothing; the number 15 was never given. */
export const members: readonly MemberRow[] = [
  member(0, "SHORT", "short"),
  member(1, "INT", "int"),
  member(2, "LONG", "long"),
  member(3, "FLOAT", "float"),
  member(4, "DOUBLE", "double"),
  member(5, "STRING", "const char *"),
  member(6, "OBJECT", "HPyField"),
  member(7, "CHAR", "char"),
  member(8, "BYTE", "signed char"),
  member(9, "UBYTE", "unsigned char"),
  member(10, "USHORT", "unsigned short"),
  member(11, "UINT", "unsigned int"),
  member(12, "ULONG", "unsigned long"),
  member(13, "STRING_INPLACE", "char", true),
  member(14, "BOOL", "char"),
  member(16, "OBJECT_EX", "HPyField"),
  member(17, "LONGLONG", "long long"),
  member(18, "ULONGLONG", "unsigned long long"),
  member(19, "HPYSSIZET", "HPy_ssize_t"),
  member(20, "NONE", "void"),
];

/**
 * The size of a member in bytes, which is its alignment too: 0 for `NONE`, of one element for an array.
 *
 * @param row - The kind of member.
 * @param model - The data model to answer for.
 */
export function memberSize(row: MemberRow, model: DataModel): number {
  return sizeOf(row.type, model);
}
