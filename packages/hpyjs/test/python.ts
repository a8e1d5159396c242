/** A Pyodide for tests of Python's side: with files, and with what Python prints. */

import type { HPyOptions, HPyRuntime, PyodideLike } from "../src/index.ts";
import { loadHPy } from "../src/index.ts";

/** What tests use of Pyodide. */
export interface TestPyodide extends PyodideLike {
  /** Its files. */
  readonly FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, content: string | Uint8Array): void;
    unlink(path: string): void;
  };
  runPython(code: string): unknown;
  setStdout(options: { batched(line: string): void }): void;
  /** Unpacks an archive. */
  unpackArchive(content: Uint8Array, format: string, options?: { extractDir?: string }): void;
}

/** HPy on a Pyodide of its own. */
export interface TestPython {
  /** HPy. */
  readonly hpy: HPyRuntime;
  /** The Pyodide. */
  readonly pyodide: TestPyodide;
  /** Runs Python code, whose last expression is the result. */
  run(code: string): unknown;
  /** What Python has printed since this was last called. */
  printed(): readonly string[];
  /** Writes files into a folder, which comes first on `sys.path`. */
  write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void;
}

/** Starts one of the Pyodides, by its package. */
export async function startPython(alias: string, options: HPyOptions = {}): Promise<TestPython> {
  const { loadPyodide } = (await import(alias)) as { loadPyodide(): Promise<TestPyodide> };
  const pyodide = await loadPyodide();
  const lines: string[] = [];
  pyodide.setStdout({ batched: (line) => lines.push(line) });
  return {
    hpy: loadHPy(pyodide, options),
    pyodide,
    run: (code) => pyodide.runPython(code),
    printed: () => lines.splice(0),
    write: (folder, files) => {
      for (const [path, content] of Object.entries(files)) {
        const full = `${folder}/${path}`;
        pyodide.FS.mkdirTree(full.slice(0, full.lastIndexOf("/")));
        pyodide.FS.writeFile(full, content);
      }
      pyodide.runPython(`
import importlib, sys
if sys.path[0] != ${JSON.stringify(folder)}:
    sys.path.insert(0, ${JSON.stringify(folder)})
importlib.invalidate_caches()
`);
    },
  };
}
