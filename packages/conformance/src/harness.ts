/**
 * The Python side of the runner: a module `_hpy_conformance` that compiles a test's body, runs it as often as it is
 * told to, and counts what it leaves behind. A body runs in a namespace of its own, which holds:
 *
 * - `mod`: the fixture, loaded afresh for the test.
 * - `raises(Exc, match=None)`: a context manager that fails unless its block raises; its `.value` is the exception.
 *   `match` is searched for in `str(exception)`.
 * - `load(fixture=None)`: another fresh instance of the test's fixture, or of the named one.
 * - `output()`: `(stdout, stderr)` since the last call, what C code wrote included.
 * - `unraisable()`: a context manager that gives a list, to which what reaches `sys.unraisablehook` is added as
 *   `(exc_type, str(exception), repr(object))`.
 * - `asyncio`, `gc`, `sys`.
 *
 * `assert` with a comparison reports both sides.
 */

/** The name of the Python module. */
export const harnessName = "_hpy_conformance";

/** The name of the module through which it calls JavaScript. */
export const hostName = "_hpy_conformance_host";

/** The module's source. */
export const harnessSource: string = String.raw`
import ast, asyncio, builtins, contextlib, gc, inspect, json, linecache, re, sys, traceback, types
from ${hostName} import done, load as load_fixture, output as take_output

mod = loaded = failure = None   # mod: the test's fixture; loaded, failure: how JavaScript gives objects to load()
_code = _watched = None
_namespace = {}
_clear_caches = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache   # the former since 3.13

class raises:
    """Fails unless the block raises what is expected."""

    def __init__(self, expected, match=None):
        self.expected, self.match, self.value = expected, match, None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        if exc is None:
            raise AssertionError(f"{getattr(self.expected, '__name__', self.expected)} was not raised")
        if not isinstance(exc, self.expected):
            return False
        self.value = exc.with_traceback(None)
        if self.match is not None and re.search(self.match, str(exc)) is None:
            raise AssertionError(f"{str(exc)!r} does not match {self.match!r}")
        return True

@contextlib.contextmanager
def unraisable():
    """Collects what reaches sys.unraisablehook."""
    caught = []
    def hook(args):
        caught.append((args.exc_type, str(args.exc_value), repr(args.object)))
    before, sys.unraisablehook = sys.unraisablehook, hook
    try:
        yield caught
    finally:
        sys.unraisablehook = before

def output():
    """What was written since the last call."""
    sys.stdout.flush()
    sys.stderr.flush()
    return tuple(json.loads(take_output("")))

def load(fixture=None):
    """A fresh instance of a fixture."""
    global loaded, failure
    error = load_fixture(fixture or "")
    result, loaded = loaded, None
    raised, failure = failure, None
    if raised is not None:
        raise raised
    if error:
        raise RuntimeError(error)
    return result

class _Explain(ast.NodeTransformer):
    """Makes a failing comparison say what was compared."""

    def visit_Assert(self, node):
        test = node.test
        if node.msg is not None or not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return node
        name = ("_left", "_right")
        store = [ast.Assign([ast.Name(n, ast.Store())], value)
                 for n, value in zip(name, (test.left, test.comparators[0]))]
        left, right = (ast.Name(n, ast.Load()) for n in name)
        says = ast.unparse(test)
        message = ast.parse(f"{says!r} + '\\n  left:  ' + repr(_left) + '\\n  right: ' + repr(_right)", mode="eval").body
        check = ast.Assert(ast.Compare(left, test.ops, [right]), message)
        clear = ast.Assign([ast.Name(n, ast.Store()) for n in name], ast.Constant(None))
        return [ast.fix_missing_locations(ast.copy_location(part, node)) for part in (*store, check, clear)]

def begin(name, source):
    """Compiles a body and loads its fixture. Returns what went wrong, or an empty string."""
    global mod, _code, _watched
    try:
        mod = load()
        _code = _compile(f"<{name}>", source)
        things = {"mod": mod, **{f"mod.{key}": value for key, value in vars(mod).items()}, **_constants}
        _watched = {key: value for key, value in things.items() if sys.getrefcount(value) < 1 << 28}
    except BaseException as error:
        return _describe(error)
    return ""

def _fill():
    _namespace.update(mod=mod, raises=raises, load=load, output=output, unraisable=unraisable,
                      asyncio=asyncio, gc=gc, sys=sys, __name__="__conformance__")

def run():
    """Runs the body once. Returns what went wrong, or an empty string."""
    _fill()
    try:
        exec(_code, _namespace)
    except BaseException as error:
        return _describe(error)
    finally:
        _namespace.clear()
    return ""

async def _run_async(code):
    _fill()
    try:
        result = eval(code, _namespace)
        if inspect.iscoroutine(result):
            await result
    except BaseException as error:
        return _describe(error)
    finally:
        _namespace.clear()
    await asyncio.sleep(0)
    return ""

def _start(code):
    task = asyncio.ensure_future(_run_async(code))
    task.add_done_callback(lambda task: done(task.result()))
    return ""

def run_async():
    """The same for a body that awaits; JavaScript is told what went wrong when it is through."""
    return _start(_code)

def run_source(source):
    """The same for a body that no test was begun with."""
    try:
        return _start(_compile("<python>", source))
    except BaseException as error:
        done(_describe(error))
        return ""

def _compile(filename, source):
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    tree = _Explain().visit(ast.parse(source, filename))
    return compile(tree, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

def end():
    """Forgets the test."""
    global mod, _code, _watched
    mod = _code = _watched = None
    _namespace.clear()
    linecache.cache.clear()
    gc.collect()
    return ""

def measure():
    """What is alive: allocated blocks, and references to what is watched, as JSON."""
    gc.collect()
    _clear_caches()   # the interpreter's cache of attributes keeps the names that it was asked for
    references = {name: sys.getrefcount(value) for name, value in _watched.items()}
    return json.dumps([sys.getallocatedblocks(), references])

def _describe(error):
    """The traceback without the runner's own frames."""
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename == __file__:
        tb = tb.tb_next
    return "".join(traceback.format_exception(type(error), error, tb)).rstrip()

def _constant(python):
    """The object that a handle of the context stands for, or None where no name reaches it."""
    try:
        return eval(python, {"builtins": builtins, "types": types, "sys": sys})
    except AttributeError:
        return None

def start(constants):
    """Prepares the interpreter; constants is JSON that maps names to Python expressions."""
    global _constants
    _constants = {name: _constant(python) for name, python in json.loads(constants).items()}
    gc.collect()
    gc.freeze()   # a collection no longer looks at what the interpreter itself consists of, and takes microseconds
`;
