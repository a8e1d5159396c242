/** Which functions of the context need nothing but conversion, by the types in their rows. */

import { spec } from "@hpyjs/core";

/** How C types that need no function of their own are converted. */
const uniformTypes: ReadonlySet<string> = new Set([
  "HPy",
  "const char *",
  "HPy_ssize_t",
  "size_t",
  "int",
  "int32_t",
  "uint32_t",
  "int64_t",
  "uint64_t",
  "double",
  "bool",
  "HPy_SourceKind",
]);

const uniformResults: ReadonlySet<string> = new Set([
  ...uniformTypes,
  "void",
  "void *",
  "HPy_hash_t",
  "HPy_UCS4",
  "HPyType_BuiltinShape",
]);

function areTypesUniform({ params, returns }: spec.FunctionRow): boolean {
  return (
    uniformResults.has(returns) &&
    returns !== "const char *" &&
    Object.values(params).every((type) => uniformTypes.has(type))
  );
}

/** The rows of all functions that need nothing but conversion: every sandbox asks for each. */
const uniformRows: ReadonlySet<spec.FunctionRow> = new Set(spec.functions.filter(areTypesUniform));

/** Whether a function needs nothing but conversion. */
export function isUniform(row: spec.FunctionRow): boolean {
  return uniformRows.has(row);
}
