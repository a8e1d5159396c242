"""HPy.js from Python alone: extensions in TypeScript or WebAssembly, in any Pyodide.

Importing this package starts HPy.js in the running Pyodide, unless the application did so with `loadHPy()`. From then on
`import name` finds `name.hpy0.wasm` and `name.hpy0.js` on `sys.path`. Wheels that `hpyjs wheel` makes import this package by
themselves.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Literal

from ._start import start
from ._version import __version__

__all__ = ["__version__", "load", "runtime", "take_over", "unload"]

# The runtime's JavaScript object (HPyRuntime); None where the application has started HPy.js itself.
runtime: Any = None if "_hpyjs_finding" in sys.modules else start()


def _own_runtime():
    if runtime is None:
        raise RuntimeError("this application has started HPy.js itself: use what its loadHPy() returned")
    return runtime


def load(
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    flavour: Literal["linked", "sandboxed"] = "linked",
    grants: Sequence[str] = (),
    modes: Sequence[str] = (),
    register: bool = True,
) -> ModuleType:
    """Loads an extension from a file `name.hpy0.wasm`, and returns the module.

    name      the module's full name; left out, the file's.
    flavour   "linked" into the interpreter's memory, at full speed and trusted; or "sandboxed", in a memory of its own.
    grants    what a sandboxed extension may do: "clock", "random", "stdout", "stderr", "eval", "import", …
    modes     modes around the extension, the innermost first: "debug", "trace".
    register  whether the module gets its place in sys.modules.
    """
    from js import Object
    from pyodide.ffi import to_js

    options = {"modes": list(modes), "register": register}
    if name is not None:
        options["name"] = name
    if flavour != "linked":
        options |= {"flavour": flavour, "grants": list(grants), "library": _read(_beside("libc.wasm"))}
    elif grants:
        raise ValueError('grants are for flavour="sandboxed": a linked extension can do everything')
    path = os.fspath(path)
    file = {"path": path, "bytes": _read(path)}
    convert = Object.fromEntries
    return _own_runtime().load(
        to_js(file, dict_converter=convert), to_js(options, dict_converter=convert)
    )


def unload(path: str | os.PathLike[str]) -> bool:
    """Gives back the memory of a file; returns whether anything was loaded from there."""
    return _own_runtime().unload(os.fspath(path))


def take_over(name: str) -> None:
    """Imports the extension `name` in the place of the Python file of that name, which calls this.

    Where HPy.js runs, an extension comes before the Python file beside it. So that file runs only where HPy.js did not run;
    now it does.
    """
    stub = sys.modules.pop(name)
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin == stub.__spec__.origin:
        raise ImportError(
            f"there is no extension {name} beside {stub.__file__}", name=name, path=stub.__file__
        )
    importlib.import_module(name)


def _beside(file):
    return os.path.join(os.path.dirname(__file__), file)


def _read(path):
    with open(path, "rb") as file:
        return file.read()
