/** Renders `generated/signatures.ts`: the types of implementations, the slots and the kinds of members. */

import type { CType } from "../../packages/core/src/spec/ctypes.ts";
import { declarator } from "../../packages/core/src/spec/facts.ts";
import { members } from "../../packages/core/src/spec/members.ts";
import { type SignatureRow, signatures } from "../../packages/core/src/spec/signatures.ts";
import { slots } from "../../packages/core/src/spec/slots.ts";
import { call, doc, header, property, union } from "./format.ts";
import { transported } from "./types.ts";

function implementationType(type: CType): string {
  return type === "HPyFunc_visitproc" ? "VisitProc" : transported(type);
}

function signatureMember(row: SignatureRow): string {
  const params = Object.entries(row.params);
  const c = [
    ...(row.context ? ["HPyContext *ctx"] : []),
    ...params.map(([name, type]) => declarator(type, name)),
  ];
  const about = `Signature ${row.number}: \`${declarator(row.returns, "impl")}(${c.join(", ")})\`.`;
  const list = params.map(([name, type]) => `${name}: ${implementationType(type)}`);
  return `${doc("  ", [[about, ...sentences(row)].join(" ")])}\n${call("  ", `readonly ${row.name}: `, list, ` => ${implementationType(row.returns)};`)}`;
}

function sentences(row: SignatureRow): readonly string[] {
  const failure = row.fails === "never" ? [] : [`Failure: ${row.fails}.`];
  return row.note === undefined ? failure : [...failure, row.note];
}

/** The text of `generated/signatures.ts`. */
export function renderSignatures(): string {
  const parts = [
    'import type { Handle, Pointer } from "../handle.ts";',
    "",
    doc("", [
      "Visits one field on behalf of the garbage collector: the address of an `HPyField`, and the `arg` that the " +
        "traverse function was given. A result other than 0 is to be returned at once.",
    ]),
    "export type VisitProc = (field: Pointer, arg: Pointer) => number;",
    "",
    doc("", [
      "The implementations that an extension can give, by signature. They are closures over a context, so they take " +
        "none. They own what they return: whoever called closes it. Arguments are the caller's, and last for the call.",
    ]),
    "export interface Signatures {",
    ...signatures.map(signatureMember),
    "}",
    "",
    doc("", ["The name of a slot, without its `HPy_` prefix."]),
    union(
      "SlotName",
      slots.map((row) => row.name),
    ),
    "",
    doc("", ["The signature of each slot's implementation."]),
    "export interface SlotSignature {",
    ...slots.flatMap((row) => [
      doc("  ", [`Slot ${row.number}${row.beyond ? ", beyond upstream" : ""}.`]),
      `  readonly ${row.name}: "${row.signature}";`,
    ]),
    "}",
    "",
    doc("", ["The kind of a member, without its `HPyMember_` prefix."]),
    union(
      "MemberKind",
      members.map((row) => row.name),
    ),
    "",
    doc("", ["The signature of each slot's implementation, by name."]),
    "export const slotSignature: SlotSignature = {",
    ...slots.map((row) => property(row.name, `"${row.signature}"`)),
    "};",
    "",
    doc("", ["The number of each signature in `HPyFunc_Signature`."]),
    "export const signatureNumber: Readonly<Record<keyof Signatures, number>> = {",
    ...signatures.map((row) => property(row.name, row.number)),
    "};",
    "",
    doc("", ["The number of each slot in `HPySlot_Slot`; below 1000 it is CPython's."]),
    "export const slotNumber: Readonly<Record<SlotName, number>> = {",
    ...slots.map((row) => property(row.name, row.number)),
    "};",
    "",
    doc("", ["The number of each kind of member in `HPyMember_FieldType`, which is CPython's."]),
    "export const memberKindNumber: Readonly<Record<MemberKind, number>> = {",
    ...members.map((row) => property(row.name, row.number)),
    "};",
  ];
  return `${header}\n${parts.join("\n")}\n`;
}
