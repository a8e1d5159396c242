/**
 * Globals: a module lists those that it uses, and each belongs to one interpreter.
 *
 * `HPyGlobal_Load` gets a global's value, not its address; a value that is in no listed global of this context is one
 * of another interpreter's, or was never stored.
 */

import { type Api, HPy_NULL, type ModuleDefinition, type Pointer } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";

/** The globals that the modules of one context list. */
export class Globals {
  readonly #context: DebugContext;
  /** How many modules list each, by address. */
  readonly #listed: Map<Pointer, number> = new Map();
  /** Those that were stored to and that no module lists; they were reported. */
  readonly #unlisted: Set<Pointer> = new Set();

  /** For one context. */
  constructor(context: DebugContext) {
    this.#context = context;
  }

  /** Knows the globals of a module from now on. @returns the definition, which tells when the module is gone. */
  list(definition: ModuleDefinition): ModuleDefinition {
    const addresses = definition.globals.map(({ address }) => address);
    for (const address of addresses) this.#listed.set(address, (this.#listed.get(address) ?? 0) + 1);
    return {
      ...definition,
      onFree: () => {
        for (const address of addresses) this.#forget(address);
        definition.onFree?.();
      },
    };
  }

  /** Whether a module lists the global at this address. If not, it is known from now on. */
  has(address: Pointer): boolean {
    if (this.#listed.has(address)) return true;
    this.#unlisted.add(address);
    return false;
  }

  /** Whether a global holds this value. */
  holds(value: number): boolean {
    for (const address of this.#listed.keys()) if (this.#context.read(address) === value) return true;
    for (const address of this.#unlisted) if (this.#context.read(address) === value) return true;
    return false;
  }

  #forget(address: Pointer): void {
    const count = (this.#listed.get(address) ?? 1) - 1;
    if (count > 0) this.#listed.set(address, count);
    else this.#listed.delete(address);
  }
}

/** Makes these functions. */
export function globalFunctions(
  context: DebugContext,
  api: Api,
  globals: Globals,
): Pick<Api, "Global_Store" | "Global_Load"> {
  return {
    Global_Store: (global, h) => {
      const where = "HPyGlobal_Store";
      if (h === HPy_NULL) {
        // Also whoever frees a module does this.
        api.Global_Store(global, h);
        return;
      }
      const inner = context.in(h, where);
      if (!globals.has(global)) {
        const problem = "the global is in no module's list of globals; add it to HPyModuleDef.globals";
        context.report({ kind: "global", upstream: null, problem, where, object: inner, isHarmless: true });
      }
      api.Global_Store(global, inner);
    },
    Global_Load: (global) => {
      const where = "HPyGlobal_Load";
      context.check(where);
      if ((global as number) !== 0 && !globals.holds(global as number)) {
        const problem =
          "the value is in no global of this context: it is another interpreter's, or was not stored with HPyGlobal_Store";
        context.report({ kind: "global", upstream: null, problem, where, isHarmless: true });
        return context.refuse(`${where}: the global is not this interpreter's`);
      }
      return context.out(api.Global_Load(global), where);
    },
  };
}
