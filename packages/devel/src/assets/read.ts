/** Reads files of this package: from disk, or over the network where the package was fetched from there. */

import { CompilerMissingError } from "../errors.ts";

/** The folder of the package's built files, also for this file's source. */
const built: URL = new URL("../../dist/prebuilt/", import.meta.url);

/** A built file's content. @throws CompilerMissingError when it cannot be read. */
export async function readBuilt(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(name, built);
  try {
    return await read(url);
  } catch (cause) {
    const message = `cannot read '${url}', a file of @hpyjs/devel; build the package, or serve its folder 'dist'`;
    throw new CompilerMissingError(message, { cause });
  }
}

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === "file:") {
    // Not an import, which a bundler for browsers would have to resolve.
    const { promises } = process.getBuiltinModule("node:fs");
    return new Uint8Array(await promises.readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
