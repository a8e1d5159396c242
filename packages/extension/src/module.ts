/** Modules written in TypeScript. */

import {
  type AbiVersion,
  abi,
  type Definition,
  type ExtensionModule,
  type Handle,
  HPy_NULL,
  type Layer,
  type ModuleDefinition,
  NULL,
} from "@hpyjs/core";
import { adaptMethod } from "./adapt-method.ts";
import { needNothing } from "./adapt-slot.ts";
import type { Context } from "./context.ts";
import { createBinding, type ModuleBinding } from "./create-context.ts";
import type { HPy, ObjectAccess } from "./handle.ts";
import type { MethodSpecs } from "./implementation.ts";
import type { AnyTypeToken } from "./instance.ts";
import type { Returned } from "./returned.ts";

/** A handle to the module, as its methods and its `exec` get it. `T` is the module's state. */
export interface ModuleInstance<T> extends HPy {
  /** The value that belongs to this load of the module in this interpreter; made when first asked for. */
  state: T;
}

/** What runs when the module is executed. */
export type Exec<T> = (ctx: Context, module: ModuleInstance<T>) => void;

/** What an ordinary module is made of. `T` is its state. */
export interface OrdinaryModuleSpec<T> {
  /** The docstring. */
  readonly doc?: string;
  /** The types, bases before what derives from them; each becomes an attribute by the last part of its name. */
  readonly types?: readonly AnyTypeToken[];
  /** Functions by name; `self` is the module. */
  readonly methods?: MethodSpecs<ModuleInstance<T>>;
  /** Makes the state of a load of the module, when it is first asked for. */
  readonly state?: () => T;
  /** The names of references to Python objects that the module keeps (`ctx.Global_Load`, `ctx.Global_Store`). */
  readonly globals?: readonly string[];
  /** The size in bytes of a state in C memory, filled with zeros (`ctx.Module_GetState`); 0 when left out. */
  readonly size?: number;
  /** What runs when the module is executed, after its types were made: a function, or several in order. */
  readonly exec?: Exec<T> | readonly Exec<T>[];
  /** Only for {@link CustomModuleSpec}. */
  readonly create?: never;
}

/** A module that is any object but a module: `create` makes it of the `ModuleSpec`, and nothing else can be given. */
export interface CustomModuleSpec {
  /** Makes the object that `import` gives. */
  readonly create: (ctx: Context, spec: HPy) => Returned;
}

/** What a module is made of. */
export type ModuleSpec<T> = OrdinaryModuleSpec<T> | CustomModuleSpec;

/** A module written in TypeScript, as it was written. It holds nothing that belongs to an interpreter. */
export interface HPyModule<T = undefined> extends ExtensionModule {
  /** What it is made of. */
  readonly spec: ModuleSpec<T>;
}

/**
 * Writes a module (`HPyModuleDef`).
 *
 * @param name the full name by which it is imported.
 * @param spec what it is made of.
 *
 * @example
 * ```ts
 * import { HPyModule } from "@hpyjs/extension";
 *
 * export const hello = HPyModule("hello", {
 *   doc: "Greets.",
 *   methods: { greet: { O: (ctx, _self, name) => `Hello, ${ctx.Unicode_AsUTF8AndSize(name)}!` } },
 * });
 * ```
 */
export function HPyModule<T = undefined>(name: string, spec: ModuleSpec<T>): HPyModule<T> {
  const frozen = Object.freeze({ ...spec });
  const bind = (layer: Layer): ModuleDefinition =>
    frozen.create === undefined ? bindModule(layer, frozen).definition : bindCustom(layer, frozen.create);
  return Object.freeze({ name, requires: currentVersion, spec: frozen, bind });
}

/** The version of the API that modules are written for. */
export const currentVersion: AbiVersion = { major: abi.major, minor: abi.minor };

/** The state of one binding, as the module's handle reaches it. */
class ModuleState implements ObjectAccess {
  readonly #make: (() => unknown) | undefined;
  #made: { value: unknown } | undefined;

  constructor(make: (() => unknown) | undefined) {
    this.#make = make;
  }

  getValue(): unknown {
    this.#made ??= { value: this.#make?.() };
    return this.#made.value;
  }

  setValue(_module: HPy, value: unknown): void {
    this.#made = { value };
  }

  members(): never {
    throw new TypeError("A module has no members.");
  }

  fieldAddress(): never {
    throw new TypeError("A module has no fields; it has globals: see ctx.Global_Load().");
  }

  load(): never {
    return this.fieldAddress();
  }

  store(): never {
    return this.fieldAddress();
  }
}

function bindCustom(layer: Layer, create: CustomModuleSpec["create"]): ModuleDefinition {
  const { calls, ctx } = createBinding(layer, { types: [], globals: [], state: new ModuleState(undefined) });
  const impl = (moduleSpec: Handle): Handle => {
    const outer = calls.scopes.enter();
    try {
      const result = calls.give(create(ctx, calls.argument(moduleSpec)));
      calls.scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
  const defines: Definition[] = [{ kind: "slot", slot: "mod_create", impl }];
  return { doc: null, size: 0, legacyMethods: NULL, globals: [], defines };
}

/** Makes all that belongs to one load of a module. */
export function bindModule<T>(
  layer: Layer,
  spec: OrdinaryModuleSpec<T>,
): { readonly definition: ModuleDefinition; readonly binding: ModuleBinding } {
  const { types = [], globals = [], methods = {}, size = 0, doc = null, state } = spec;
  const binding = createBinding(layer, { types, globals, state: new ModuleState(state) });
  const cells = [...binding.globals.values(), ...binding.types.cells];
  // Nothing else may lead from a module without functions to the memory of its globals.
  const owner = binding.kernel.arena;
  const defines: Definition[] = Object.entries(methods as MethodSpecs<HPy>).map(([name, method]) =>
    adaptMethod(binding, null, name, method),
  );
  for (const exec of executions(spec)) defines.push(adaptExec(binding, exec as Exec<unknown>));
  const definition: ModuleDefinition = {
    doc,
    size,
    legacyMethods: NULL,
    defines,
    globals: cells.map((address) => ({ address, owner })),
  };
  return { definition, binding };
}

/** What runs when the module is executed: first its types are made. */
function executions<T>({
  exec = [],
  types = [],
}: OrdinaryModuleSpec<T>): (Exec<T> | readonly AnyTypeToken[])[] {
  const own = typeof exec === "function" ? [exec] : exec;
  return types.length === 0 ? [...own] : [types, ...own];
}

function adaptExec(binding: ModuleBinding, exec: Exec<unknown> | readonly AnyTypeToken[]): Definition {
  const { calls, ctx, moduleSelf, types } = binding;
  const impl = (module: Handle): number => {
    const outer = calls.scopes.enter();
    try {
      const self = moduleSelf.get(module) as ModuleInstance<unknown>;
      if (typeof exec === "function") needNothing(exec(ctx, self));
      else {
        for (const token of exec) {
          ctx.SetAttr_s(self, token.name.slice(token.name.lastIndexOf(".") + 1), types.makeListed(token));
        }
      }
      calls.scopes.leave(outer);
      return 0;
    } catch (thrown) {
      return calls.abandon(outer, thrown, -1);
    }
  };
  return { kind: "slot", slot: "mod_exec", impl };
}
