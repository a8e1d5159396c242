/** Extensions in WebAssembly files: the application's policy, and what was opened under it. */

import { isHybridFile, openHybrid } from "@hpyjs/abi-hybrid";
import { type WasmExtension, type WasmFile, WasmLoader } from "@hpyjs/abi-universal";
import type { Bridge } from "@hpyjs/cpython-bridge";
import { type WasmOptions, wasmPolicy } from "./wasm-policy.ts";

/** Whether a value describes a file. */
export function isWasmFile(value: unknown): value is WasmFile {
  return typeof value === "object" && value !== null && "path" in value && "bytes" in value;
}

interface Opened {
  readonly bytes: Uint8Array;
  readonly extension: WasmExtension;
  /** Whether it was opened as the application says for all, and serves whoever asks for this content. */
  readonly isShared: boolean;
}

/** Opens files for one interpreter. */
export class WasmExtensions {
  readonly #bridge: Bridge;
  readonly #defaults: WasmOptions;
  readonly #opened: Map<string, Opened[]> = new Map();
  #loader: WasmLoader | null = null;

  /**
   * @param options what the application said.
   * @throws TypeError for what makes no sense; an error of WebAssembly for a C library that is none.
   */
  constructor(bridge: Bridge, options: WasmOptions) {
    this.#bridge = bridge;
    wasmPolicy(options);
    const { library } = options;
    this.#defaults =
      library instanceof Uint8Array ? { ...options, library: new WebAssembly.Module(library) } : options;
  }

  /**
   * Opens a file, whose name tells whether it is of the universal or of the hybrid ABI. The caller unloads it.
   * @throws TypeError for something that is no file; WasmLoadError when it is no extension, or cannot be loaded like this.
   */
  open(file: WasmFile, options: WasmOptions): WasmExtension {
    checkFile(file);
    const { pythonVersion, wasm } = this.#bridge;
    if (wasm === null)
      throw new TypeError("This interpreter is not WebAssembly: it cannot load extensions that are.");
    this.#loader ??= new WasmLoader(wasm);
    const policy = wasmPolicy(options, this.#defaults);
    if (isHybridFile(file.path)) return openHybrid(this.#loader, pythonVersion, file, policy.flavour);
    return this.#loader.open(file, policy);
  }

  /**
   * Opens a file and keeps it, until {@link WasmExtensions.unload}. Without options of its own, the same content at the
   * same path is opened once.
   * @throws as {@link WasmExtensions.open} does.
   */
  keep(file: WasmFile, options: WasmOptions = {}): WasmExtension {
    checkFile(file);
    const { path, bytes } = file;
    const isShared = Object.keys(options).length === 0;
    const known = this.#opened.get(path) ?? [];
    const same = known.find((opened) => isShared && opened.isShared && equal(opened.bytes, bytes));
    if (same !== undefined) return same.extension;
    const extension = this.open(file, options);
    this.#opened.set(path, [...known, { bytes, extension, isShared }]);
    return extension;
  }

  /**
   * Unloads what is kept of a path.
   * @returns whether there was anything.
   * @throws WasmInUseError while something of it is alive; it stays kept then.
   */
  unload(path: string): boolean {
    const known = this.#opened.get(path) ?? [];
    for (const { extension } of [...known]) {
      extension.unload();
      known.shift();
    }
    return this.#opened.delete(path);
  }
}

function checkFile(file: WasmFile): void {
  if (!isWasmFile(file)) throw new TypeError("A file is given by its path and content: { path, bytes }.");
  const { path, bytes } = file;
  if (typeof path !== "string") throw new TypeError(`A file's path is a text, not ${String(path)}.`);
  if (bytes instanceof Uint8Array) return;
  throw new TypeError(
    `The content of '${path}' is a Uint8Array, such as readFileSync() or ` +
      "new Uint8Array(await response.arrayBuffer()) gives.",
  );
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
