/** The sandboxed flavour: extensions in a memory of their own. */

import type { Layer, ModuleDefinition } from "@hpyjs/core";
import { MissingDefinitionError, type WasmFlavour, type WasmInstance } from "../flavour.ts";
import { Lifetime } from "../lifetime.ts";
import type { ModuleSymbols } from "../symbols.ts";
import type { LinkedInstance } from "./fast/fast-environment.ts";
import { BoundSandbox, type SandboxOptions } from "./instance.ts";
import { SandboxMemory } from "./memory.ts";
import { instantiateSandboxed, type SandboxableModule, type SandboxedModule } from "./module.ts";
import type { SandboxViolation } from "./violation.ts";
import { type SystemHost, systemInterface } from "./wasi.ts";

/** One instance, before and after it is bound. */
class SandboxInstance implements WasmInstance {
  readonly lifetime: Lifetime = new Lifetime();
  readonly #module: SandboxedModule;
  readonly #options: SandboxOptions;
  readonly #linked: Pick<LinkedInstance, "late" | "module"> | null;
  #bound: BoundSandbox | null = null;

  constructor(module: SandboxableModule, options: SandboxOptions, host: SystemHost) {
    this.#options = options;
    let memory: SandboxMemory | null = null;
    const system = systemInterface(
      () => memory as SandboxMemory,
      options.grants,
      host,
      (violation) => this.#fail(violation),
    );
    const { linked } = module;
    this.#linked = linked && { module: linked, late: options.late(linked.imports) };
    this.#module = instantiateSandboxed(module, system, this.#linked?.late.imports ?? {}, (owner) => {
      memory = new SandboxMemory(owner.memory, owner.malloc, owner.free);
    });
  }

  get exports(): WebAssembly.Exports {
    return this.#module.exports;
  }

  bind(layer: Layer, { setContext, init }: ModuleSymbols): ModuleDefinition {
    this.#bound = new BoundSandbox(this.#module, layer, this.lifetime, this.#options, this.#linked);
    const definition = this.#bound.bind(setContext, init);
    if (definition === null) throw new MissingDefinitionError();
    return definition;
  }

  drop(): void {
    this.#bound?.drop();
  }

  unload(): void {
    this.#bound?.close();
    this.#bound = null;
  }

  #fail(violation: SandboxViolation): never {
    if (this.#bound === null) throw violation;
    return this.#bound.fail(violation);
  }
}

/** Makes the flavour for one file. */
export function sandboxedFlavour(
  module: SandboxableModule,
  options: SandboxOptions,
  host: SystemHost,
): WasmFlavour {
  return {
    name: "sandboxed",
    instantiate: () => new SandboxInstance(module, options, host),
    bind: (instance, layer, symbols) => (instance as SandboxInstance).bind(layer, symbols),
  };
}
