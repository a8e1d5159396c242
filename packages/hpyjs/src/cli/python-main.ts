/** How `hpyjs run` runs a script: Python code that does what `python script.py` does. */

/**
 * A function of the script's path, its name on the command line, and its arguments. It gives the exit status: arguments,
 * the folder on sys.path, the module `__main__`, SystemExit, tracebacks that begin in the script, exit functions.
 */
export const pythonMain = `
def _hpyjs_main(path, name, arguments):
    import atexit, builtins, os, sys, types
    sys.argv = [name, *arguments]
    sys.path.insert(0, os.path.dirname(path))
    main = types.ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    status = 0
    try:
        with open(path, "rb") as file:
            source = file.read()
        exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as exc:
        if isinstance(exc.code, int):
            status = exc.code & 0xff
        elif exc.code is not None:
            print(exc.code, file=sys.stderr)
            status = 1
    except BaseException as exc:
        # The first frame is this function's.
        exc.__traceback__ = exc.__traceback__.tb_next
        sys.excepthook(type(exc), exc, exc.__traceback__)
        status = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
    return status
_hpyjs_main
`;
