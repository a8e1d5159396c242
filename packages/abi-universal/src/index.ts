/** The universal ABI: loads extensions that see Python only through a context. */

export * from "./loader.ts";
export * from "./omissions.ts";
export * from "./wasm/binary/module.ts";
export * from "./wasm/errors.ts";
export * from "./wasm/extension.ts";
export * from "./wasm/sandboxed/grants.ts";
export * from "./wasm/symbols.ts";
export * from "./wasm/wasm-loader.ts";
