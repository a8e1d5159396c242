/** Running what is on a page besides programs in TypeScript: its files, its C extensions, Python, and shell commands. */

import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDebug } from "@hpyjs/debug";
import { withPython as debugWithPython } from "@hpyjs/debug/python";
import { type Compiler, libcModule, loadCompiler } from "@hpyjs/devel";
import { createTrace } from "@hpyjs/trace";
import { withPython as traceWithPython } from "@hpyjs/trace/python";
import { type Grant, loadHPy } from "hpyjs";
import type { PyodideAPI } from "pyodide";
import type { Block } from "./blocks.ts";
import { loadPyodide } from "./pyodide.ts";

const runFile = promisify(execFile);
const bin = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));
const modes: readonly string[] = ["debug", "trace", "debug+trace"];
const flavours: readonly string[] = ["linked", "sandboxed"];

/** The compiler, which all pages share. */
export class SharedCompiler {
  #compiler: Promise<Compiler> | null = null;

  /** Compiles one file for an ABI. @throws Error with what clang says. */
  async compile(path: string, abi: "universal" | "hybrid"): Promise<{ file: string; bytes: Uint8Array }> {
    this.#compiler ??= loadCompiler();
    const compiler = await this.#compiler;
    const name = basename(path).replace(/\.\w+$/, "");
    const flags = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"];
    const sources = [{ file: basename(path), text: readFileSync(path, "utf8") }];
    // The pages' hybrid sources use of CPython's API what HPy.js declares itself: no CPython need be installed.
    const python = abi === "hybrid" ? { python: { version: [3, 14] as const } } : {};
    const { ok, bytes, file, stderr } = compiler.compile({ abi, name, sources, flags, ...python });
    assert.ok(ok, stderr);
    return { file, bytes };
  }
}

/** A page with its folder. */
export class PageSession {
  readonly #folder: string;
  readonly #compiler: SharedCompiler;
  readonly #wasm = new Map<string, Uint8Array>();
  readonly #files = new Map<string, string>();
  readonly #pythons = new Map<string, Python>();

  /** @param folder is made anew. */
  constructor(folder: string, compiler: SharedCompiler) {
    this.#folder = folder;
    this.#compiler = compiler;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Does what a block is for. @throws Error when it fails, or prints something else than it says. */
  async run(block: Block): Promise<void> {
    const { language, file, code, prints, words } = block;
    if (words.includes("elsewhere")) return;
    if (file !== undefined)
      await this.#write(language, file, code, words.includes("hybrid") ? "hybrid" : "universal");
    else if (language === "py") this.#compare(prints ?? "", await this.#python(block));
    else if (language === "sh") {
      const output = await this.#shell(code);
      if (prints !== null) this.#compare(prints, output);
    }
  }

  #compare(expected: string, actual: string): void {
    assert.equal(actual.trimEnd(), expected);
  }

  async #write(language: string, file: string, code: string, abi: "universal" | "hybrid"): Promise<void> {
    const path = join(this.#folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    if (language === "py") this.#files.set(file, code);
    if (language !== "c" && language !== "cpp") return;
    const made = await this.#compiler.compile(path, abi);
    this.#wasm.set(made.file, made.bytes);
  }

  async #python({ words, code }: Block): Promise<string> {
    const flavour = words.find((word) => flavours.includes(word)) ?? "linked";
    const mode = words.find((word) => modes.includes(word)) ?? "";
    const grants = words.filter((word) => word !== flavour && word !== mode);
    const key = [flavour, ...grants].join(" ");
    const python = this.#pythons.get(key) ?? (await Python.open(flavour, grants as Grant[]));
    this.#pythons.set(key, python);
    return python.run(code, mode, this.#wasm, this.#files);
  }

  async #shell(code: string): Promise<string> {
    const shims = join(this.#folder, ".shims");
    mkdirSync(shims, { recursive: true });
    const write = (name: string, text: string): void => {
      writeFileSync(join(shims, name), `#!/bin/sh\n${text}`);
      chmodSync(join(shims, name), 0o755);
    };
    // Everything is installed; npm itself would ask the registry for packages that are not published yet.
    write("npx", 'exec "$@"\n');
    write("npm", `case "$1" in install|init) exit 0;; esac\nPATH="\${PATH#*:}" exec npm "$@"\n`);
    const path = [shims, bin, dirname(process.execPath), process.env.PATH].join(delimiter);
    const { stdout } = await runFile("bash", ["-euo", "pipefail", "-c", code], {
      cwd: this.#folder,
      env: { ...process.env, PATH: path, NO_COLOR: "1" },
    }).catch((error: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.message}\n${error.stdout ?? ""}${error.stderr ?? ""}`);
    });
    return stdout;
  }
}

/** An interpreter for a page's Python. */
class Python {
  readonly #pyodide: PyodideAPI;

  private constructor(pyodide: PyodideAPI) {
    this.#pyodide = pyodide;
  }

  static async open(flavour: string, grants: readonly Grant[]): Promise<Python> {
    const pyodide = await loadPyodide();
    loadHPy(pyodide, {
      modes: {
        debug: debugWithPython(createDebug({ onViolation: "throw" })),
        trace: traceWithPython(createTrace()),
      },
      wasm: flavour === "linked" ? {} : { flavour: "sandboxed", library: await libcModule(), grants },
    });
    return new Python(pyodide);
  }

  run(
    code: string,
    mode: string,
    wasm: ReadonlyMap<string, Uint8Array>,
    files: ReadonlyMap<string, string>,
  ): string {
    const pyodide = this.#pyodide;
    const folder = "/home/pyodide";
    for (const [name, content] of [...wasm, ...files]) pyodide.FS.writeFile(`${folder}/${name}`, content);
    let output = "";
    const decoder = new TextDecoder();
    const write = (bytes: Uint8Array): number => {
      output += decoder.decode(bytes, { stream: true });
      return bytes.length;
    };
    pyodide.setStdout({ write });
    pyodide.setStderr({ write });
    const names = [...wasm.keys()].map((name) => name.replace(/\..*$/, ""));
    pyodide.runPython(`
import importlib, os, sys
os.environ["HPY"] = ${JSON.stringify(mode)}
for name in ${JSON.stringify(names)}:
    sys.modules.pop(name, None)
importlib.invalidate_caches()
`);
    pyodide.runPython(code);
    return output;
  }
}
