/** What is said about a value that is no extension module. */

import type { ExtensionModule } from "@hpyjs/core";

/** @throws TypeError when `value` is no extension module, with what it is and what to do. */
export function checkExtension(value: unknown): asserts value is ExtensionModule {
  if (isExtension(value)) return;
  throw new TypeError(
    `An extension is needed, such as HPyModule() makes, or a file as { path, bytes }: ${describe(value)}`,
  );
}

/** Whether `value` is an extension module. */
export function isExtension(value: unknown): value is ExtensionModule {
  if (typeof value !== "object" || value === null) return false;
  const { name, requires, bind } = value as Partial<Record<keyof ExtensionModule, unknown>>;
  return typeof name === "string" && typeof requires === "object" && typeof bind === "function";
}

function describe(value: unknown): string {
  if (typeof value === "function") return "this is a function.";
  if (typeof value !== "object" || value === null) return `this is ${String(value)}.`;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return 'these are bytes; pass { path: "name.hpy0.wasm", bytes }, since the file\'s name tells what is in it.';
  }
  if ("then" in value) return "this is a promise; await it first.";
  const exported = Object.entries(value).find(([, member]) => isExtension(member));
  if (exported !== undefined) {
    return `this is a JavaScript module; pass what it exports as "${exported[0]}".`;
  }
  if ("spec" in value) return "this is a type; list it in the `types` of an HPyModule().";
  return "this object has no name, required ABI version and bind().";
}
