/** The module with all the code of sandboxes: compiled once for an interpreter, and instantiated for each sandbox. */

import { type DirectContext, WasmModule } from "@hpyjs/core";
import type { Grants } from "../grants.ts";
import { SandboxCode } from "./assembly.ts";
import type { EntryNeeds } from "./entries.ts";

/** Whether traps are caught, by a frame of JavaScript around each call into the module, or calls may be suspended. */
export type Traps = "catch" | "suspend";

/** A compiled module of sandboxes' code. */
export interface FastModule {
  /** The module. */
  readonly module: WebAssembly.Module;
  /** The names of what it imports from JavaScript and the interpreter, beside memories, table and globals. */
  readonly imports: readonly string[];
  /** The code in it. */
  readonly code: SandboxCode;
}

/** Whether the engine knows several memories in one module. */
export function hasSeveralMemories(): boolean {
  const module = new WasmModule();
  module.importMemory("env", "theirs");
  module.importMemory("env", "own");
  module.function("v:", []);
  return WebAssembly.validate(module.bytes());
}

/** Compiles the modules of one interpreter, each when it is first needed. */
export class FastModules {
  readonly #compiled: Map<string, FastModule> = new Map();
  #isPossible: boolean | null = null;

  /** Whether the engine can run them. */
  get arePossible(): boolean {
    this.#isPossible ??= hasSeveralMemories();
    return this.#isPossible;
  }

  /** The module for sandboxes with these traps and grants. */
  get(direct: DirectContext, needs: EntryNeeds, grants: Grants, traps: Traps): FastModule {
    const key = `${traps} ${grants.has("reflection")}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compile(direct, needs, grants, traps);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function compile(direct: DirectContext, needs: EntryNeeds, grants: Grants, traps: Traps): FastModule {
  const module = new WasmModule();
  module.importMemory("env", "theirs");
  module.importMemory("env", "own");
  module.importTable("env", "table");
  const place = {
    state: module.importGlobal("env", "state"),
    stackPointer: module.importGlobal("env", "stackPointer"),
    catches: traps === "catch",
  };
  const code = new SandboxCode(direct, needs, grants, place, (signature) => module.type(signature));
  const { names } = code;
  const assembly = code.assembly(names);
  for (const name of assembly.imports) module.importFunction("js", name, code.signatureOf(name));
  assembly.assemble(0, assembly.imports.length).forEach((body, index) => {
    const added = assembly.functions[index];
    if (added !== undefined) module.function(added.signature, body, names[index], added.locals);
  });
  return { module: new WebAssembly.Module(module.bytes()), imports: assembly.imports, code };
}
