/** HPy's context on CPython's C API, over a port that a host implements. */

export * from "./bridge.ts";
export * from "./capi.ts";
export * from "./transport.ts";
