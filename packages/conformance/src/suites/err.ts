import { type Suite, suite, type Test, test } from "../suite.ts";

/**
 * Leaves a number in C's errno, and checks what was made of it. A module that has an errno of its own, as a sandboxed
 * one does, leaves it there itself.
 */
const errnoTools = `
    import errno, os
    def leave(number):
        if hasattr(mod, "set_errno"):
            return mod.set_errno(number)
        try:
            if number == errno.ENOENT:
                os.stat("/no/such/file")
            elif number == errno.EEXIST:
                os.mkdir("/tmp")
            elif number == errno.EBADF:
                os.close(99999)
        except OSError as error:
            assert error.errno == number`;

/** What the functions that make an exception of errno have in common. `args` goes behind the type. */
function errnoTests(symbol: string, method: string, args: string, filenames: string): readonly Test[] {
  return [
    test(
      `${symbol}() raises OSError, as the subclass that belongs to errno`,
      `
    ${errnoTools.trimStart()}
    for number, subclass in ((errno.ENOENT, FileNotFoundError), (errno.EEXIST, FileExistsError), (errno.EBADF, OSError)):
        leave(number)
        with raises(OSError) as caught:
            mod.${method}(OSError${args})
        assert type(caught.value) is subclass
        assert caught.value.errno == number
        assert caught.value.strerror == os.strerror(number)
        assert (caught.value.filename, caught.value.filename2) == ${filenames}
    `,
    ),
    test(
      `${symbol}() raises the type that it is given`,
      `
    ${errnoTools.trimStart()}
    class Sub(OSError):
        pass
    for kind in (Sub, TimeoutError):
        leave(errno.ENOENT)
        with raises(OSError) as caught:
            mod.${method}(kind${args})
        assert type(caught.value) is kind
        assert caught.value.errno == errno.ENOENT
    leave(errno.ENOENT)
    with raises(KeyError) as caught:
        mod.${method}(KeyError${args})
    assert caught.value.args[:2] == (errno.ENOENT, os.strerror(errno.ENOENT))
    `,
    ),
  ];
}

/**
 * Errors: `HPy_FatalError`, `HPyErr_*`.
 *
 * Fixture `err`:
 * - `fatal_error(message)`: HPy_FatalError
 * - `set_string(type, message)`, `set_object(type, value)`: HPyErr_SetString (ValueError for a `message` with NUL),
 *   HPyErr_SetObject
 * - `set_from_errno(type)`: HPyErr_SetFromErrno
 * - `set_from_errno_with_filename(type, name)`: HPyErr_SetFromErrnoWithFilename with the str `name`; None is NULL
 * - `set_from_errno_with_filename_object(type, name)`: HPyErr_SetFromErrnoWithFilenameObject
 * - `set_from_errno_with_filename_objects(type, first, second)`: HPyErr_SetFromErrnoWithFilenameObjects; None is
 *   HPy_NULL
 * - `set_errno(number)`: sets errno, then None; in C only
 * - `no_memory()`: HPyErr_NoMemory
 * - `occurred(f)`: calls `f()`; HPyErr_Occurred as a bool before the call, after it, and after HPyErr_Clear, in a tuple
 * - `matches(f, type)`: calls `f()`; False if it returns. When it raises: True and HPyErr_Clear if
 *   HPyErr_ExceptionMatches(type), else the exception is passed on
 * - `new_exception(name, base, dict)`: HPyErr_NewException; None for `base` or `dict` is HPy_NULL
 * - `new_exception_with_doc(name, doc, base, dict)`: HPyErr_NewExceptionWithDoc; None for `doc` is NULL
 * - `warn(category, message, stack_level)`: HPyErr_WarnEx, then None; None for `category` is HPy_NULL
 * - `write_unraisable(f, obj)`: calls `f()`, which raises, then HPyErr_WriteUnraisable(obj); None for `obj` is
 *   HPy_NULL; returns HPyErr_Occurred as a bool
 *
 * Fixture `err-raw`:
 * - `set_object_null(type)`: HPyErr_SetObject(type, HPy_NULL), then HPy_NULL
 * - `set_twice()`: HPyErr_SetString(ValueError, "first"), HPyErr_SetString(KeyError, "second"), then HPy_NULL
 * - `occurred_numbers()`: whether HPyErr_Occurred is 0, is 1 after HPyErr_SetString, and 0 after HPyErr_Clear
 * - `clear_nothing()`: HPyErr_Clear twice, then None
 * - `matches_nothing(type)`: HPyErr_ExceptionMatches(type) without an exception, as a bool
 * - `filename_result(type)`: whether HPyErr_SetFromErrnoWithFilename(type, NULL) is HPy_NULL; clears the exception
 * - `null_without_exception()`: returns HPy_NULL
 * - `result_with_exception()`: returns None after HPyErr_SetString(ValueError, "left behind")
 */
export const err: Suite = suite("err", [
  test(
    "HPyErr_SetString() raises the type with the message",
    `
    for kind in (ValueError, KeyError, OSError, KeyboardInterrupt, SystemExit, UserWarning):
        with raises(kind) as caught:
            mod.set_string(kind, "message")
        assert type(caught.value) is kind
        assert caught.value.args == ("message",)
    `,
  ),
  test(
    "HPyErr_SetString() takes any UTF-8, and the empty text",
    String.raw`
    for text in ("", "gr\xfcn", "\N{SNAKE}", "x" * 10000):
        with raises(ValueError) as caught:
            mod.set_string(ValueError, text)
        assert caught.value.args == (text,)
    `,
  ),
  test(
    "HPyErr_SetString() never sees half a message, and HPyErr_SetObject() takes what no C string can hold",
    String.raw`
    for text in ("a\0b", "\ud800"):
        with raises(KeyError) as caught:
            mod.set_object(KeyError, text)
        assert caught.value.args == (text,)
    with raises(ValueError, match="null"):
        mod.set_string(KeyError, "a\0b")
    `,
  ),
  test(
    "HPyErr_SetString() raises exceptions of Python classes, and what their constructors raise",
    `
    class Mine(Exception):
        pass
    class Failing(Exception):
        def __init__(self, text):
            raise KeyError(text)
    with raises(Mine, match="^message$"):
        mod.set_string(Mine, "message")
    with raises(KeyError, match="^'message'$"):
        mod.set_string(Failing, "message")
    `,
  ),
  test(
    "HPyErr_SetString() sets SystemError or TypeError for a type that is no exception class",
    `
    for other in (int, 1, None, "ValueError"):
        with raises((SystemError, TypeError)):
            mod.set_string(other, "message")
    `,
  ),
  test(
    "HPyErr_SetString() makes the exception that is being handled the context",
    `
    with raises(ValueError) as caught:
        try:
            raise KeyError("first")
        except KeyError:
            mod.set_string(ValueError, "second")
    assert type(caught.value.__context__) is KeyError
    `,
  ),
  test(
    "HPyErr_SetString() replaces the exception that was set",
    `
    with raises(KeyError, match="^'second'$"):
        mod.set_twice()
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_SetObject() raises an instance of the type itself",
    `
    error = ValueError("message")
    with raises(ValueError) as caught:
        mod.set_object(ValueError, error)
    assert caught.value is error
    with raises(ValueError) as caught:
        mod.set_object(Exception, error)
    assert caught.value is error
    `,
  ),
  test(
    "HPyErr_SetObject() makes any other value the argument, a tuple the arguments, None no argument",
    `
    for value, args in ((1, (1,)), ("text", ("text",)), ((1, 2), (1, 2)), ((), ()), (None, ()), ([1], ([1],))):
        with raises(ValueError) as caught:
            mod.set_object(ValueError, value)
        assert type(caught.value) is ValueError
        assert caught.value.args == args
    with raises(KeyError) as caught:
        mod.set_object(KeyError, ValueError("wrapped"))
    assert type(caught.value.args[0]) is ValueError
    `,
  ),
  test(
    "HPyErr_SetObject() sets SystemError or TypeError for a type that is no exception class",
    `
    for other in (int, 1, None):
        with raises((SystemError, TypeError)):
            mod.set_object(other, "message")
    `,
  ),
  test(
    "HPyErr_SetObject() without a value raises the type without arguments",
    `
    with raises(ValueError) as caught:
        mod.set_object_null(ValueError)
    assert caught.value.args == ()
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_NoMemory() raises MemoryError",
    `
    with raises(MemoryError) as caught:
        mod.no_memory()
    assert caught.value.args == ()
    `,
  ),
  ...errnoTests("HPyErr_SetFromErrno", "set_from_errno", "", "(None, None)"),
  ...errnoTests(
    "HPyErr_SetFromErrnoWithFilename",
    "set_from_errno_with_filename",
    `, "some/file"`,
    `("some/file", None)`,
  ),
  ...errnoTests(
    "HPyErr_SetFromErrnoWithFilenameObject",
    "set_from_errno_with_filename_object",
    `, "some/file"`,
    `("some/file", None)`,
  ),
  ...errnoTests(
    "HPyErr_SetFromErrnoWithFilenameObjects",
    "set_from_errno_with_filename_objects",
    `, "first", "second"`,
    `("first", "second")`,
  ),
  test(
    "HPyErr_SetFromErrnoWithFilename() takes NULL for no name, and decodes a name as Python decodes file names",
    String.raw`
    ${errnoTools.trimStart()}
    for name in (None, "", "gr\xfcn", "\N{SNAKE}"):
        leave(errno.ENOENT)
        with raises(FileNotFoundError) as caught:
            mod.set_from_errno_with_filename(OSError, name)
        assert caught.value.filename == name
    `,
  ),
  test(
    "HPyErr_SetFromErrnoWithFilename() returns the null handle",
    `
    assert mod.filename_result(OSError) is True
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_SetFromErrnoWithFilenameObjects() takes any object for a name, and the null handle for none",
    `
    ${errnoTools.trimStart()}
    for first, second in ((None, None), ("first", None), (b"first", b"second"), (1, 2)):
        leave(errno.ENOENT)
        with raises(FileNotFoundError) as caught:
            mod.set_from_errno_with_filename_objects(OSError, first, second)
        assert (caught.value.filename, caught.value.filename2) == (first, second)
    `,
  ),
  test(
    "HPyErr_Occurred() tells whether an exception is set, and HPyErr_Clear() clears it",
    `
    def fail():
        raise KeyError
    assert mod.occurred(fail) == (False, True, False)
    assert mod.occurred(list) == (False, False, False)
    assert sys.exc_info() == (None, None, None)
    `,
  ),
  test(
    "HPyErr_Occurred() is 0 or 1",
    `
    assert mod.occurred_numbers() is True
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_Occurred() is false while Python handles an exception",
    `
    try:
        raise KeyError
    except KeyError:
        assert mod.occurred(list) == (False, False, False)
    `,
  ),
  test(
    "HPyErr_Clear() lets go of the exception",
    `
    class Mine(Exception):
        pass
    def fail():
        raise Mine
    before = sys.getrefcount(Mine)
    mod.occurred(fail)
    gc.collect()
    assert sys.getrefcount(Mine) == before
    `,
  ),
  test(
    "HPyErr_Clear() without an exception does nothing",
    `
    assert mod.clear_nothing() is None
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_ExceptionMatches() is true for the class, its bases, and a tuple with one of these",
    `
    def fail():
        raise FileNotFoundError
    for kind in (FileNotFoundError, OSError, Exception, BaseException, (KeyError, OSError), ((KeyError, (OSError,)),)):
        assert mod.matches(fail, kind) is True
    `,
  ),
  test(
    "HPyErr_ExceptionMatches() is false for other classes",
    `
    def fail():
        raise OSError("fail")
    for kind in (FileNotFoundError, KeyError, (), (KeyError, ValueError), int):
        with raises(OSError, match="^fail$"):
            mod.matches(fail, kind)
    assert mod.matches(list, OSError) is False
    `,
  ),
  test(
    "HPyErr_ExceptionMatches() is false without an exception",
    `
    assert mod.matches_nothing(BaseException) is False
    `,
    { fixture: "err-raw" },
  ),
  test(
    "HPyErr_NewException() makes a class with the module and name that it is given",
    `
    made = mod.new_exception("package.module.Name", None, None)
    assert type(made) is type
    assert made.__bases__ == (Exception,)
    assert (made.__module__, made.__name__) == ("package.module", "Name")
    assert made.__doc__ is None
    with raises(made, match="^message$"):
        raise made("message")
    `,
  ),
  test(
    "HPyErr_NewException() takes a base, or a tuple of bases, and attributes",
    `
    class Mixin:
        pass
    attributes = {"attribute": 1, "__doc__": "Text."}
    made = mod.new_exception("module.Name", KeyError, attributes)
    assert made.__bases__ == (KeyError,)
    assert made.attribute == 1
    assert made.__doc__ == "Text."
    made = mod.new_exception("module.Name", (KeyError, Mixin), None)
    assert made.__bases__ == (KeyError, Mixin)
    made = mod.new_exception("module.Name", None, {"__module__": "other"})
    assert made.__module__ == "other"
    `,
  ),
  test(
    "HPyErr_NewException() sets SystemError for a name without a dot",
    `
    for name in ("Name", ""):
        with raises(SystemError):
            mod.new_exception(name, None, None)
    `,
  ),
  test(
    "HPyErr_NewException() sets TypeError for what is no base",
    `
    for base in (1, (1,), bool):
        with raises(TypeError):
            mod.new_exception("module.Name", base, None)
    `,
  ),
  test(
    "HPyErr_NewExceptionWithDoc() makes a class with a docstring",
    String.raw`
    made = mod.new_exception_with_doc("package.Name", "Gr\xfc\xdfe.", None, None)
    assert made.__bases__ == (Exception,)
    assert (made.__module__, made.__name__) == ("package", "Name")
    assert made.__doc__ == "Gr\xfc\xdfe."
    `,
  ),
  test(
    "HPyErr_NewExceptionWithDoc() takes bases and attributes, and no docstring",
    `
    made = mod.new_exception_with_doc("module.Name", "Text.", KeyError, {"attribute": 1})
    assert made.__bases__ == (KeyError,)
    assert made.attribute == 1
    assert made.__doc__ == "Text."
    assert mod.new_exception_with_doc("module.Name", None, None, None).__doc__ is None
    `,
  ),
  test(
    "HPyErr_NewExceptionWithDoc() sets SystemError for a name without a dot, and TypeError for what is no base",
    `
    with raises(SystemError):
        mod.new_exception_with_doc("Name", "Text.", None, None)
    with raises(TypeError):
        mod.new_exception_with_doc("module.Name", "Text.", 1, None)
    `,
  ),
  test(
    "HPyErr_WarnEx() issues a warning for the line that called the function",
    String.raw`
    import warnings
    frame = sys._getframe()
    for category in (UserWarning, DeprecationWarning, ResourceWarning):
        for text in ("message", "gr\xfcn \N{SNAKE}", ""):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                line = frame.f_lineno; result = mod.warn(category, text, 1)
            assert result is None
            assert len(caught) == 1
            assert caught[0].category is category
            assert str(caught[0].message) == text
            assert caught[0].filename == frame.f_code.co_filename
            assert caught[0].lineno == line
    frame = None
    `,
  ),
  test(
    "HPyErr_WarnEx() names the line that the stack level tells, and survives one beyond the stack",
    `
    import warnings
    frame = sys._getframe()
    def warn(level):
        mod.warn(UserWarning, "message", level)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        line = frame.f_lineno; warn(2)
        warn(sys.maxsize)
    assert [warning.lineno for warning in caught][0] == line
    assert len(caught) == 2
    frame = None
    `,
  ),
  test(
    "HPyErr_WarnEx() issues a RuntimeWarning for the null handle",
    `
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        mod.warn(None, "message", 1)
    assert [(warning.category, str(warning.message)) for warning in caught] == [(RuntimeWarning, "message")]
    `,
  ),
  test(
    "HPyErr_WarnEx() returns -1 when the filters make an exception of the warning, and 0 when they ignore it",
    `
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with raises(UserWarning, match="^message$"):
            mod.warn(UserWarning, "message", 1)
        warnings.simplefilter("ignore")
        assert mod.warn(UserWarning, "message", 1) is None
    `,
  ),
  test(
    "HPyErr_WriteUnraisable() hands the exception to sys.unraisablehook and clears it",
    `
    def fail():
        raise ValueError("message")
    with unraisable() as caught:
        assert mod.write_unraisable(fail, [1]) is False
        assert mod.write_unraisable(fail, fail) is False
    assert caught == [(ValueError, "message", "[1]"), (ValueError, "message", repr(fail))]
    assert sys.exc_info() == (None, None, None)
    `,
  ),
  test(
    "HPyErr_WriteUnraisable() takes the null handle for no object",
    `
    def fail():
        raise KeyError("message")
    with unraisable() as caught:
        assert mod.write_unraisable(fail, None) is False
    assert caught == [(KeyError, "'message'", "None")]
    `,
  ),
  test(
    "HPyErr_WriteUnraisable() writes to standard error when there is no other hook",
    `
    def fail():
        raise ValueError("to be seen")
    output()
    mod.write_unraisable(fail, None)
    stdout, stderr = output()
    assert stdout == ""
    assert "ValueError: to be seen" in stderr
    `,
  ),
  test(
    "HPy_FatalError() ends the interpreter with the message",
    `
    mod.fatal_error("boom!")
    `,
    { dies: /Fatal Python error: HPy_FatalError: boom!/ },
  ),
  test(
    "A function that returns HPy_NULL without an exception raises SystemError",
    `
    import functools   # Python's own fast calls do not look at the result as closely
    with raises(SystemError, match="without setting an exception"):
        functools.partial(mod.null_without_exception)()
    `,
    { fixture: "err-raw" },
  ),
  test(
    "A function that returns an object with an exception set raises SystemError, whose cause is the exception",
    // A sandbox lets Python have the exception itself.
    `
    import functools   # Python's own fast calls do not look at the result as closely
    with raises((SystemError, ValueError), match="with an exception set|left behind") as caught:
        functools.partial(mod.result_with_exception)()
    left = caught.value.__cause__ if type(caught.value) is SystemError else caught.value
    assert type(left) is ValueError
    assert str(left) == "left behind"
    `,
    { fixture: "err-raw" },
  ),
]);
