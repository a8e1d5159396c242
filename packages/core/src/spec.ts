/** The specification from which the API's interfaces, layouts and reference pages are made. */

export * from "./spec/ctypes.ts";
export * from "./spec/index.ts";
export * from "./spec/members.ts";
export type * from "./spec/row.ts";
export * from "./spec/signatures.ts";
export * from "./spec/slots.ts";
export * from "./spec/structs.ts";
