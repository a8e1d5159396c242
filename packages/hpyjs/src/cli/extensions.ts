/** Extensions as the command line names them: `.hpy0.wasm` files, and modules in TypeScript or JavaScript. */

import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExtensionModule } from "@hpyjs/core";
import { isExtension } from "../extension-like.ts";
import type { Extension } from "../load-hpy.ts";
import { openScript } from "../script-extension.ts";
import { bundle } from "./bundle.ts";
import { CliError } from "./errors.ts";
import { readBytes } from "./files.ts";

/** Node runs TypeScript itself from 22.18 on, as long as types can be stripped: what it says when it does not. */
const needsBundling: ReadonlySet<unknown> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
]);

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (thrown) {
    const code = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
    if (!needsBundling.has(code)) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new CliError(`cannot import ${path}: ${reason}`, { cause: thrown });
    }
    const text = Buffer.from(await bundle(path, "esm")).toString("base64");
    return await import(`data:text/javascript;base64,${text}`);
  }
}

/** What the file at a path holds: one extension of a WebAssembly file, or all that a module exports. */
export async function readExtensions(path: string): Promise<readonly Extension[]> {
  if (path.endsWith(".wasm")) return [{ path, bytes: readBytes(path) }];
  if (/\.hpy\d+\.js$/.test(path)) {
    return [openScript(basename(path).replace(/\.hpy\d+\.js$/, ""), path, readBytes(path), {})];
  }
  if (!/\.(ts|mts|js|mjs)$/.test(path)) {
    throw new CliError(`${path} is no extension: name a .hpy0.wasm, or a module in TypeScript or JavaScript`);
  }
  readBytes(path);
  const module = await importModule(path);
  const found = [...new Set<ExtensionModule>(Object.values(module).filter(isExtension))];
  if (found.length > 0) return found;
  throw new CliError(`${path} exports no extension module: export what HPyModule() makes`);
}
