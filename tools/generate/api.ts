/** Renders `generated/api.ts`: the raw context as one TypeScript interface. */

import { type CType, cTypes } from "../../packages/core/src/spec/ctypes.ts";
import { cDeclaration } from "../../packages/core/src/spec/facts.ts";
import { entries } from "../../packages/core/src/spec/index.ts";
import type { FunctionRow, HandleRow } from "../../packages/core/src/spec/row.ts";
import { call, doc, header } from "./format.ts";
import { transported } from "./types.ts";

/** C structs that are read into definitions at the ABI's boundary: these pointers arrive as what they point to. */
const definitions: Partial<Readonly<Record<CType, string>>> = {
  "HPyType_Spec *": "TypeDefinition",
  "HPyType_SpecParam *": "readonly SpecParam[]",
  "HPyCapsule_Destructor *": "CapsuleDestructor | null",
  "HPyCallFunction *": "CallFunction",
};

/** Parameters whose C type does not tell: the value of the key `Destructor` is a destructor, of others a pointer. */
const special: Readonly<Record<string, string>> = {
  "Capsule_Set.value": "Pointer | CapsuleDestructor | null",
};

/** The TypeScript type by which a C type crosses the raw interface. */
function tsType(type: CType): string {
  return definitions[type] ?? transported(type);
}

function handleMember(row: HandleRow): string {
  return `${doc("  ", [`Entry ${row.index}: \`${row.python}\`.`])}\n  readonly ${row.name}: Handle;`;
}

function functionMember(row: FunctionRow): string {
  const params = Object.entries(row.params).map(
    ([name, type]) => `${name}: ${special[`${row.member}.${name}`] ?? tsType(type)}`,
  );
  const about = [`Entry ${row.index}: \`${cDeclaration(row)}\`.`, sentences(row).join(" ")];
  return `${doc("  ", about)}\n${call("  ", row.member, params, `: ${tsType(row.returns)};`)}`;
}

function sentences(row: FunctionRow): readonly string[] {
  const said = [failure(row), ownership(row)];
  if (row.consumes !== undefined) said.push(`\`${row.consumes}\` is spent, whatever the outcome.`);
  for (const [name, type] of Object.entries(row.params)) {
    if (type === "HPy *") said.push(`The handle written to \`${name}\` is the caller's to close.`);
  }
  if (row.trampoline !== undefined)
    said.push("The C function returns `HPy_NULL` for convenience; the context's, nothing.");
  if (row.reenters) said.push("Python code may run inside.");
  if (row.abi === "legacy") said.push("Only in ABIs that have CPython's C API.");
  if (row.abi === "internal") said.push("Only for the trampolines of C modules on CPython.");
  return said.filter((sentence) => sentence !== "");
}

function failure(row: FunctionRow): string {
  switch (row.fails) {
    case "null":
      return "Failure: null.";
    case "never":
      return "Never fails.";
    case "error":
      return `Failure: ${ambiguous(row)} with an error set; the value alone may be a result.`;
    default:
      return `Failure: ${row.fails}.`;
  }
}

function ambiguous(row: FunctionRow): string {
  if (row.failValue === 0) return "null";
  return cTypes[row.returns].transport === "unsigned" ? "the type's greatest value" : "-1";
}

function ownership(row: FunctionRow): string {
  switch (row.owner) {
    case "caller":
      return tsType(row.returns) === "Handle"
        ? "The result is the caller's to close."
        : "The result is the caller's.";
    case "handle":
      return `The data lives as long as \`${Object.keys(row.params)[0]}\` is open.`;
    case "extension":
      return "The pointer is the extension's own.";
    case "none":
      return "";
  }
}

/** The text of `generated/api.ts`. */
export function renderApi(): string {
  const members = entries.map((row) => (row.kind === "handle" ? handleMember(row) : functionMember(row)));
  const about = doc("", [
    "The raw context: every entry that an extension can reach, by HPy's name without its prefix, in ABI order.",
    "Handles, pointers and sizes are numbers; integers of 64 bits are bigint; unsigned integers are not negative. " +
      "A pointer points into the memory of the layer that offers the context. Arguments stay the caller's unless " +
      "said otherwise. A failure leaves the error indicator set. Where C passes a struct that describes something " +
      "(a type, a capsule's destructor, a call function), the definition itself is passed.",
  ]);
  return `${header}
import type { CallFunction, CapsuleDestructor, SpecParam, TypeDefinition } from "../definitions.ts";
import type {
  Handle,
  HPyField,
  HPyGlobal,
  ListBuilder,
  Pointer,
  ThreadState,
  Tracker,
  TupleBuilder,
} from "../handle.ts";

${about}
export interface Api {
${members.join("\n")}
}
`;
}
