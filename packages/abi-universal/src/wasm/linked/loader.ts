/** Linking extensions into one interpreter. */

import type { Layer, Pointer, WasmHost } from "@hpyjs/core";
import type { BinaryModule } from "../binary/module.ts";
import { isEqual } from "../is-equal.ts";
import { endingFunction, errnoVariable, isLibrarySymbol } from "../library.ts";
import { StructMemory } from "../structs/struct-memory.ts";
import { LinkedContext } from "./context.ts";
import { LinkedInstance } from "./instance.ts";
import { InstanceEntries } from "./relink/entries.ts";
import { directModule, type Relinked, relink } from "./relink/relink.ts";
import { loadSideModule, type SideEnvironment } from "./side-module.ts";

/** A compiled side module. */
export interface LinkableModule {
  /** The compiled module, and what it imports for calls that were linked. */
  readonly code: LinkedCode;
  /** What it says about itself. */
  readonly binary: BinaryModule;
  /** What it may use of the interpreter: the C library, or everything that is exported. */
  readonly symbols: "library" | "interpreter";
}

/** A compiled module whose calls of the context may be linked. */
export interface LinkedCode {
  /** The module. */
  readonly module: WebAssembly.Module;
  /** What linked calls import; `null` where none was linked. */
  readonly direct: Relinked["imports"] | null;
}

/** Links side modules into one interpreter, and keeps a context for each of its layers. */
export class Linker {
  readonly #host: WasmHost;
  readonly #contexts: WeakMap<Layer, LinkedContext> = new WeakMap();
  /** What was compiled last, as long as anybody has it, by its bytes: an extension that is loaded again is here. */
  #compiled: { readonly bytes: Uint8Array; readonly code: WeakRef<LinkedCode> }[] = [];

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
   * Compiles a module, its calls of the context linked where that is possible (`relink/relink.ts`).
   * @param isLinking whether they are to be.
   * @throws WebAssembly.CompileError for what is no module.
   */
  compile(bytes: Uint8Array<ArrayBuffer>, binary: BinaryModule, isLinking: boolean): LinkedCode {
    if (!isLinking) return { module: new WebAssembly.Module(bytes), direct: null };
    this.#compiled = this.#compiled
      .filter(({ code }) => code.deref() !== undefined)
      .slice(-rememberedModules);
    const known = this.#compiled.find((entry) => isEqual(entry.bytes, bytes))?.code.deref();
    if (known !== undefined) return known;
    const code = this.#compile(bytes, binary);
    this.#compiled.push({ bytes: bytes.slice(), code: new WeakRef(code) });
    return code;
  }

  #compile(bytes: Uint8Array<ArrayBuffer>, binary: BinaryModule): LinkedCode {
    const { direct = null } = this.#host;
    const linked = direct === null ? null : relink(bytes, binary, direct);
    try {
      if (linked !== null) return { module: new WebAssembly.Module(linked.bytes), direct: linked.imports };
    } catch (thrown) {
      // What was wrong before is wrong still; everything else must be able to run as it is.
      if (!(thrown instanceof WebAssembly.CompileError)) throw thrown;
    }
    return { module: new WebAssembly.Module(bytes), direct: null };
  }

  /**
   * Makes a new instance of a side module.
   * @throws UnresolvedError for an import that the interpreter does not offer; whatever instantiation throws.
   */
  instantiate({ code, binary, symbols }: LinkableModule): LinkedInstance {
    if (binary.dylink === null) throw new TypeError("only a side module can be linked");
    const entries = new InstanceEntries();
    const direct = code.direct && { ...code.direct, ...entries.imports };
    let instance: LinkedInstance | null = null;
    const trap = (error: Error): never => {
      instance?.die(error);
      throw error;
    };
    const environment = this.#environment(symbols, direct, trap);
    const side = loadSideModule(code.module, binary, binary.dylink, environment);
    entries.begin(side.exports, side.tableEntries[0] ?? 0);
    instance = new LinkedInstance(this.#host, side, entries);
    return instance;
  }

  #environment(
    symbols: LinkableModule["symbols"],
    direct: LinkedCode["direct"],
    trap: (error: Error) => never,
  ): SideEnvironment {
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
      extra: direct === null ? {} : { [directModule]: direct },
      libraryFunction: (name) =>
        endingFunction(name, text, trap) ?? (isAllowed(name) ? host.symbol(name) : undefined),
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

/** So many modules are compared with what is to be compiled. */
const rememberedModules = 16;
