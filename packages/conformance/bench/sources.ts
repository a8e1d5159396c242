/** The C sources of the bench, compiled for each ABI. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Abi,
  type Compiler,
  loadCompiler,
  type PythonHeaders,
  PythonHeadersError,
  type PythonVersion,
  type SourceFile,
} from "@hpyjs/devel";
import { DirectoryStore, findPythonHeaders } from "@hpyjs/devel/node";

const folder = fileURLToPath(new URL("./c/", import.meta.url));
const cache = fileURLToPath(new URL("../../../node_modules/.cache/hpyjs-bench/", import.meta.url));

/** A compiled file. */
export interface Compiled {
  /** What it is called. */
  readonly path: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Something that is to be measured is not there. */
export class AbsentError extends Error {
  /** The class's name. */
  override readonly name: string = "AbsentError";
}

/** The headers of CPython that "raw" is compiled with. */
export interface ChosenHeaders {
  /** For the compiler. */
  readonly headers: PythonHeaders;
  /** Whether they are CPython's own; otherwise they are ours, of the limited API. */
  readonly full: boolean;
}

/** The full headers of a version where this machine has them, else our own of the limited API. */
export function headersFor(version: PythonVersion): ChosenHeaders {
  try {
    return { headers: findPythonHeaders(version), full: true };
  } catch (error) {
    if (error instanceof PythonHeadersError) return { headers: { version }, full: false };
    throw error;
  }
}

/** Where compiled sources come from. */
export interface CompiledSources {
  /** A source for one of HPy's ABIs. @throws AbsentError when there is no such ABI in C. */
  hpy(name: "bench" | "scale", abi: Abi): Compiled;
  /** `raw.c`, as a typical extension, or the fastest that can be had. */
  raw(kind: "typical" | "fastest"): Compiled;
}

/** Compiles the sources of the bench. */
export class Sources implements CompiledSources {
  readonly #compiler: Compiler;
  readonly #python: PythonHeaders | null;

  private constructor(compiler: Compiler, python: PythonHeaders | null) {
    this.#compiler = compiler;
    this.#python = python;
  }

  /**
   * Loads the compiler. What it makes is kept, and made anew when something has changed.
   * @param python CPython's headers; `null` where only the universal ABI is wanted.
   */
  static async open(python: PythonHeaders | null): Promise<Sources> {
    return new Sources(await loadCompiler({ cache: new DirectoryStore(cache) }), python);
  }

  /** A source for one of HPy's ABIs. @throws AbsentError when there is no such ABI in C. */
  hpy(name: "bench" | "scale", abi: Abi): Compiled {
    return this.#compile(name, abi, []);
  }

  /** `raw.c`, as a typical extension, or the fastest that can be had. */
  raw(kind: "typical" | "fastest"): Compiled {
    return this.#compile("raw", "cpython", kind === "fastest" ? ["-DFASTEST"] : []);
  }

  #compile(name: string, abi: Abi, flags: readonly string[]): Compiled {
    const source = `${name}.c`;
    const read = (file: string): SourceFile => ({ file, text: readFileSync(folder + file, "utf8") });
    const headers = readdirSync(folder)
      .filter((other) => other.endsWith(".h"))
      .map(read);
    const python = abi === "universal" || this.#python === null ? {} : { python: this.#python };
    const result = this.#compiler.compile({
      name,
      abi,
      sources: [read(source)],
      headers,
      flags: ["-Wall", "-Wextra", ...flags],
      ...python,
    });
    if (result.ok) return { path: result.file, bytes: result.bytes };
    const refusal = /#error "(These headers do not offer[^"]*)/.exec(result.stderr)?.[1];
    if (refusal !== undefined) throw new AbsentError(refusal);
    throw new Error(`${source} does not compile for the ${abi} ABI:\n${result.stderr}`);
  }
}
