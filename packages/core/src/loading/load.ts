/**
 * From an extension to a Python module, the steps that all ABIs share.
 *
 * An extension is bound to a layer, which makes a definition; the definition becomes a module; the module is executed.
 * The order of things is Python's: a name finds a spec, the spec's loader makes the module, the module gets its
 * attributes and its place in `sys.modules`, and then it is executed (`importer.ts` is the finder and the loader).
 * Whoever brings a spec is the import system itself, and gets only the two steps that are the extension's.
 */

import type { ModuleDefinition } from "../definitions.ts";
import type { ExtensionModule } from "../extension-module.ts";
import { type Handle, HPy_NULL, NULL } from "../handle.ts";
import type { Layer } from "../layer.ts";
import { openImporter } from "./importer.ts";
import { inScope, type RawScope } from "./raw-scope.ts";

/** How to load an extension under a name, as `import` would. */
export interface LoadByName {
  /** The module's full name in Python; left out, the extension's own. */
  readonly name?: string;
  /**
   * Whether the module gets its place in `sys.modules`, and in its parent package, so that `import` and
   * `importlib.reload` find it; left out, it does not, and belongs to the caller alone.
   */
  readonly register?: boolean;
}

/** How to load an extension on behalf of an import system. */
export interface LoadBySpec {
  /**
   * The module's `ModuleSpec`. The module is made and executed, nothing else: its import attributes and its place in
   * `sys.modules` are the caller's business. Stays the caller's.
   */
  readonly spec: Handle;
}

/** How to load an extension. */
export type LoadOptions = LoadByName | LoadBySpec;

/**
 * Loads an extension: each call makes a new, independent module. Runs inside a call (`layer.boundary.enter`).
 * @returns a new handle to the module, or null with an exception set.
 * @throws whatever the extension's `bind` throws; TypeError for a name that no module can have.
 */
export function loadExtension(layer: Layer, extension: ExtensionModule, options: LoadOptions = {}): Handle {
  if ("spec" in options) return loadFromSpec(layer, extension.bind(layer), options.spec);
  const { name = extension.name, register = false } = options;
  checkName(name);
  const definition = extension.bind(layer);
  return inScope(layer, HPy_NULL, (scope) => {
    const importer = openImporter(scope);
    const loader = newLoader(scope, importer, { extension, name, definition });
    return scope.result(scope.attribute(importer, register ? "load_registered" : "load"), { loader });
  });
}

/**
 * Makes `import name` find an extension, which is bound and made when it is first imported. Runs inside a call.
 * @param options the name in Python, if it is not the extension's own.
 * @returns 0, or -1 with an exception set.
 * @throws TypeError for a name that no module can have.
 */
export function registerExtension(
  layer: Layer,
  extension: ExtensionModule,
  options: Pick<LoadByName, "name"> = {},
): number {
  const { name = extension.name } = options;
  checkName(name);
  return inScope(layer, -1, (scope) => {
    const importer = openImporter(scope);
    const loader = newLoader(scope, importer, { extension, name, definition: null });
    scope.call(scope.attribute(importer, "register"), { loader });
    return 0;
  });
}

/** A `ModuleSpec` for an extension, without a loader. New handle, or null with an exception set. */
export function newModuleSpec(layer: Layer, name: string): Handle {
  checkName(name);
  return inScope(layer, HPy_NULL, (scope) =>
    scope.result(scope.attribute(openImporter(scope), "make_spec"), { name: scope.string(name) }),
  );
}

function loadFromSpec({ api, extra }: Layer, definition: ModuleDefinition, spec: Handle): Handle {
  const module = extra.Module_FromDefinition(definition, spec);
  if (module === HPy_NULL || extra.Module_Exec(module) === 0) return module;
  api.Close(module);
  return HPy_NULL;
}

interface Loadable {
  readonly extension: ExtensionModule;
  readonly name: string;
  /** What the extension's `bind` gave already, for the first module; `null` to bind when that is made. */
  readonly definition: ModuleDefinition | null;
}

function newLoader(scope: RawScope, importer: Handle, loadable: Loadable): Handle {
  const name = scope.string(loadable.name);
  const hooksName = scope.attribute(importer, "__name__");
  const spec = scope.call(scope.attribute(importer, "make_spec"), { name: hooksName });
  const hooks = scope.own(scope.layer.extra.Module_FromDefinition(hooksOf(scope.layer, loadable), spec));
  return scope.call(scope.attribute(importer, "ExtensionLoader"), { name, hooks });
}

/** The definition of a module with the two functions that a loader needs, for one extension. */
function hooksOf(layer: Layer, { extension, definition }: Loadable): ModuleDefinition {
  const { extra } = layer;
  const api = layer.unobserved ?? layer.api;
  let bound = definition;
  return {
    doc: null,
    size: 0,
    legacyMethods: NULL,
    globals: [],
    defines: [
      {
        kind: "meth",
        name: "create_module",
        signature: "O",
        isRare: true,
        doc: "create_module(spec, /)\n--\n\nMakes a module of the extension.",
        impl: (_self, spec) => {
          const made = bound ?? extension.bind(layer);
          bound = null;
          return extra.Module_FromDefinition(made, spec);
        },
      },
      {
        kind: "meth",
        name: "exec_module",
        signature: "O",
        isRare: true,
        doc: "exec_module(module, /)\n--\n\nExecutes a module of the extension, the first time.",
        impl: (_self, module) => (extra.Module_Exec(module) === 0 ? api.Dup(api.h_None) : HPy_NULL),
      },
    ],
  };
}

function checkName(name: string): void {
  if (typeof name === "string" && name !== "" && !name.includes("\0") && name.isWellFormed()) return;
  const shown = typeof name === "string" ? JSON.stringify(name) : String(name);
  throw new TypeError(`A module's name is a text without NUL that is not empty, not ${shown}.`);
}
