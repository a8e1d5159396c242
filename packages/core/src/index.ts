/** The HPy API as data: handles, definitions, layers, errors, and the specification they follow. */

export * from "./abi-version.ts";
export * from "./definitions.ts";
export * from "./errors.ts";
export * from "./extension-module.ts";
export type * from "./generated/api.ts";
export * as layout from "./generated/layout.ts";
export * from "./generated/names.ts";
export * from "./generated/signatures.ts";
export * from "./handle.ts";
export * from "./handle-table.ts";
export * from "./layer.ts";
export * from "./loading/load.ts";
export * from "./map-implementations.ts";
export * from "./number-calls.ts";
export * from "./omissions.ts";
export * from "./own-code.ts";
export * from "./spec/constants.ts";
export * as spec from "./spec.ts";
export type * from "./wasm/direct.ts";
export type * from "./wasm/function-types.ts";
export type * from "./wasm/host.ts";
export * from "./wasm/native.ts";
export * from "./wasm/signature.ts";
