/** The WebAssembly types of the ABI's functions on wasm32, in the letters of the encoder. */

import { type ApiFunctionName, functionIndex } from "../generated/names.ts";
import { type CType, cTypes } from "../spec/ctypes.ts";
import { functions } from "../spec/index.ts";
import type { FunctionRow } from "../spec/row.ts";
import type { SignatureRow } from "../spec/signatures.ts";

/** The letter of the WebAssembly type in which a value of a C type crosses: `i`, `j`, `f`, `d`, or `v` for none. */
export function wasmLetter(type: CType): string {
  const { transport, size } = cTypes[type];
  if (transport === "void") return "v";
  if (transport === "float") return size === 4 ? "f" : "d";
  return size === 8 ? "j" : "i";
}

/** The row of each function, by its index. */
const rows: ReadonlyMap<number, FunctionRow> = new Map(functions.map((row) => [row.index, row]));

/** The row of a function of the context. */
export function functionRow(member: ApiFunctionName): FunctionRow {
  return rows.get(functionIndex[member]) as FunctionRow;
}

/** The type of a function of the context, the context's parameter included: `i:iii`. */
export function contextSignature({ returns, params }: FunctionRow): string {
  return `${wasmLetter(returns)}:i${Object.values(params).map(wasmLetter).join("")}`;
}

/** The type of an implementation, the context's parameter included where it takes one. */
export function implementationSignature({ context, returns, params }: SignatureRow): string {
  return `${wasmLetter(returns)}:${context ? "i" : ""}${Object.values(params).map(wasmLetter).join("")}`;
}
