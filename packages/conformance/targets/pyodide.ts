/**
 * Pyodides to test on, started from a memory snapshot: a tenth of the time of a cold start. The snapshot is made
 * once for each version and kept in `node_modules/.cache`; where that fails, the start is a cold one.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Output } from "../src/index.ts";

const cache = fileURLToPath(new URL("../../../node_modules/.cache/hpyjs-conformance/", import.meta.url));

/** What the harness imports, imported before the snapshot is taken. */
const imports =
  "import ast, asyncio, builtins, contextlib, gc, inspect, json, linecache, re, sys, traceback, types";

/** The part of Pyodide's interface that the session uses. */
export interface Pyodide {
  /** Runs Python source; the value of the last expression, converted. */
  runPython(source: string): unknown;
  /** Makes a Python module out of an object. */
  registerJsModule(name: string, module: object): void;
  /** Sends standard output somewhere. */
  setStdout(options: StreamOptions): void;
  /** Sends standard error somewhere. */
  setStderr(options: StreamOptions): void;
}

interface StreamOptions {
  readonly write: (bytes: Uint8Array) => number;
}

/** What a Pyodide has beside its interface: the exports of its main module, and the view of its memory. */
interface Internals {
  readonly _module: {
    readonly HEAPU8: Uint8Array;
    readonly LDSO: { readonly loadedLibsByName: { readonly __main__: { readonly exports: MainExports } } };
  };
}

interface MainExports {
  malloc(size: number): number;
  readonly mallinfo?: (result: number) => void;
}

interface PyodideModule {
  readonly version: string;
  loadPyodide(
    options: Readonly<Record<string, unknown>>,
  ): Promise<Pyodide & Internals & { makeMemorySnapshot(): Uint8Array }>;
}

/** A running Pyodide with its standard streams caught. */
export interface Interpreter {
  /** Pyodide itself. */
  readonly pyodide: Pyodide;
  /** What was written since the last call. */
  output(): Output;
  /** Bytes that `malloc` has handed out, or `null` in a build that cannot tell. */
  bytesInUse(): number | null;
}

/**
 * Starts a Pyodide.
 * @param packageName the npm package that holds it, for instance `pyodide-314`.
 */
export async function startPyodide(packageName: string): Promise<Interpreter> {
  const module = (await import(packageName)) as PyodideModule;
  const snapshot = await snapshotOf(module, packageName);
  const pyodide = await module.loadPyodide(snapshot === null ? {} : { _loadSnapshot: snapshot });
  const stdout = catchStream();
  const stderr = catchStream();
  pyodide.setStdout(stdout);
  pyodide.setStderr(stderr);
  return {
    pyodide,
    output: () => ({ stdout: stdout.take(), stderr: stderr.take() }),
    bytesInUse: mallocMeter(pyodide),
  };
}

/** Where `struct mallinfo` has `uordblks`, the bytes in use: it is the eighth of ten words. */
const bytesInUseOffset = 28;

function mallocMeter({ _module: module }: Internals): () => number | null {
  const { malloc, mallinfo } = module.LDSO.loadedLibsByName.__main__.exports;
  if (mallinfo === undefined) return () => null;
  const info = malloc(40);
  return () => {
    mallinfo(info);
    return new DataView(module.HEAPU8.buffer).getUint32(info + bytesInUseOffset, true);
  };
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

function catchStream(): StreamOptions & { take(): string } {
  let written: Uint8Array[] = [];
  return {
    write: (bytes) => {
      written.push(bytes.slice());
      return bytes.length;
    },
    take: () => {
      const text = Buffer.concat(written).toString();
      written = [];
      return text;
    },
  };
}
