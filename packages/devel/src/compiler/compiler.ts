/** The compiler: sources in, a WebAssembly module out. Synchronous once it is loaded, in Node and in browsers. */

import { type Assets, archivesFor } from "../assets/assets.ts";
import { fingerprint, readResult, writeResult } from "../cache/result-cache.ts";
import type { CacheStore } from "../cache/store.ts";
import type { Clang, FileMap } from "../clang/clang.ts";
import { headerFiles } from "../python/headers.ts";
import { compileArguments, linkArguments } from "./arguments.ts";
import { checkOptions, fileName } from "./check.ts";
import { cxxArguments, cxxLinkArguments } from "./cxx.ts";
import { driverOf, languageOf } from "./language.ts";
import type { CompileOptions, CompileResult, ModuleKind, SourceFile } from "./options.ts";

/** What a compiler is made of. */
export interface CompilerParts {
  /** The loaded clang. */
  readonly clang: Clang;
  /** The headers and archives that belong to every extension. */
  readonly assets: Assets;
  /** Where results are kept. None: everything is compiled anew. */
  readonly cache?: CacheStore;
}

/** A loaded compiler. */
export class Compiler {
  readonly #clang: Clang;
  readonly #assets: Assets;
  readonly #cache: CacheStore | undefined;
  readonly #identity: string;

  /** Puts a compiler together. */
  constructor({ clang, assets, cache }: CompilerParts) {
    this.#clang = clang;
    this.#assets = assets;
    this.#cache = cache;
    this.#identity = fingerprint([clang.version], { ...assets.headers, ...assets.archives });
  }

  /**
   * Compiles an extension. What is wrong in its sources is in the result.
   * @throws CompileOptionsError for options that make no sense; PythonHeadersError for a version of CPython that no Pyodide
   * is known with.
   */
  compile(options: CompileOptions): CompileResult {
    const kind = checkOptions(options);
    const file = options.output ?? fileName(options);
    const key = this.#cache && this.#key(kind, options);
    const found = this.#cache && key !== undefined ? readResult(this.#cache, key) : undefined;
    if (found !== undefined) return { ok: true, ...found, file, cached: true };
    const { ok, bytes, stderr } = this.#build(kind, options);
    if (ok && this.#cache && key !== undefined) writeResult(this.#cache, key, { bytes, stderr });
    return { ok, bytes, stderr, file, cached: false };
  }

  #key(kind: ModuleKind, options: CompileOptions): string {
    const lines = [
      compileArguments(this.#clang, kind, options),
      linkArguments(this.#clang, kind, options),
      cxxArguments(this.#clang),
      cxxLinkArguments,
      options.sources.map(({ file }) => file),
    ];
    return fingerprint([this.#identity, JSON.stringify(lines)], {
      ...filesOf(options),
      ...this.#pythonFiles(options),
    });
  }

  #pythonFiles({ python }: CompileOptions): FileMap {
    return python === undefined ? {} : headerFiles(python, this.#assets.configurations);
  }

  #build(kind: ModuleKind, options: CompileOptions): Pick<CompileResult, "ok" | "bytes" | "stderr"> {
    const objects = this.#objects(kind, options);
    if (!objects.ok) return { ...objects, bytes: new Uint8Array() };
    const languages = new Set(options.sources.map(({ file }) => languageOf(file)));
    const link = [
      ...linkArguments(this.#clang, kind, options),
      ...(languages.has("c++") ? cxxLinkArguments : []),
      ...Object.keys(objects.files),
      ...archivesFor(kind, languages, options.abi ?? "universal"),
      "-o",
      output,
    ];
    const driver = driverOf(languages.has("c++") ? "c++" : "c");
    const run = this.#clang.run(driver, link, { ...objects.files, ...this.#assets.archives }, output);
    const stderr = objects.stderr + run.stderr;
    return { ok: run.ok && run.output !== null, bytes: run.output ?? new Uint8Array(), stderr };
  }

  /** Compiles every source, also after one that fails, so that all errors are seen. */
  #objects(kind: ModuleKind, options: CompileOptions): { ok: boolean; files: FileMap; stderr: string } {
    const files: FileMap = { ...filesOf(options), ...this.#assets.headers, ...this.#pythonFiles(options) };
    const compiled: Record<string, Uint8Array> = {};
    const args = compileArguments(this.#clang, kind, options);
    let stderr = "";
    for (const [index, { file }] of options.sources.entries()) {
      const language = languageOf(file);
      const own = language === "c++" ? cxxArguments(this.#clang) : [];
      const object = `${index}-${file.slice(file.lastIndexOf("/") + 1)}.o`;
      const line = [...own, ...args, "-c", file, "-o", object];
      const run = this.#clang.run(driverOf(language), line, files, object);
      stderr += run.stderr;
      if (run.ok && run.output !== null) compiled[object] = run.output;
    }
    return { ok: Object.keys(compiled).length === options.sources.length, files: compiled, stderr };
  }
}

const output = "out.wasm";

function filesOf({ sources, headers = [] }: CompileOptions): Record<string, string> {
  const all: readonly SourceFile[] = [...headers, ...sources];
  return Object.fromEntries(all.map(({ file, text }) => [file, text]));
}
