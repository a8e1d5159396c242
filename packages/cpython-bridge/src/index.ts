/** HPy's context on CPython's C API, over a port that a host implements, and the CPython ABI. */

export * from "./abi/loader.ts";
export * from "./abi/omissions.ts";
export * from "./bridge.ts";
export * from "./capi.ts";
export * from "./transport.ts";
