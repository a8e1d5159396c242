/**
 * The globals of modules, as the collector sees them.
 *
 * An `HPyGlobal` is a place in the extension's memory, so nobody but the module that lists it lets go of what it holds:
 * it visits its globals, and empties them when it dies. Types that are made while a module executes keep it alive, as
 * CPython's own types do, so that their methods find the globals as long as there are instances. A global that two
 * modules list belongs to the first.
 */

import { type GlobalDefinition, type Handle, HPy_NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";

/** What CPython calls for a module with globals. */
export interface GlobalFunctions {
  /** `m_traverse`. */
  readonly traverse: CallbackSpec;
  /** `m_clear`. */
  readonly clear: CallbackSpec;
}

/** Knows which globals belong to living modules, for one interpreter. */
export class ModuleGlobals {
  readonly #interpreter: Interpreter;
  /** The claimed globals. The definitions keep their memory from being freed before the module is. */
  readonly #owned: Map<Pointer, GlobalDefinition> = new Map();

  /** For modules of `interpreter`. */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** Makes those globals that have no owner a new module's. */
  claim(globals: readonly GlobalDefinition[]): readonly Pointer[] {
    const claimed: Pointer[] = [];
    for (const global of globals) {
      if (this.#owned.has(global.address)) continue;
      this.#owned.set(global.address, global);
      claimed.push(global.address);
    }
    return claimed;
  }

  /** Empties the globals of a module that dies. */
  release(claimed: readonly Pointer[]): void {
    for (const address of claimed) {
      this.#empty(address);
      this.#owned.delete(address);
    }
  }

  /** The functions for a module that owns `claimed`. */
  functions(claimed: readonly Pointer[]): GlobalFunctions {
    const { edge, memory, transport } = this.#interpreter;
    const traverse = (_module: Handle, visit: Pointer, arg: Pointer): number => {
      const visitor = transport.functionAt(visit);
      for (const address of claimed) {
        const value = memory.u32()[address >>> 2] as number;
        const result = value === HPy_NULL ? 0 : visitor(value, arg);
        if (result !== 0) return result;
      }
      return 0;
    };
    const clear = (): number => {
      for (const address of claimed) this.#empty(address);
      return 0;
    };
    return { traverse: edge.frame("i:hpp", traverse), clear: edge.frame("i:h", clear) };
  }

  /** Collector and deallocation lead here, which nothing may refuse: hence the call without a guard. */
  #empty(address: Pointer): void {
    const { memory, transport } = this.#interpreter;
    const value = memory.u32()[address >>> 2] as Handle;
    memory.u32()[address >>> 2] = HPy_NULL;
    if (value !== HPy_NULL) transport.bare.Py_DecRef(value);
  }
}
