/** The module with all the code of sandboxes: compiled once for an interpreter, and instantiated for each sandbox. */

import type { DirectContext, WasmHost } from "@hpyjs/core";
import { WasmModule } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { isEqual } from "../../is-equal.ts";
import type { Grants } from "../grants.ts";
import { entryName, SandboxCode } from "./assembly.ts";
import type { EntryNeeds } from "./entries.ts";
import { type LinkedExtension, linkSandboxed } from "./link.ts";
import type { ObjectCode } from "./object-code.ts";
import { registerName } from "./registers.ts";
import { type Register, registers } from "./state.ts";

/** Whether traps are caught, by a frame of JavaScript around each call into the module, or calls may be suspended. */
export type Traps = "catch" | "suspend";

/** A compiled module of sandboxes' code. */
export interface CompiledCode {
  /** The module. */
  readonly module: WebAssembly.Module;
  /** The names of what it imports from JavaScript and the interpreter, beside memories, table and globals. */
  readonly imports: readonly string[];
}

/** The one with all of it. */
export interface FastModule extends CompiledCode {
  /** The code in it. */
  readonly code: SandboxCode;
}

/** The module that registers are imported from where they are another's. */
export const registersModule = "registers";

/** Whether the engine knows several memories in one module. */
function hasSeveralMemories(): boolean {
  const module = new WasmModule();
  module.importMemory("env", "theirs");
  module.importMemory("env", "own");
  module.function("v:", []);
  return WebAssembly.validate(module.bytes());
}

/** A compiled extension whose boundary is linked into it. */
export interface LinkedModule extends Omit<LinkedExtension, "bytes"> {
  /** The module. */
  readonly module: WebAssembly.Module;
}

/** So many linked extensions are compared with what is to be linked. */
const remembered = 16;

/** Compiles the modules of one interpreter, each when it is first needed. */
export class FastModules {
  readonly #compiled: Map<string, FastModule> = new Map();
  readonly #host: WasmHost;
  #linked: { readonly bytes: Uint8Array; readonly key: string; readonly code: WeakRef<LinkedModule> }[] = [];
  #isPossible: boolean | null = null;
  readonly #codes: Map<string, SandboxCode> = new Map();
  readonly #entries: Map<string, CompiledCode> = new Map();

  /** For the interpreter behind `host`. */
  constructor(host: WasmHost) {
    this.#host = host;
  }

  /** Whether the engine can run them. */
  get arePossible(): boolean {
    this.#isPossible ??= hasSeveralMemories();
    return this.#isPossible;
  }

  /**
   * An extension with its boundary linked into it. What it is compiled from is found to be a module first.
   * @returns `null` where that cannot be.
   */
  link(
    bytes: Uint8Array<ArrayBuffer>,
    binary: BinaryModule,
    grants: Grants,
    traps: Traps,
  ): LinkedModule | null {
    const { direct = null } = this.#host;
    if (direct === null || direct.entries === null || !this.arePossible) return null;
    const key = `${traps} ${grants.has("reflection")}`;
    this.#linked = this.#linked.filter(({ code }) => code.deref() !== undefined).slice(-remembered);
    const same = this.#linked.find((one) => one.key === key && isEqual(one.bytes, bytes))?.code.deref();
    if (same !== undefined) return same;
    // The engine's word, before anything is added that has a second memory.
    if (!WebAssembly.validate(bytes)) return null;
    const code = this.#code(direct, direct.entries, grants, traps);
    const found = linkSandboxed(bytes, binary, code);
    if (found === null) return null;
    try {
      const { bytes: linked, ...rest } = found;
      const linkedModule = { ...rest, module: new WebAssembly.Module(linked) };
      this.#linked.push({ bytes: bytes.slice(), key, code: new WeakRef(linkedModule) });
      return linkedModule;
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.CompileError)) throw thrown;
      return null;
    }
  }

  #code(direct: DirectContext, needs: EntryNeeds, grants: Grants, traps: Traps): SandboxCode {
    const key = `${traps} ${grants.has("reflection")}`;
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = new SandboxCode(direct, needs, grants, traps === "catch");
    this.#codes.set(key, code);
    return code;
  }

  /** The module for sandboxes with these traps and grants. */
  get(direct: DirectContext, needs: EntryNeeds, grants: Grants, traps: Traps): FastModule {
    const key = `${traps} ${grants.has("reflection")}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const code = this.#code(direct, needs, grants, traps);
    const compiled = { ...compile(code, code.names, false), code };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /** A module with the entry of one signature, for linked extensions, whose registers it uses. */
  entry(
    direct: DirectContext,
    needs: EntryNeeds,
    grants: Grants,
    traps: Traps,
    signature: string,
  ): CompiledCode {
    const key = `${traps} ${grants.has("reflection")} ${signature}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const compiled = compile(this.#code(direct, needs, grants, traps), [entryName(signature)], true);
    this.#entries.set(key, compiled);
    return compiled;
  }
}

/** Compiles functions of the code with what they call. @param areImported whether the registers are another module's. */
function compile(code: SandboxCode, names: readonly string[], areImported: boolean): CompiledCode {
  const module = new WasmModule();
  module.importMemory("env", "theirs");
  module.importMemory("env", "own");
  module.importTable("env", "table");
  const stackPointer = module.importGlobal("env", "stackPointer");
  const first = addRegisters(module, areImported);
  const { functions, imports } = code.collect(names);
  const indices = new Map([...imports, ...functions].map((name, index) => [name, index]));
  for (const name of imports) module.importFunction("js", name, code.signatureOf(name));
  const numbers = {
    function: (name: string) => indices.get(name) as number,
    registers: first,
    stackPointer,
    type: (signature: string) => module.type(signature),
    areShort: false,
  };
  const exported = new Set(names);
  for (const name of functions) {
    const added = code.object(name) as ObjectCode;
    module.function(
      added.signature,
      added.code(numbers),
      exported.has(name) ? name : undefined,
      added.locals,
    );
  }
  return { module: new WebAssembly.Module(module.bytes()), imports };
}

/** Adds the registers to a module, and gives the index of the first. */
function addRegisters(module: WasmModule, areImported: boolean): number {
  const indices = (Object.keys(registers) as Register[]).map((name) => {
    const [letter, value] = registers[name];
    if (areImported) return module.importGlobal(registersModule, name, letter);
    return module.global(registerName(name), letter, value);
  });
  return indices[0] as number;
}
