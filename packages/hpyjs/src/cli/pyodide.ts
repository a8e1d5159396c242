/** A Pyodide for the command: the one that is installed where the command is called. */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PyodideLike } from "../pyodide.ts";
import { CliError } from "./errors.ts";
import { isFolder } from "./files.ts";
import type { Streams } from "./streams.ts";

/** What the command uses of a Pyodide. */
export interface CliPyodide extends PyodideLike, Streams {
  /** Emscripten's file system. */
  readonly FS: { mkdirTree(path: string): void; chdir(path: string): void };
  /** Shows a folder of this machine to Python. */
  mountNodeFS(path: string, hostPath: string): void;
}

interface PyodidePackage {
  loadPyodide(options: Readonly<Record<string, unknown>>): Promise<CliPyodide>;
}

/**
 * Loads Pyodide.
 * @param from a pyodide package: its folder, or the name under which it is installed; left out, it is `pyodide`.
 * @throws CliError when there is none.
 */
export async function loadCliPyodide(
  from: string | undefined,
  options: Readonly<Record<string, unknown>> = {},
): Promise<CliPyodide> {
  const { loadPyodide } = (await import(pathToFileURL(fileOf(from)).href)) as PyodidePackage;
  return await loadPyodide(options);
}

/** The file that the package is imported by. */
function fileOf(from: string | undefined): string {
  if (from !== undefined && isFolder(from)) {
    const file = join(resolve(from), "pyodide.mjs");
    if (existsSync(file)) return file;
    throw new CliError(`there is no Pyodide in ${from}: name a folder with a file pyodide.mjs`);
  }
  for (const place of [join(process.cwd(), "index.js"), import.meta.url]) {
    try {
      const manifest = createRequire(place).resolve(`${from ?? "pyodide"}/package.json`);
      return join(dirname(manifest), "pyodide.mjs");
    } catch {
      // Not there.
    }
  }
  throw new CliError(
    from === undefined
      ? "this needs Pyodide: npm install pyodide, or name its folder with --pyodide DIR"
      : `there is no folder and no installed package ${from}: npm install pyodide, and leave out --pyodide`,
  );
}

/** Makes a folder of this machine visible in Python under its own path. */
export function mount(pyodide: CliPyodide, folder: string): void {
  if (!isFolder(folder)) throw new CliError(`there is no folder ${folder}`);
  pyodide.FS.mkdirTree(folder);
  pyodide.mountNodeFS(folder, folder);
}
