/** What the parts of a page share. */

import type { PyodideLike } from "hpyjs";

/** What the tests use of Pyodide. */
export interface BrowserPyodide extends PyodideLike {
  readonly FS: { mkdirTree(path: string): void; writeFile(path: string, content: Uint8Array): void };
  runPythonAsync(code: string): Promise<unknown>;
  unpackArchive(content: Uint8Array, format: string, options: { extractDir: string }): void;
}

/** How scripts can be evaluated: by `eval`, only with a nonce, only from `blob:`, or not at all. */
export type Evaluation = "blob" | "eval" | "none" | "nonce";

/** What a page is told. */
export interface Situation {
  readonly pyodide: BrowserPyodide;
  readonly evaluation: Evaluation;
  /** Whether the page has loaded the wheel's script itself. */
  readonly preloaded: boolean;
}

/** Tests, by name. */
export type Tests = readonly (readonly [name: string, run: () => unknown])[];

/** A result: the empty text for success, otherwise what went wrong. */
export type Report = readonly (readonly [name: string, problem: string])[];

/** The content of a file of the server. */
export async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Throws with a message unless something holds. */
export function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
