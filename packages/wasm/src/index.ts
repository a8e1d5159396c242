/** WebAssembly that is generated at run time. */

export * from "./direct-assembly.ts";
export * from "./encoder.ts";
export * from "./entry.ts";
export * from "./functions.ts";
