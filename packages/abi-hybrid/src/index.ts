/** The hybrid ABI: loads extensions that use CPython's own C API beside HPy's, and so are for one interpreter. */

export * from "./errors.ts";
export * from "./interpreter-tag.ts";
export * from "./loader.ts";
export * from "./omissions.ts";
export * from "./open-hybrid.ts";
