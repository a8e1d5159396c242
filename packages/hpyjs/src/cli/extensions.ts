/** Extensions as the command line names them: `.hpy0.wasm` files, and modules in TypeScript or JavaScript. */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExtensionModule } from "@hpyjs/core";
import type { Extension } from "../load-hpy.ts";
import { CliError } from "./errors.ts";
import { readBytes } from "./files.ts";

function isExtension(value: unknown): value is ExtensionModule {
  if (typeof value !== "object" || value === null) return false;
  return typeof Reflect.get(value, "name") === "string" && typeof Reflect.get(value, "bind") === "function";
}

/** What the file at a path holds: one extension of a WebAssembly file, or all that a module exports. */
export async function readExtensions(path: string): Promise<readonly Extension[]> {
  if (path.endsWith(".wasm")) return [{ path, bytes: readBytes(path) }];
  if (!/\.(ts|mts|js|mjs)$/.test(path)) {
    throw new CliError(`${path} is no extension: name a .hpy0.wasm, or a module in TypeScript or JavaScript`);
  }
  readBytes(path);
  const module = (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
  const found = [...new Set(Object.values(module).filter(isExtension))];
  if (found.length > 0) return found;
  throw new CliError(`${path} exports no extension module: export what HPyModule() makes`);
}
