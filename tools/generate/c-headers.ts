/** Renders the uniform part of the C headers: signatures, slots, kinds of members, the context, and its functions. */

import { contextDeclaration, declarator } from "../../packages/core/src/spec/facts.ts";
import {
  type FunctionRow,
  functions,
  handles,
  members,
  type SignatureRow,
  signatures,
  slots,
} from "../../packages/core/src/spec.ts";
import { guarded } from "./c-file.ts";

/** A parameter list; every function but a few takes the context first. */
function parameters(row: Pick<SignatureRow, "params">, context: boolean): string {
  const list = Object.entries(row.params).map(([name, type]) => declarator(type, name));
  return [...(context ? ["HPyContext *ctx"] : []), ...list].join(", ");
}

/** `HPyFunc_noargs` and its like: the C name of a signature's function pointer type. */
function pointerName({ name }: SignatureRow): string {
  return name === "CAPSULE_DESTRUCTOR" ? "HPyFunc_Capsule_Destructor" : `HPyFunc_${name.toLowerCase()}`;
}

/** The text of `hpy/generated/signatures.h`. */
export function renderSignaturesHeader(): string {
  const numbers = signatures.map(({ name, number }) => `  HPyFunc_${name} = ${number},`);
  const types = signatures.map(
    (row) => `typedef ${declarator(row.returns, `(*${pointerName(row)})`)}(${parameters(row, row.context)});`,
  );
  const declare = signatures.map(
    (row) =>
      `#define HPY_DECLARE_HPyFunc_${row.name}(SYM) static ${declarator(row.returns, "SYM")}(${parameters(row, row.context)});`,
  );
  return guarded(
    "SIGNATURES",
    "What an extension can implement: HPyFunc_Signature, the types, their declarations.",
    ["typedef enum {", ...numbers, "} HPyFunc_Signature;", "", ...types, "", ...declare],
  );
}

/** The text of `hpy/generated/slots.h`. */
export function renderSlotsHeader(): string {
  return guarded(
    "SLOTS",
    "The slots of types and modules, with their signatures, and the kinds of members.",
    [
      "typedef enum {",
      ...slots.map(
        ({ name, number, beyond }) => `  HPy_${name} = ${number},${beyond ? " /* beyond upstream */" : ""}`,
      ),
      "} HPySlot_Slot;",
      "",
      ...slots.map(({ name, signature }) => `#define HPY_SIGNATURE_OF_HPy_${name} HPyFunc_${signature}`),
      "",
      "typedef enum {",
      ...members.map(({ name, number }) => `  HPyMember_${name} = ${number},`),
      "} HPyMember_FieldType;",
    ],
  );
}

/** `HPy ctx_Dup(HPyContext *ctx, HPy h)` as a function pointer. */
function pointerField(row: FunctionRow): string {
  const declaration = contextDeclaration(row);
  return `  ${declaration.replace(`ctx_${row.member}(`, `(*ctx_${row.member})(`)};`;
}

/** The text of `hpy/generated/context.h`. */
export function renderContextHeader(): string {
  const entries = [
    ...handles.map(({ index, name }) => ({ index, line: `  HPy ${name};` })),
    ...functions.map((row) => ({ index: row.index, line: pointerField(row) })),
  ].sort((a, b) => a.index - b.index);
  return guarded(
    "CONTEXT",
    "The context: entry i lies at the place of the i-th pointer behind the first three words.",
    [
      "struct _HPyContext_s {",
      "  const char *name;",
      "  void *_private;",
      "  int abi_version;",
      ...entries.map(({ line }) => line),
      "};",
    ],
  );
}

/** Functions whose C side is written by hand, in `hpy/functions.h`. */
const byHand: ReadonlySet<string> = new Set(["FatalError", "New", "Capsule_Get", "Capsule_Set"]);

function functionText(row: FunctionRow): string {
  const declaration = `${declarator(row.trampoline ?? row.returns, row.name)}(${parameters(row, true)})`;
  const call = `ctx->ctx_${row.member}(${["ctx", ...Object.keys(row.params)].join(", ")});`;
  const body =
    row.trampoline !== undefined
      ? `${call} return HPy_NULL;`
      : row.returns === "void"
        ? call
        : `return ${call}`;
  const definition = `HPyAPI_FUNC ${declaration} { ${body} }`;
  if (row.abi !== "legacy") return definition;
  // Where it may not be called it has no body, so that no call can be optimized away before it is refused.
  return `#if defined(HPY_ABI_UNIVERSAL)\nHPY_LEGACY ${declaration};\n#else\n${definition}\n#endif`;
}

/** The text of `hpy/generated/functions.h`. */
export function renderFunctionsHeader(): string {
  const rows = functions.filter(({ member }) => !byHand.has(member));
  return guarded(
    "FUNCTIONS",
    "The functions of the API: each calls its entry of the context.",
    rows.map(functionText),
  );
}
