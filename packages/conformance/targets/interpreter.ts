/** What the suites need of a running Pyodide, wherever it runs. */

import type { Output } from "../src/index.ts";

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
export interface Internals {
  readonly _module: {
    readonly HEAPU8: Uint8Array;
    readonly LDSO: { readonly loadedLibsByName: { readonly __main__: { readonly exports: MainExports } } };
  };
}

interface MainExports {
  malloc(size: number): number;
  readonly mallinfo?: (result: number) => void;
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

/** Catches a Pyodide's standard streams from now on. */
export function interpreterOf(pyodide: Pyodide & Internals): Interpreter {
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

function catchStream(): StreamOptions & { take(): string } {
  let written: Uint8Array[] = [];
  return {
    write: (bytes) => {
      written.push(bytes.slice());
      return bytes.length;
    },
    take: () => {
      const decoder = new TextDecoder();
      const text =
        written.map((bytes) => decoder.decode(bytes, { stream: true })).join("") + decoder.decode();
      written = [];
      return text;
    },
  };
}
