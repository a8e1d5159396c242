/**
 * The module `hpy.universal`, as upstream has it: the functions by which Python code loads universal extensions.
 *
 * `load` does what it is told; `_load_bootstrap`, which the stubs beside upstream's binaries call, also looks at the
 * environment. The faces of the modes, `_debug` and `_trace`, are there when the application has handed them in.
 */
export const universalSource: string = `
"""HPy universal runtime."""

from importlib.machinery import ModuleSpec as _ModuleSpec
from operator import index as _index

from _hpyjs_finding import alias as _alias, missing_mode as _missing_mode
from _hpyjs_loading import (
    load as _load,
    log as _log,
    modes_from_environment as _modes_from_environment,
)

MODE_UNIVERSAL = 0
MODE_DEBUG = 1
MODE_TRACE = 2


def load(name, path, spec, debug=False, mode=-1):
    """Loads a universal extension from a file, and neither looks at sys.modules nor at the environment.

    A mode that is greater than 0 counts more than debug; one that is not known is MODE_UNIVERSAL. A spec that is None,
    such as importlib.util.spec_from_file_location() gives for a file that it does not know, is made up.
    """
    mode = _index(mode)
    if mode <= 0:
        mode = MODE_DEBUG if debug else MODE_UNIVERSAL
    modes = {MODE_DEBUG: ("debug",), MODE_TRACE: ("trace",)}.get(mode, ())
    if spec is None:
        spec = _ModuleSpec(_text(name), None, origin=_text(path))
    return _load(_text(name), _text(path), spec, modes)


def _load_bootstrap(name, ext_name, package, file, loader, spec, env):
    """Internal: called by stub loaders. Honours HPY and HPY_LOG and sets the module's attributes."""
    modes = _modes_from_environment(_text(name), env)
    _log(name, modes, env)
    module = _load(name, _text(file), spec, modes)
    module.__file__ = file
    module.__loader__ = loader
    module.__name__ = ext_name
    module.__package__ = package
    spec.origin = file
    module.__spec__ = spec
    return module


def get_version():
    """The version of HPy that is offered, and the revision of upstream's HPy that has the same context."""
    return ("0.9.0", "b57a33c1")


def _text(value):
    if not isinstance(value, str):
        raise TypeError(f"a str is required, not {type(value).__name__}")
    return value


def __getattr__(name):
    module = _alias(f"hpy.universal.{name}")
    if module is not None:
        globals()[name] = module
        return module
    if name in ("_debug", "_trace"):
        raise ImportError(f"cannot import name '{name}' from 'hpy.universal': {_missing_mode(name[1:])}")
    raise AttributeError(f"module 'hpy.universal' has no attribute '{name}'")
`;
