/**
 * Python's part of loading: which mode an extension is loaded in, and the steps from a file to a module.
 *
 * `HPY` is upstream's environment variable: `MODE` for all extensions, or `NAME:MODE{,NAME:MODE}`. Where upstream's
 * code does not do what its documentation says, this does what a user expects:
 *
 * - a module that a list does not name is loaded without a mode (upstream: ValueError);
 * - an empty `HPY` is as good as none (upstream: debug mode);
 * - names and modes are compared whole (upstream: the beginning is enough, `HPY=d` is debug mode);
 * - a name in a list is a module's full name or the last part of it (upstream knows only the last part);
 * - a mistake anywhere in a list raises ValueError (upstream: only where it is met before the module's name).
 *
 * Beyond upstream, `debug+trace` and `trace+debug` wrap both modes, the first outside.
 */
export const loadingSource: string = `
"""Loads HPy extensions from files."""

import sys

import _hpyjs_native as native


def modes_named(text):
    """The modes that a text names, the innermost first; None when it names none."""
    modes = [mode.strip() for mode in text.lower().split("+")]
    if modes == ["universal"]:
        return ()
    if set(modes) <= {"debug", "trace"} and len(set(modes)) == len(modes):
        return tuple(reversed(modes))
    return None


def invalid(value):
    error = ValueError(f"invalid HPy mode: {value[:50]}")
    error.add_note(
        "HPY is a mode (debug, trace, universal, debug+trace), or says it by module: HPY=name:debug,other:trace"
    )
    return error


def modes_from_environment(name, env):
    """The modes for a module by the variable HPY."""
    try:
        value = env["HPY"]
    except KeyError:
        return ()
    if not value.strip():
        return ()
    if ":" not in value:
        modes = modes_named(value)
        if modes is None:
            raise invalid(value)
        return modes
    found = None
    for item in value.split(","):
        if not item.strip():
            continue
        module, colon, mode = item.partition(":")
        module, modes = module.strip(), modes_named(mode)
        if not colon or not module or modes is None:
            raise invalid(value)
        if found is None and module in (name, name.rpartition(".")[2]):
            found = modes
    return found or ()


def log(name, modes, env):
    """Tells about a module that is loaded, if the variable HPY_LOG is there."""
    try:
        env["HPY_LOG"]
    except KeyError:
        return
    context = f" with a {'+'.join(reversed(modes))} context" if modes else ""
    print(f"Loading '{name[:200]}' in HPy universal mode{context}")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise RuntimeError(
            f"Error during loading of the HPy extension module at path '{path}'. "
            f"Error message from dlopen/WinAPI: {path}: cannot open shared object file: {error.strerror}"
        ) from None


def prepare(name, path, modes):
    """Opens a module in a file and binds it. Returns what makes and executes it."""
    native.open(name, path, read(path))
    hooks = sys.modules[native.hooks(modes)]
    hooks.bind()
    return hooks


def load(name, path, spec, modes):
    """A new module, executed; it has no place in sys.modules."""
    hooks = prepare(name, path, modes)
    module = hooks.create(spec)
    hooks.execute(module)
    return module
`;
