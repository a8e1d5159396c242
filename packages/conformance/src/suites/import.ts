import { type Suite, suite, test } from "../suite.ts";

/**
 * Importing: `HPyImport_ImportModule`.
 *
 * Fixture `import`:
 * - `import_module(name)`: HPyImport_ImportModule of a str
 */
export const imports: Suite = suite("import", [
  test(
    "HPyImport_ImportModule() returns the module",
    `
    import math
    assert mod.import_module("math") is math
    assert mod.import_module("sys") is sys
    `,
  ),
  test(
    "HPyImport_ImportModule() returns the last module of a dotted name",
    `
    import os.path, importlib.abc
    assert mod.import_module("importlib.abc") is importlib.abc
    assert mod.import_module("os.path") is os.path
    `,
  ),
  test(
    "HPyImport_ImportModule() loads a module that was not loaded",
    String.raw`
    import importlib.abc, importlib.machinery
    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, self) if name == "conformance_\u0436" else None
        def exec_module(self, module):
            module.loaded = True
    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        module = mod.import_module("conformance_\u0436")
        assert module.loaded is True
        assert sys.modules["conformance_\u0436"] is module
    finally:
        sys.meta_path.remove(finder)
        sys.modules.pop("conformance_\u0436", None)
    `,
  ),
  test(
    "HPyImport_ImportModule() returns null and sets ModuleNotFoundError when there is no such module",
    `
    for name in ("no_such_module_at_all", "math.no_such_module", "no such module"):
        with raises(ModuleNotFoundError) as caught:
            mod.import_module(name)
        assert caught.value.name == name
    with raises(ValueError, "Empty module name"):
        mod.import_module("")
    `,
  ),
  test(
    "HPyImport_ImportModule() passes on what the module raises",
    `
    import importlib.abc, importlib.machinery
    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, self) if name == "conformance_bad" else None
        def exec_module(self, module):
            raise ZeroDivisionError("from the module")
    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        with raises(ZeroDivisionError, "from the module"):
            mod.import_module("conformance_bad")
        assert "conformance_bad" not in sys.modules
    finally:
        sys.meta_path.remove(finder)
    `,
  ),
  test(
    "HPyImport_ImportModule() calls an overridden __import__()",
    `
    import builtins
    names = []
    def replacement(name, globals=None, locals=None, fromlist=(), level=0):
        names.append(name)
        return original(name, globals, locals, fromlist, level)
    original, builtins.__import__ = builtins.__import__, replacement
    try:
        mod.import_module("math")
    finally:
        builtins.__import__ = original
    assert names == ["math"]
    `,
  ),
]);
