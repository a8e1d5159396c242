/** A Pyodide for the command: the one that is installed where the command is called. */

import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PyodideLike } from "../pyodide.ts";
import { CliError } from "./errors.ts";
import { isFolder } from "./files.ts";

/** What the command uses of a Pyodide. */
export interface CliPyodide extends PyodideLike {
  /** Emscripten's file system. */
  readonly FS: { mkdirTree(path: string): void; chdir(path: string): void };
  /** Shows a folder of this machine to Python. */
  mountNodeFS(path: string, hostPath: string): void;
  /** Global names of Python. */
  readonly globals: { get(name: string): unknown };
}

interface PyodidePackage {
  loadPyodide(options: Readonly<Record<string, unknown>>): Promise<CliPyodide>;
}

/**
 * Loads Pyodide.
 * @param from the folder of a pyodide package, or undefined for the one that is installed.
 * @throws CliError when there is none.
 */
export async function loadCliPyodide(
  from: string | undefined,
  options: Readonly<Record<string, unknown>> = {},
): Promise<CliPyodide> {
  const file = from === undefined ? installed() : join(resolve(from), "pyodide.mjs");
  let module: PyodidePackage;
  try {
    module = (await import(pathToFileURL(file).href)) as PyodidePackage;
  } catch (thrown) {
    if (from === undefined) throw thrown;
    throw new CliError(`there is no Pyodide in ${from}: name a folder with a file pyodide.mjs`);
  }
  return await module.loadPyodide(options);
}

/** The installed package: seen from the working folder, or from here. */
function installed(): string {
  for (const place of [join(process.cwd(), "index.js"), import.meta.url]) {
    try {
      const manifest = createRequire(place).resolve("pyodide/package.json");
      return join(dirname(manifest), "pyodide.mjs");
    } catch {
      // Not there.
    }
  }
  throw new CliError("this needs Pyodide: npm install pyodide, or name its folder with --pyodide DIR");
}

/** Makes a folder of this machine visible in Python under its own path. */
export function mount(pyodide: CliPyodide, folder: string): void {
  if (!isFolder(folder)) throw new CliError(`there is no folder ${folder}`);
  pyodide.FS.mkdirTree(folder);
  pyodide.mountNodeFS(folder, folder);
}
