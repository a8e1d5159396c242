/**
 * Pyodide as the programs on the pages get it: started from a memory snapshot, which takes a tenth of the time. It is made
 * once and kept in `docs/.cache`; with options of its own a program gets a cold start.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPyodide as loadPlain, type PyodideAPI, version } from "pyodide";

const folder = fileURLToPath(new URL("../.cache/", import.meta.url));
const file = `${folder}pyodide-${version}-node-${process.versions.node}.bin`;

interface Options {
  readonly _makeSnapshot?: boolean;
  readonly _loadSnapshot?: Uint8Array;
}

const load = loadPlain as (
  options?: Parameters<typeof loadPlain>[0] & Options,
) => Promise<PyodideAPI & { makeMemorySnapshot(): Uint8Array }>;

/** Makes the snapshot if it is not there. */
export async function prepareSnapshot(): Promise<void> {
  if (existsSync(file)) return;
  const pyodide = await load({ _makeSnapshot: true });
  pyodide.runPython(
    "import ast, asyncio, collections, gc, importlib, inspect, io, re, sys, traceback, types\n''",
  );
  mkdirSync(folder, { recursive: true });
  // Somebody else may do the same at this moment: the file appears whole, or not at all.
  writeFileSync(`${file}.${process.pid}`, pyodide.makeMemorySnapshot());
  renameSync(`${file}.${process.pid}`, file);
}

/** Starts a Pyodide. */
export async function loadPyodide(options?: Parameters<typeof loadPlain>[0]): Promise<PyodideAPI> {
  if (options !== undefined || !existsSync(file)) return await loadPlain(options);
  return await load({ _loadSnapshot: readFileSync(file) });
}
