/**
 * Loading extensions from WebAssembly into one interpreter.
 *
 * The application decides by its policy whether an extension is linked into the interpreter or sandboxed beside it,
 * never the file.
 */

import type { WasmHost } from "@hpyjs/core";
import { readModule } from "./binary/module.ts";
import { openingError, WasmExtension } from "./extension.ts";
import type { WasmFlavour } from "./flavour.ts";
import { linkedFlavour } from "./linked/flavour.ts";
import { Linker } from "./linked/loader.ts";

/** A file with an extension. */
export interface WasmFile {
  /** Its path or name, which carries the ABI's tag: `dist/name.hpy0.wasm`. */
  readonly path: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How an extension is loaded. */
export interface WasmPolicy {
  /**
   * `linked`: into the interpreter's memory, at full speed, trusted as the interpreter itself is. `sandboxed`: into a
   * memory of its own, where it reaches nothing but what it is granted.
   */
  readonly flavour: "linked" | "sandboxed";
}

/** Loads extensions into one interpreter. */
export class WasmLoader {
  readonly #linker: Linker;

  /** For the interpreter behind `host`: `bridge.wasm`. */
  constructor(host: WasmHost) {
    this.#linker = new Linker(host);
  }

  /**
   * Opens a file. Its modules are loaded as any extension is: `loadUniversal(layer, extension.module())`.
   * @throws WasmLoadError when it is no extension, or cannot be loaded under this policy.
   */
  open({ path, bytes }: WasmFile, policy: WasmPolicy): WasmExtension {
    let flavour: WasmFlavour;
    let exported: string[];
    try {
      const binary = readModule(bytes);
      const module = new WebAssembly.Module(bytes);
      exported = binary.exports.filter(({ kind }) => kind === "function").map(({ name }) => name);
      flavour = linkedFlavour(this.#linker, { module, binary });
    } catch (thrown) {
      throw openingError(path, thrown);
    }
    void policy;
    return new WasmExtension(path, exported, flavour);
  }
}
