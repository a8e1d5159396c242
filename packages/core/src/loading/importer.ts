/**
 * The part of the loader that lives in Python.
 *
 * An interpreter that HPy extensions are loaded into has a module `_hpy_importer` in `sys.modules`. It holds the
 * interpreter's table of registered extensions, and a finder on `sys.meta_path` that serves them, so `import`,
 * `importlib.reload` and every other way to a module follow Python's own import system. Being Python objects, the
 * table and its entries belong to their interpreter, and die with it.
 */

import type { Handle } from "../handle.ts";
import { sourceKinds } from "../spec/constants.ts";
import type { RawScope } from "./raw-scope.ts";

/** The module's name in `sys.modules`. */
const importerName = "_hpy_importer";

/**
 * The module's source. `create_module` and `exec_module` of a loader are functions that the extension's ABI makes.
 * Registered extensions come before files of the same name, hence the first place on `sys.meta_path`.
 */
const importerSource = `
"""Finds and loads the HPy extensions that were loaded or registered from JavaScript."""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec


class ExtensionLoader:
    """Makes modules of one HPy extension; each load makes a module of its own."""

    def __init__(self, name, hooks):
        self.name = name
        self.create_module = hooks.create_module
        self.exec_module = hooks.exec_module

    def __repr__(self):
        return f"ExtensionLoader({self.name!r})"

    def is_package(self, fullname):
        return False

    def get_code(self, fullname):
        return None

    def get_source(self, fullname):
        return None


class ExtensionFinder:
    """Finds the HPy extensions that are registered by name."""

    def __init__(self):
        self.loaders = {}

    def find_spec(self, fullname, path=None, target=None):
        loader = self.loaders.get(fullname)
        return None if loader is None else make_spec(fullname, loader)


finder = ExtensionFinder()


def make_spec(name, loader=None):
    """The ModuleSpec of an HPy extension."""
    return ModuleSpec(name, loader, origin="HPy extension")


def register(loader):
    """Makes import find an extension."""
    finder.loaders[loader.name] = loader
    if finder not in sys.meta_path:
        sys.meta_path.insert(0, finder)


def load(loader):
    """A new module, which has no place in sys.modules."""
    module = module_from_spec(make_spec(loader.name, loader))
    loader.exec_module(module)
    return module


def load_registered(loader):
    """A new module, imported; one that was there before gives way, unless the new one fails."""
    name = loader.name
    earlier_loader = finder.loaders.get(name)
    earlier_module = sys.modules.pop(name, None)
    register(loader)
    try:
        return import_module(name)
    except BaseException:
        del finder.loaders[name]
        if earlier_loader is not None:
            finder.loaders[name] = earlier_loader
        if earlier_module is not None:
            sys.modules[name] = earlier_module
        raise
`;

/** The interpreter's `_hpy_importer`, which is made when it is first asked for. Belongs to the scope. */
export function openImporter(scope: RawScope): Handle {
  const { api } = scope;
  const modules = scope.attribute(scope.import("sys"), "modules");
  if (scope.check(api.Contains(modules, scope.string(importerName))) === 1) {
    return scope.own(api.GetItem_s(modules, scope.text(importerName)));
  }
  const moduleType = scope.attribute(scope.import("types"), "ModuleType");
  const module = scope.call(moduleType, { name: scope.string(importerName) });
  const namespace = scope.attribute(module, "__dict__");
  // Unlike exec(), evaluation does not add the builtins, and importing from a function below would miss them.
  scope.check(api.SetItem_s(namespace, scope.text("__builtins__"), api.h_Builtins));
  const code = scope.own(
    api.Compile_s(scope.text(importerSource), scope.text(`<${importerName}>`), sourceKinds.File),
  );
  scope.own(api.EvalCode(code, namespace, namespace));
  scope.check(api.SetItem_s(modules, scope.text(importerName), module));
  return module;
}
