/** The files of this package that it is built from, and those that are built. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The text files in a folder of the package and below, by path, which begins with `as`; none when it does not exist. */
export function readFolder(folder: string, as: string): Record<string, string> {
  if (!existsSync(root + folder)) return {};
  const entries = readdirSync(root + folder, { withFileTypes: true, recursive: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/");
        return [as + file.slice(root.length + folder.length), readFileSync(file, "utf8")] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The symbols that the C library offers to extensions. */
export interface LibrarySymbols {
  /** Names of variables. */
  readonly data: readonly string[];
  /** Names of functions that end a program: a loader has others in their place, which trap. */
  readonly endings: readonly string[];
  /** Names of functions. */
  readonly functions: readonly string[];
}

/** Reads the symbols of the C library. */
export function readSymbols(): LibrarySymbols {
  return JSON.parse(readFileSync(`${root}libc/symbols.json`, "utf8"));
}

/** Reads how Pyodides were configured: the macros of `pyconfig.h` by Python's version. */
export function readConfigurations(): unknown {
  return JSON.parse(readFileSync(`${root}python/pyconfig.json`, "utf8"));
}

/** Writes a built file, which appears whole or not at all. */
export function writeBuilt(name: string, content: string | Uint8Array): void {
  const folder = `${root}dist/prebuilt/`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.new`, content);
  renameSync(`${folder}${name}.new`, folder + name);
}
