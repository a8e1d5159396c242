/**
 * Pyodides to test on, started from a memory snapshot: a tenth of the time of a cold start. The snapshot is made
 * once for each version and kept in `node_modules/.cache`; where that fails, the start is a cold one.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Internals, type Interpreter, interpreterOf, type Pyodide } from "./interpreter.ts";

const cache = fileURLToPath(new URL("../../../node_modules/.cache/hpyjs-conformance/", import.meta.url));

/** What the harness imports, imported before the snapshot is taken. */
const imports =
  "import ast, asyncio, builtins, contextlib, gc, inspect, json, linecache, re, sys, traceback, types";

interface PyodideModule {
  readonly version: string;
  loadPyodide(
    options: Readonly<Record<string, unknown>>,
  ): Promise<Pyodide & Internals & { makeMemorySnapshot(): Uint8Array }>;
}

/**
 * Starts a Pyodide.
 * @param packageName the npm package that holds it, for instance `pyodide-314`.
 */
export async function startPyodide(packageName: string): Promise<Interpreter> {
  const module = (await import(packageName)) as PyodideModule;
  const snapshot = await snapshotOf(module, packageName);
  const pyodide = await module.loadPyodide(snapshot === null ? {} : { _loadSnapshot: snapshot });
  return interpreterOf(pyodide);
}

async function snapshotOf(module: PyodideModule, packageName: string): Promise<Uint8Array | null> {
  const file = `${cache}${packageName}-${module.version}-node-${process.versions.node}.bin`;
  try {
    return readFileSync(file);
  } catch {
    // Not there yet.
  }
  try {
    const pyodide = await module.loadPyodide({ _makeSnapshot: true });
    pyodide.runPython(`${imports}\n''`);
    const snapshot = pyodide.makeMemorySnapshot();
    mkdirSync(cache, { recursive: true });
    // Other processes may do the same at this moment: the file appears whole, or not at all.
    const part = `${file}.${process.pid}`;
    writeFileSync(part, snapshot);
    renameSync(part, file);
    return snapshot;
  } catch {
    return null;
  }
}
