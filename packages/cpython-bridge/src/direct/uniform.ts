/**
 * Direct functions that are one call of CPython's C API with the same parameters.
 *
 * Most need not be listed: where the context's function is the C API's itself, it is one. What differs from it only in
 * that JavaScript sees unsigned numbers is listed here.
 */

import { type Api, type ApiFunctionName, functionRow, spec } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type CApi, guardedFunctions, leafFunctions } from "../capi.ts";
import { wasmSignature } from "../wasm-signature.ts";
import { arityOf, type Code, type DirectFunctions, type Emit, parametersOf, signatureOf } from "./emit.ts";

/** The C API functions behind functions of the context that JavaScript has to make unsigned. */
export const unsignedResults: Readonly<Record<string, keyof CApi>> = {
  Long_AsUInt32_t: "PyLong_AsUnsignedLong",
  Long_AsUInt32_tMask: "PyLong_AsUnsignedLongMask",
  Long_AsUInt64_t: "PyLong_AsUnsignedLongLong",
  Long_AsUInt64_tMask: "PyLong_AsUnsignedLongLongMask",
  Long_AsSize_t: "PyLong_AsSize_t",
  Long_AsVoidPtr: "PyLong_AsVoidPtr",
  Bytes_AsString: "PyBytes_AsString",
  Bytes_AS_STRING: "PyBytes_AsString",
  Unicode_AsUTF8AndSize: "PyUnicode_AsUTF8AndSize",
  Unicode_ReadChar: "PyUnicode_ReadChar",
};

/** The functions of `api` that are one call of `capi`. */
export function uniformFunctions(emit: Emit, api: Api, capi: CApi): DirectFunctions {
  const names = new Map<unknown, string>(Object.entries(capi).map(([name, call]) => [call, name]));
  const types: Readonly<Record<string, string>> = { ...leafFunctions, ...guardedFunctions };
  const found: Record<string, DirectFunctions[string]> = {};
  for (const { member } of spec.functions) {
    const name = unsignedResults[member] ?? names.get(api[member as keyof Api]);
    if (name !== undefined && isSame(member, types[name] ?? "")) found[member] = forward(emit, member, name);
  }
  return found;
}

/** Whether a function of the context has the parameters and the result of this C type. */
function isSame(member: string, type: string): boolean {
  const [result, parameters] = wasmSignature(type).split(":");
  return signatureOf(member) === `${result}:i${parameters}`;
}

/** A function of the context that calls the C API function `name`. */
function forward(emit: Emit, member: string, name: string): DirectFunctions[string] {
  return emit.define(member, "i", (link) => callCApi(emit, link, member, name));
}

/** The call of the C API function `name` with the parameters of a function of the context, guarded where need be. */
export function callCApi(
  emit: Emit,
  link: (name: string) => number,
  member: string,
  name: string,
  saved: number = arityOf(member) + 1,
): Code {
  const call = [...parametersOf(member), ...op.call(link(`c:${name}`))];
  return functionRow(member as ApiFunctionName).reenters ? emit.guarded(link, member, call, saved) : call;
}
