/** What follows from a row: names, C declarations, values. Generators and wrappers ask here instead of deriving it anew. */

import { type CType, cTypes, type DataModel, sizeOf } from "./ctypes.ts";
import type { FunctionRow } from "./row.ts";

/** The name of the function pointer in the C context struct: `ctx_List_New`. */
function contextName(row: FunctionRow): string {
  return `ctx_${row.member}`;
}

/** The declaration of the public C function: `HPy HPyList_New(HPyContext *ctx, HPy_ssize_t len)`. */
export function cDeclaration(row: FunctionRow): string {
  return declare(row.trampoline ?? row.returns, row.name, row);
}

/** The declaration of the context's function pointer, as a function: the ABI's view of the same. */
export function contextDeclaration(row: FunctionRow): string {
  return declare(row.returns, contextName(row), row);
}

function declare(returns: CType, name: string, row: FunctionRow): string {
  const params = Object.entries(row.params).map(([param, type]) => declarator(type, param));
  return `${declarator(returns, name)}(${["HPyContext *ctx", ...params].join(", ")})`;
}

/** A C declarator: `const char *name`, `HPy h`. */
export function declarator(type: CType, name: string): string {
  return type.endsWith("*") ? `${type}${name}` : `${type} ${name}`;
}

/**
 * The value that a function returns when it could not do its work, as the JavaScript value that crosses the boundary:
 * what the edge gives back after it has set the error. For a function that never fails it is the zero of its type;
 * for one that returns void it is undefined. Unsigned types give the unsigned number.
 *
 * @param row - The function.
 * @param model - The data model, on which `(size_t)-1` depends. That value is a number as every `size_t` is, rounded
 *   on LP64.
 */
export function failureValue(row: FunctionRow, model: DataModel): number | bigint | undefined {
  const { transport } = cTypes[row.returns];
  if (transport === "void") return undefined;
  const value = typeof row.fails === "number" ? row.fails : (row.failValue ?? 0);
  if (isBigInt(row.returns))
    return transport === "unsigned" ? BigInt.asUintN(64, BigInt(value)) : BigInt(value);
  if (transport === "unsigned" && value < 0) return 2 ** (8 * sizeOf(row.returns, model)) + value;
  return value;
}

/** Whether values of the type are bigint in JavaScript: the integers of 64 bits on every data model. */
export function isBigInt(type: CType): boolean {
  const { transport, size } = cTypes[type];
  return size === 8 && transport !== "float";
}
