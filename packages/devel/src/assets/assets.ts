/** What belongs to every extension besides its own sources: headers, and archives of compiled helpers. */

import type { ModuleKind } from "../compiler/options.ts";
import { readBuilt } from "./read.ts";

/** Headers and archives, by the paths that command lines use. */
export interface Assets {
  /** The headers of HPy and of the C library, by path. */
  readonly headers: Readonly<Record<string, string>>;
  /** The archives, by path. */
  readonly archives: Readonly<Record<string, Uint8Array>>;
}

/** The archives: which kinds of module each is for, and whether it is for C++ alone. */
export const archiveTable: readonly ArchiveEntry[] = [
  { file: "libhpy-pic.a", kind: "pic" },
  { file: "libhpy.a", kind: "reactor" },
  { file: "libbuiltins.a", kind: "pic" },
];

/** An archive that modules are linked with. */
export interface ArchiveEntry {
  /** Its file's name. */
  readonly file: string;
  /** The kind of module that it is for. */
  readonly kind: ModuleKind;
}

/** The folder that archives lie in, on command lines. */
export const archiveFolder = "hpy/lib";

/** The names of the archives that a module is linked with, in order. */
export function archivesFor(kind: ModuleKind): string[] {
  return archiveTable.filter((entry) => entry.kind === kind).map(({ file }) => `${archiveFolder}/${file}`);
}

/** Loads what the package was built with. @throws CompilerMissingError when it was not built. */
export async function loadAssets(): Promise<Assets> {
  const headers = JSON.parse(new TextDecoder().decode(await readBuilt("headers.json")));
  const archives = await Promise.all(
    archiveTable.map(async ({ file }) => [`${archiveFolder}/${file}`, await readBuilt(file)] as const),
  );
  return { headers, archives: Object.fromEntries(archives) };
}

/** The C library that an extension gets in the sandbox: a WebAssembly module. @throws CompilerMissingError. */
export function libcModule(): Promise<Uint8Array<ArrayBuffer>> {
  return readBuilt("libc.wasm");
}
