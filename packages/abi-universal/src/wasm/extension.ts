/**
 * An extension in a WebAssembly file: from its bytes to the modules in it.
 *
 * A file may hold several modules; each binding of one is an instance of its own, so that two loads share no C statics.
 * The steps and their messages are upstream's loader's: open, version, tag, context, init.
 */

import type { AbiVersion, ExtensionModule, Layer, ModuleDefinition } from "@hpyjs/core";
import { WasmInUseError, WasmLoadError } from "./errors.ts";
import { MissingDefinitionError, type WasmFlavour, type WasmInstance } from "./flavour.ts";
import { describeAlive } from "./lifetime.ts";
import { type ModuleSymbols, moduleNames, moduleSymbols, tagProblem } from "./symbols.ts";

/** An opened file. */
export class WasmExtension {
  /** The file's path. */
  readonly path: string;
  /** Whether it is linked or sandboxed. */
  readonly flavour: WasmFlavour["name"];
  /** The names of the modules in it, without their packages. */
  readonly names: readonly string[];
  /** The ABI of its modules where that is not the universal one. */
  readonly abi: "hybrid" | undefined;
  readonly #flavour: WasmFlavour;
  readonly #instances: Set<WasmInstance> = new Set();
  #unbound: WasmInstance | null = null;
  #drop: (() => void) | null = null;
  #isUnloaded = false;

  /**
   * Opens the file at `path`: makes its first instance.
   * @throws WasmLoadError when it cannot be opened, with upstream's message.
   */
  constructor(path: string, exported: readonly string[], flavour: WasmFlavour, abi?: "hybrid") {
    this.path = path;
    this.abi = abi;
    this.names = moduleNames(exported);
    this.flavour = flavour.name;
    this.#flavour = flavour;
    this.#unbound = this.#instantiate();
  }

  /**
   * One of the modules in the file, to be loaded as any extension is.
   * @param name the module's full name in Python; left out, that of the only module.
   * @throws WasmLoadError when the name is left out and there is not just one; when the file does not say which version
   * of the ABI the module needs. Its `bind` throws WasmLoadError for a wrong tag in the file's name, or a missing symbol.
   */
  module(name?: string): ExtensionModule {
    const found = name ?? this.#onlyName();
    const symbols = moduleSymbols(found);
    return {
      name: found,
      requires: this.#requires(symbols),
      ...(this.abi !== undefined && { abi: this.abi }),
      bind: (layer) => this.#bind(found, symbols, layer),
    };
  }

  /**
   * Frees the extension's memory and table entries. It cannot be loaded again from this object.
   * @throws WasmInUseError while modules, types or capsules of it are alive; for a hybrid extension that was loaded, always.
   */
  unload(): void {
    if (this.abi === "hybrid" && this.#drop !== null) {
      throw new WasmInUseError(this.path, ["code that CPython itself may call"], "A hybrid extension stays.");
    }
    this.#drop?.();
    const alive = describeAlive([...this.#instances].map(({ lifetime }) => lifetime));
    if (alive.length > 0) throw new WasmInUseError(this.path, alive);
    for (const instance of this.#instances) instance.unload();
    this.#instances.clear();
    this.#unbound = null;
    this.#isUnloaded = true;
  }

  #onlyName(): string {
    const [only, second] = this.names;
    if (only !== undefined && second === undefined) return only;
    const found = only === undefined ? "no module" : `several modules (${this.names.join(", ")})`;
    throw new WasmLoadError(
      this.path,
      `The file '${this.path}' holds ${found}: ` +
        (only === undefined ? "was it compiled with HPy_MODINIT?" : "say which one to load."),
    );
  }

  #instantiate(): WasmInstance {
    if (this.#isUnloaded)
      throw new WasmLoadError(this.path, `The HPy extension '${this.path}' was unloaded.`);
    try {
      const instance = this.#flavour.instantiate();
      this.#instances.add(instance);
      return instance;
    } catch (thrown) {
      throw openingError(this.path, thrown);
    }
  }

  #requires({ major, minor }: ModuleSymbols): AbiVersion {
    const exports = (this.#unbound ?? [...this.#instances][0])?.exports;
    const [readMajor, readMinor] = [exports?.[major], exports?.[minor]];
    if (typeof readMajor === "function" && typeof readMinor === "function") {
      return { major: readMajor() >>> 0, minor: readMinor() >>> 0 };
    }
    throw new WasmLoadError(
      this.path,
      `Error during loading of the HPy extension module at path '${this.path}'. Cannot locate the required minimal HPy ` +
        `versions as symbols '${minor}' and \`${major}\`. Error message from dlopen/WinAPI: the file does not export them`,
    );
  }

  #bind(name: string, symbols: ModuleSymbols, layer: Layer): ModuleDefinition {
    const problem = tagProblem(lastPart(name), this.path, this.#requires(symbols));
    if (problem !== null) throw new WasmLoadError(this.path, problem);
    for (const symbol of [symbols.setContext, symbols.init]) this.#mustExport(symbol);
    const instance = this.#unbound ?? this.#instantiate();
    this.#unbound = null;
    this.#drop = () =>
      layer.boundary.enter(() => {
        layer.extra.Sweep();
        for (const unused of this.#instances) if (unused.lifetime.count("module") === 0) unused.drop();
        layer.extra.Sweep();
      });
    try {
      return this.#flavour.bind(instance, layer, symbols);
    } catch (thrown) {
      if (!(thrown instanceof MissingDefinitionError)) throw thrown;
      throw new WasmLoadError(
        this.path,
        `Error during loading of the HPy extension module at path '${this.path}'. Function '${symbols.init}' returned NULL.`,
      );
    }
  }

  #mustExport(symbol: string): void {
    const exports = (this.#unbound ?? [...this.#instances][0])?.exports;
    if (typeof exports?.[symbol] === "function") return;
    throw new WasmLoadError(
      this.path,
      `Error during loading of the HPy extension module at path '${this.path}' while trying to find symbol '${symbol}'. ` +
        "Did you use the HPy_MODINIT macro to register your module? " +
        "Error message from dlsym/WinAPI: the file does not export it",
    );
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Upstream's words for a file that cannot be opened. */
export function openingError(path: string, cause: unknown): WasmLoadError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WasmLoadError(
    path,
    `Error during loading of the HPy extension module at path '${path}'. Error message from dlopen/WinAPI: ${reason}`,
    { cause },
  );
}
