/** The universal ABI: loads extensions that see Python only through a context. */

export * from "./loader.ts";
export * from "./omissions.ts";
