import { type Suite, suite, test } from "../suite.ts";

/**
 * Compiling and evaluating Python source: `HPy_Compile_s`, `HPy_EvalCode`.
 *
 * Fixture `eval`:
 * - `compile(source, filename, kind)`: HPy_Compile_s of two str, with `kind` an int: HPy_SourceKind_Expr 0,
 *   HPy_SourceKind_File 1, HPy_SourceKind_Single 2
 * - `eval(code, globals, locals)`: HPy_EvalCode
 *
 * Fixture `eval-raw`:
 * - `eval_without_locals(code, globals)`: HPy_EvalCode with HPy_NULL for the locals
 * - `eval_without_globals(code)`: HPy_EvalCode with HPy_NULL for globals and locals
 * - `eval_without_code(globals)`: HPy_EvalCode with HPy_NULL for the code
 */
export const evaluation: Suite = suite("eval", [
  test(
    "HPy_Compile_s() compiles an expression",
    String.raw`
    import types
    code = mod.compile("6 * 7", "expr.py", 0)
    assert type(code) is types.CodeType
    assert eval(code) == 42
    assert eval(mod.compile("'h\xe9 \u20ac \U0001f600'", "expr.py", 0)) == "h\xe9 \u20ac \U0001f600"
    `,
  ),
  test(
    "HPy_Compile_s() compiles the content of a file",
    String.raw`
    namespace = {}
    exec(mod.compile("def double(n):\n    return 2 * n\nx = double(21)\n", "file.py", 1), namespace)
    assert namespace["x"] == 42
    exec(mod.compile("", "file.py", 1), namespace)
    `,
  ),
  test(
    "HPy_Compile_s() compiles an interactive statement, which displays its value",
    `
    shown = []
    before, sys.displayhook = sys.displayhook, shown.append
    try:
        exec(mod.compile("6 * 7", "<stdin>", 2), {})
        exec(mod.compile("6 * 7", "<stdin>", 1), {})
    finally:
        sys.displayhook = before
    assert shown == [42]
    `,
  ),
  test(
    "HPy_Compile_s() gives the code its file name",
    String.raw`
    for filename in ("file.py", "<string>", "f\xfcr \u20ac.py", ""):
        assert mod.compile("1", filename, 0).co_filename == filename
    `,
  ),
  test(
    "HPy_Compile_s() returns null and sets SyntaxError for what is not of the kind",
    String.raw`
    for source, kind in (("x = 1", 0), ("", 0), ("1 +", 1), ("a b", 2), ("def f():", 1), ("1\n2\n", 2)):
        with raises(SyntaxError) as caught:
            mod.compile(source, "bad.py", kind)
        assert caught.value.filename == "bad.py"
    with raises(SyntaxError) as caught:
        mod.compile("x = 1\ny = (\n", "bad.py", 1)
    assert caught.value.lineno == 2
    with raises(IndentationError):
        mod.compile("if 1:\npass", "bad.py", 1)
    `,
  ),
  test(
    "HPy_Compile_s() returns null and sets SystemError for an unknown kind",
    `
    for kind in (-1, 3, 4, 256, 257, 258, 2**31 - 1):
        with raises(SystemError, "^invalid source kind$"):
            mod.compile("1", "file.py", kind)
    `,
  ),
  test(
    "HPy_Compile_s() passes on a warning that is an error",
    String.raw`
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with raises(SyntaxError, "invalid escape sequence"):
            mod.compile("'\\d'", "warn.py", 0)
    `,
  ),
  test(
    "HPy_EvalCode() gives the value of an expression, and None for other code",
    `
    marker = object()
    assert mod.eval(compile("marker", "", "eval"), {"marker": marker}, {}) is marker
    assert mod.eval(compile("6 * 7", "", "eval"), {}, {}) == 42
    assert mod.eval(compile("6 * 7", "", "exec"), {}, {}) is None
    `,
  ),
  test(
    "HPy_EvalCode() reads globals and locals, and writes to locals",
    String.raw`
    globals, locals = {"a": 1, "b": 2}, {"b": 3}
    assert mod.eval(compile("c = a + b", "", "exec"), globals, locals) is None
    assert locals == {"b": 3, "c": 4}
    assert "c" not in globals
    mod.eval(compile("global d; d = 5", "", "exec"), globals, locals)
    assert globals["d"] == 5
    namespace = {}
    mod.eval(compile("def f(): return g()\ndef g(): return 6", "", "exec"), namespace, namespace)
    assert namespace["f"]() == 6
    `,
  ),
  test(
    "HPy_EvalCode() gives the code the builtins, unless the globals have their own",
    `
    assert mod.eval(compile("len([1, 2])", "", "eval"), {}, {}) == 2
    with raises(NameError, "len"):
        mod.eval(compile("len([1, 2])", "", "eval"), {"__builtins__": {}}, {})
    `,
  ),
  test(
    "HPy_EvalCode() takes any mapping for locals",
    `
    class Mapping:
        def __getitem__(self, name):
            return name * 2
    assert mod.eval(compile("ab", "", "eval"), {}, Mapping()) == "abab"
    `,
  ),
  test(
    "HPy_EvalCode() returns null and passes on what the code raises",
    `
    with raises(ZeroDivisionError):
        mod.eval(compile("1 / 0", "here.py", "eval"), {}, {})
    error = KeyError("mine")
    with raises(KeyError) as caught:
        mod.eval(compile("raise error", "", "exec"), {"error": error}, {})
    assert caught.value is error
    error = caught = None
    for error_type in (KeyboardInterrupt, SystemExit):
        with raises(error_type):
            mod.eval(compile("raise error_type", "", "exec"), {"error_type": error_type}, {})
    `,
  ),
  test(
    "HPy_EvalCode() takes null locals for the globals",
    `
    namespace = {"a": 1}
    assert mod.eval_without_locals(compile("b = a + 1", "", "exec"), namespace) is None
    assert namespace["b"] == 2
    `,
    { fixture: "eval-raw" },
  ),
  test(
    "HPy_EvalCode() returns null and sets SystemError for null code or globals",
    `
    with raises(SystemError):
        mod.eval_without_globals(compile("1", "", "eval"))
    with raises(SystemError):
        mod.eval_without_code({})
    `,
    { fixture: "eval-raw" },
  ),
]);
