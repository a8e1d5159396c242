/** One instance of an extension that is linked into the interpreter: its C statics, its functions, and what of it lives. */

import type {
  EntryRequest,
  GlobalDefinition,
  ModuleDefinition,
  Pointer,
  WasmFunction,
  WasmHost,
} from "@hpyjs/core";
import { CxxExceptions } from "../cxx.ts";
import { Lifetime } from "../lifetime.ts";
import type { LinkedContext } from "./context.ts";
import type { ContextUser } from "./context-user.ts";
import type { InstanceEntries } from "./relink/entries.ts";
import type { SideModule } from "./side-module.ts";

/** One instance, before and after it is bound to a context. */
export class LinkedInstance implements ContextUser {
  /** What of it is alive in the interpreter. */
  readonly lifetime: Lifetime = new Lifetime();
  /** Its C++ exceptions. */
  readonly cxx: CxxExceptions;
  readonly #side: SideModule;
  readonly #entries: InstanceEntries;
  readonly #stored: Set<Pointer> = new Set();
  #context: LinkedContext | null = null;

  /** Takes a loaded side module over. */
  constructor(host: WasmHost, side: SideModule, entries: InstanceEntries) {
    this.#side = side;
    this.#entries = entries;
    this.cxx = new CxxExceptions(side.exports, () => host.memory.buffer);
  }

  /** What it exports. */
  get exports(): WebAssembly.Exports {
    return this.#side.exports;
  }

  /** Whether a C function pointer leads into it. */
  hasFunction(pointer: Pointer): boolean {
    return this.#side.tableEntries.includes(pointer);
  }

  /** Its own entry for one of its functions, or `null`. */
  entry(pointer: Pointer, request: EntryRequest): WasmFunction | null {
    return this.#entries.find(pointer, request);
  }

  /** Remembers that a global of this instance was stored to. Others' globals are ignored. */
  noteGlobal(global: Pointer): void {
    if (this.#ownsData(global)) this.#stored.add(global);
  }

  /** Makes the definition of one of its modules, bound to a context. @throws DefinitionError, or what its code throws. */
  bind(context: LinkedContext, address: Pointer): ModuleDefinition {
    this.#context = context;
    this.#entries.bind(context.pointer, (exception) => context.raiseCxx(this.cxx, exception));
    context.add(this);
    const { definition, globals } = context.readModule(address);
    const listed = this.#globals(context, globals);
    this.lifetime.begin("module");
    return this.lifetime.ofModule({ ...definition, globals: listed }, () => {
      const owned = new Set(listed.map((global) => global.address));
      context.clearGlobals([...this.#stored].filter((global) => !owned.has(global)));
      this.#stored.clear();
    });
  }

  /** Declares the interpreter dead that it is bound to, where it is. */
  die(cause: Error): void {
    this.#context?.die(cause);
  }

  /** What raw handles C statics hold, nobody knows; the globals were cleared with their module. */
  drop(): void {}

  /** Gives its memory and its table entries back. */
  unload(): void {
    this.#context?.remove(this);
    this.#side.unload();
  }

  /**
   * The globals that the module lists. Upstream never reads the list on CPython, so some extensions forget the NULL at
   * its end: it ends where an entry can be no global of this instance, which is an aligned word of its data that is
   * still empty.
   */
  #globals(context: LinkedContext, array: number): GlobalDefinition[] {
    const found: GlobalDefinition[] = [];
    if (array === 0) return found;
    for (let place = array; this.#ownsData(place); place += 4) {
      const address = context.memory.word(place, "HPyModuleDef.globals") as Pointer;
      if (address % 4 !== 0 || !this.#ownsData(address) || context.memory.word(address, "an HPyGlobal") !== 0)
        break;
      found.push({ address });
    }
    return found;
  }

  #ownsData(address: number): boolean {
    const { memoryBase, memorySize } = this.#side;
    return address >= memoryBase && address + 4 <= memoryBase + memorySize;
  }
}
