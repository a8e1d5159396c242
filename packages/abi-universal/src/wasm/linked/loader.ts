/** Linking extensions into one interpreter. */

import type { Layer, Pointer, WasmHost } from "@hpyjs/core";
import type { BinaryModule } from "../binary/module.ts";
import { endingFunction, errnoVariable, isLibrarySymbol } from "../library.ts";
import { StructMemory } from "../structs/struct-memory.ts";
import { LinkedContext } from "./context.ts";
import { LinkedInstance } from "./instance.ts";
import { loadSideModule, type SideEnvironment } from "./side-module.ts";

/** A compiled side module. */
export interface LinkableModule {
  /** The compiled module. */
  readonly module: WebAssembly.Module;
  /** What it says about itself. */
  readonly binary: BinaryModule;
  /** What it may use of the interpreter: the C library, or everything that is exported. */
  readonly symbols: "library" | "interpreter";
}

/** Links side modules into one interpreter, and keeps a context for each of its layers. */
export class Linker {
  readonly #host: WasmHost;
  readonly #contexts: WeakMap<Layer, LinkedContext> = new WeakMap();

  /** For the interpreter behind `host`. */
  constructor(host: WasmHost) {
    this.#host = host;
  }

  /** The context of a layer, written when it is first asked for. */
  context(layer: Layer): LinkedContext {
    let context = this.#contexts.get(layer);
    if (context === undefined) {
      context = new LinkedContext(this.#host, layer);
      this.#contexts.set(layer, context);
    }
    return context;
  }

  /**
   * Makes a new instance of a side module.
   * @throws UnresolvedError for an import that the interpreter does not offer; whatever instantiation throws.
   */
  instantiate({ module, binary, symbols }: LinkableModule): LinkedInstance {
    if (binary.dylink === null) throw new TypeError("only a side module can be linked");
    const side = loadSideModule(module, binary, binary.dylink, this.#environment(symbols));
    return new LinkedInstance(this.#host, side);
  }

  #environment(symbols: LinkableModule["symbols"]): SideEnvironment {
    const host = this.#host;
    const isAllowed = (name: string): boolean => symbols === "interpreter" || isLibrarySymbol(name);
    const calloc = host.symbol("calloc") as (count: number, size: number) => number;
    const free = host.symbol("free") as (pointer: number) => void;
    const memory = new StructMemory(() => host.memory.buffer);
    const text = (pointer: number): string | null => memory.text(pointer, "an assertion");
    return {
      host,
      alloc: (size) => {
        const pointer = calloc(1, Math.max(size, 1)) >>> 0;
        if (pointer === 0)
          throw new RangeError(`out of memory: the extension needs ${size} bytes for its data`);
        return pointer as Pointer;
      },
      free,
      symbols,
      libraryFunction: (name) =>
        endingFunction(name, text) ?? (isAllowed(name) ? host.symbol(name) : undefined),
      libraryAddress: (name, kind) => {
        if (name === errnoVariable) return (host.symbol("__errno_location") as () => number)();
        if (!isAllowed(name)) return undefined;
        const found = host.symbol(name);
        if (kind === "function") return typeof found === "function" ? host.functionPointer(name) : undefined;
        return found instanceof WebAssembly.Global ? (found.value as number) : undefined;
      },
    };
  }
}
