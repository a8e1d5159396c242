/**
 * Loading extensions from WebAssembly into one interpreter.
 *
 * The application decides by its policy whether an extension is linked into the interpreter or sandboxed beside it,
 * never the file.
 */

import { type DirectContext, directOf, type Layer, type WasmHost } from "@hpyjs/core";
import type { TableBatch } from "@hpyjs/wasm";
import { type BinaryModule, readModule } from "./binary/module.ts";
import { openingError, WasmExtension } from "./extension.ts";
import type { WasmFlavour } from "./flavour.ts";
import { linkedFlavour } from "./linked/flavour.ts";
import { Linker } from "./linked/loader.ts";
import { contextBatch } from "./sandboxed/context.ts";
import { type CompiledCode, type FastModule, FastModules, type Traps } from "./sandboxed/fast/fast-module.ts";
import { FastSandbox } from "./sandboxed/fast/fast-sandbox.ts";
import { LateImports } from "./sandboxed/fast/late-imports.ts";
import { sandboxedFlavour } from "./sandboxed/flavour.ts";
import { type Grant, Grants } from "./sandboxed/grants.ts";
import { SandboxLibrary } from "./sandboxed/library.ts";
import type { SystemHost } from "./sandboxed/wasi.ts";

/** A file with an extension. */
export interface WasmFile {
  /** Its path or name, which carries the ABI's tag: `dist/name.hpy0.wasm`. */
  readonly path: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An extension in the interpreter's memory, at full speed, and trusted as the interpreter itself is. */
export interface LinkedPolicy {
  /** Says so. */
  readonly flavour: "linked";
  /**
   * `interpreter`: the extension may use everything that the interpreter exports, CPython's C API first of all. It
   * belongs to the hybrid ABI then, and cannot be unloaded: nobody knows what its own calls have left in the interpreter.
   * `library`, when left out: the C library.
   */
  readonly symbols?: "library" | "interpreter";
  /**
   * Whether calls of the context are linked at load time, so that the engine can see through them; so when left out.
   * `false` compiles the file as it is: code that is looked at in a debugger then is the file's.
   */
  readonly linkCalls?: boolean;
}

/** An extension in a memory of its own, which reaches nothing but what it is given and granted. */
export interface SandboxedPolicy {
  /** Says so. */
  readonly flavour: "sandboxed";
  /** What it is granted beyond computing and the objects that it is given; left out, nothing. */
  readonly grants?: readonly Grant[];
  /** The C library for a side module; a reactor needs none. */
  readonly library?: Uint8Array<ArrayBuffer> | WebAssembly.Module;
  /**
   * What becomes of a trap in the extension (a division by zero, `abort()`, an access out of range, a stack that is used
   * up). `catch`, when left out: the Python exception SystemError, by a frame of JavaScript around each call into the
   * extension. `suspend`: no such frame, so that Python code which the extension calls may suspend (`run_sync`); a trap
   * then ends the interpreter, as it does in a linked extension. Extensions in C++ keep the frame.
   */
  readonly traps?: Traps;
  /**
   * How the boundary is made: `wasm`, when left out, where the engine knows several memories in a module and no mode is
   * around the context; else `javascript`, which is slower.
   */
  readonly boundary?: "wasm" | "javascript";
  /** Whether a boundary that is WebAssembly is linked into the extension at load time; so when left out. */
  readonly linkCalls?: boolean;
}

/** How an extension is loaded. */
export type WasmPolicy = LinkedPolicy | SandboxedPolicy;

/** Loads extensions into one interpreter. */
export class WasmLoader {
  readonly #linker: Linker;
  readonly #host: WasmHost;
  readonly #fastModules: FastModules;
  readonly #libraries: WeakMap<WebAssembly.Module, SandboxLibrary> = new WeakMap();
  #batch: TableBatch | null = null;

  /** For the interpreter behind `host`: `bridge.wasm`. */
  constructor(host: WasmHost) {
    this.#host = host;
    this.#linker = new Linker(host);
    this.#fastModules = new FastModules(host);
  }

  /**
   * Opens a file. Its modules are loaded as any extension is: `loadUniversal(layer, extension.module())`.
   * @throws WasmLoadError when it is no extension, or cannot be loaded under this policy; TypeError for a grant that
   * does not exist.
   */
  open({ path, bytes }: WasmFile, policy: WasmPolicy): WasmExtension {
    const grants = new Grants(policy.flavour === "sandboxed" ? (policy.grants ?? []) : []);
    let flavour: WasmFlavour;
    let binary: BinaryModule;
    try {
      binary = readModule(bytes);
      flavour = this.#flavour(bytes, binary, policy, grants);
    } catch (thrown) {
      throw openingError(path, thrown);
    }
    const functions = binary.exports.filter(({ kind }) => kind === "function");
    const isHybrid = policy.flavour === "linked" && policy.symbols === "interpreter";
    return new WasmExtension(
      path,
      functions.map(({ name }) => name),
      flavour,
      isHybrid ? "hybrid" : undefined,
    );
  }

  #flavour(
    bytes: Uint8Array<ArrayBuffer>,
    binary: BinaryModule,
    policy: WasmPolicy,
    grants: Grants,
  ): WasmFlavour {
    if (policy.flavour === "linked") {
      const { linkCalls = true, symbols = "library" } = policy;
      const code = this.#linker.compile(bytes, binary, linkCalls);
      return linkedFlavour(this.#linker, { code, binary, symbols });
    }
    const { boundary = "wasm", library, linkCalls = true } = policy;
    // What C++ throws, only JavaScript can tell.
    const isCxx = binary.exports.some(({ kind }) => kind === "tag");
    const traps = isCxx ? "catch" : (policy.traps ?? "catch");
    const linked =
      boundary === "wasm" && linkCalls ? this.#fastModules.link(bytes, binary, grants, traps) : null;
    const module = linked?.module ?? new WebAssembly.Module(bytes);
    if (binary.dylink !== null && library === undefined) {
      throw new TypeError(
        "a side module needs a C library in the sandbox: pass one as `library` (hpyjs and @hpyjs/devel have it)",
      );
    }
    this.#batch ??= contextBatch();
    const fast = (layer: Layer): FastSandbox | null =>
      boundary === "wasm" ? this.#fast(layer, grants, traps) : null;
    const late = (names: readonly string[]): LateImports =>
      new LateImports(names, this.#host.direct as DirectContext, this.#host);
    const options = { grants, batch: this.#batch, fast, late };
    const parts = { module, binary, library: library === undefined ? null : this.#library(library), linked };
    return sandboxedFlavour(parts, options, systemHost(this.#host));
  }

  /** What is known of a C library, compiled if it is not yet. */
  #library(library: Uint8Array<ArrayBuffer> | WebAssembly.Module): SandboxLibrary {
    if (!(library instanceof WebAssembly.Module)) return new SandboxLibrary(new WebAssembly.Module(library));
    const known = this.#libraries.get(library) ?? new SandboxLibrary(library);
    this.#libraries.set(library, known);
    return known;
  }

  /** The boundary as WebAssembly, where the layer is a plain one and the engine knows several memories. */
  #fast(layer: Layer, grants: Grants, traps: Traps): FastSandbox | null {
    const direct = directOf(layer);
    if (direct === null || direct.entries === null || !this.#fastModules.arePossible) return null;
    const needs = direct.entries;
    const fast = (): FastModule => this.#fastModules.get(direct, needs, grants, traps);
    const entry = (signature: string): CompiledCode =>
      this.#fastModules.entry(direct, needs, grants, traps, signature);
    return new FastSandbox({ host: this.#host, layer, direct, needs, traps, fast, entry });
  }
}

/** Output goes where the interpreter's own C library writes. */
function systemHost(host: WasmHost): SystemHost {
  const call = (name: string): ((...args: number[]) => number) =>
    host.symbol(name) as (...args: number[]) => number;
  return {
    write: (stream, bytes) => {
      const copy = call("malloc")(bytes.length);
      new Uint8Array(host.memory.buffer).set(bytes, copy >>> 0);
      call("write")(stream, copy, bytes.length);
      call("free")(copy);
    },
  };
}
