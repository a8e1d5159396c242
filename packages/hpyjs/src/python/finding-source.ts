/**
 * How Python's `import` finds HPy's own modules, and extensions in files.
 *
 * Three finders on `sys.meta_path`, in its order:
 *
 * - `OwnFinder`, first like the interpreter's built-in modules: `hpy.universal` and what the modes bring;
 * - `FileExtensionFinder`, right before Python's finder of files: `name.hpy0.wasm` (or `name.hpy0.js`, an extension in
 *   TypeScript) on `sys.path` or in a package.
 *   In one folder an extension comes where CPython has its own: after a package, before `name.py`; and what an earlier
 *   folder has comes first. So it looks for extensions alone, and where there is one, it asks Python's finder about
 *   the folders up to that. Where there is none, which is nearly always, an import costs no more than a `stat` for
 *   each folder;
 * - `LastFinder`, last: the package `hpy` where no folder has it, and a clear error for the modules of absent modes and for
 *   extensions of the hybrid ABI that are for another interpreter.
 */
export const findingSource: string = `
"""Finds HPy's modules and extensions."""

import os
import sys
from importlib import import_module
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    PathFinder,
)
from importlib.util import spec_from_file_location

import _hpyjs_loading as loading

sources = {}
aliases = {}


def alias(name):
    """The module behind another name, imported; None when there is none."""
    target = aliases.get(name)
    return None if target is None else import_module(target)


def missing_mode(mode):
    return (
        f"install @hpyjs/{mode}, and give its mode with its Python modules to "
        f"loadHPy(pyodide, {{ modes: {{ {mode}: … }} }})."
    )


class OwnLoader:
    """Loads a module from source that HPy.js carries."""

    def __init__(self, source, package):
        self.source = source
        self.package = package

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def is_package(self, fullname):
        return self.package

    def get_code(self, fullname):
        return compile(self.source, f"<{fullname}>", "exec")

    def get_source(self, fullname):
        return self.source


class OwnFinder:
    """Finds the modules that HPy.js carries."""

    def find_spec(self, fullname, path=None, target=None):
        source = sources.get(fullname)
        if source is None:
            return None
        package = any(name.startswith(f"{fullname}.") for name in own_names)
        return ModuleSpec(fullname, OwnLoader(source, package), origin="HPy.js", is_package=package)


class FoldersOf:
    """The folders of a package that others may add to, as they are at the moment."""

    def __init__(self, name):
        self.name = name

    def now(self):
        spec = PathFinder.find_spec(self.name)
        return list((spec and spec.submodule_search_locations) or ())

    def __iter__(self):
        return iter(self.now())

    def __len__(self):
        return len(self.now())

    def __getitem__(self, index):
        return self.now()[index]

    def __repr__(self):
        return f"FoldersOf({self.name!r})"


class LastFinder:
    """Finds the package hpy where nobody else has it, and says why what is nearly there cannot be imported."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname == "hpy":
            spec = ModuleSpec("hpy", None, is_package=True)
            spec.submodule_search_locations = FoldersOf("hpy")
            return spec
        parent, _, mode = fullname.rpartition(".")
        if parent == "hpy" and mode in ("debug", "trace"):
            raise ModuleNotFoundError(f"No module named '{fullname}': {missing_mode(mode)}", name=fullname)
        found = self.for_other_interpreter(fullname.rpartition(".")[2], sys.path if path is None else path)
        return found and spec_from_file_location(fullname, found, loader=HPyFileLoader(fullname, found))

    def for_other_interpreter(self, name, folders):
        """The path of an extension of the hybrid ABI that another interpreter can load; loading it says which."""
        for folder in folders:
            try:
                files = os.listdir(folder or os.curdir)
            except OSError:
                continue
            for file in sorted(files):
                if file.startswith(f"{name}.hpy0-") and file.endswith(".wasm"):
                    return os.path.join(folder, file)
        return None


class HPyFileLoader(ExtensionFileLoader):
    """Loads an HPy extension from a file."""

    hooks = None

    def create_module(self, spec):
        modes = loading.modes_from_environment(spec.name, os.environ)
        loading.log(spec.name, modes, os.environ)
        try:
            self.hooks = loading.prepare(spec.name, self.path, modes)
        except RuntimeError as error:
            if type(error) is not RuntimeError:
                raise
            raise ImportError(str(error), name=spec.name, path=self.path) from error
        except ImportError as error:
            raise ImportError(str(error), name=spec.name, path=self.path) from None
        return self.hooks.create(spec)

    def exec_module(self, module):
        # Only a loader that has made a module can have one that is to be executed: reloading does nothing.
        if self.hooks is not None:
            self.hooks.execute(module)

    def is_package(self, fullname):
        return os.path.basename(self.path).startswith("__init__.")


class FileExtensionFinder:
    """Finds HPy extensions in files."""

    def __init__(self):
        version = "".join(map(str, sys.version_info[:2]))
        hybrid = (f".hpy0-cp{version}-wasm32-emscripten.wasm", f".hpy0-cp{version}.wasm")
        self.loaders = ((HPyFileLoader, [*hybrid, ".hpy0.wasm", ".hpy0.js"]),)
        self.folders = {}

    def find_spec(self, fullname, path=None, target=None):
        earlier = []
        for entry in sys.path if path is None else path:
            earlier.append(entry)
            folder = self.folder(entry)
            spec = folder and folder.find_spec(fullname)
            if spec and spec.loader:
                return spec if self.comes_first(fullname, spec, earlier) else None
        return None

    def comes_first(self, fullname, spec, entries):
        """Whether an extension in the last entry comes before whatever else the entries have."""
        *before, last = entries
        earlier = PathFinder.find_spec(fullname, before)
        if earlier and earlier.loader:
            return False
        beside = PathFinder.find_spec(fullname, [last])
        if beside is None or beside.loader is None:
            return True
        packages = [found.submodule_search_locations is not None for found in (spec, beside)]
        if packages[0] != packages[1]:
            return packages[0]
        return not (beside.origin or "").endswith(tuple(EXTENSION_SUFFIXES))

    def folder(self, entry):
        """The finder for one folder; None for what is no folder."""
        try:
            entry = entry or os.getcwd()
            return self.folders[entry]
        except (KeyError, OSError):
            folder = FileFinder(entry, *self.loaders) if entry and os.path.isdir(entry) else None
            self.folders[entry] = folder
            return folder

    def invalidate_caches(self):
        self.folders.clear()


own_names = set()
finders = (OwnFinder(), FileExtensionFinder(), LastFinder())


def install(more_sources, more_aliases, names):
    """Makes import find everything. What an earlier HPy.js of this interpreter has installed gives way."""
    sources.update(more_sources)
    aliases.update(more_aliases)
    own_names.update(names, more_sources)
    own, files, last = finders
    sys.meta_path.insert(0, own)
    before = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path)
    sys.meta_path.insert(before, files)
    sys.meta_path.append(last)


def uninstall():
    """Takes everything away again."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in finders]
    for name in own_names:
        sys.modules.pop(name, None)
`;
