import { type Suite, suite, test } from "../suite.ts";

/** A function that tells how it was called, and one that takes nothing. */
const functions = `
    def spy(*args, **kw):
        return args, kw
    def nothing():
        return "nothing"
    def fail(*args, **kw):
        raise KeyError("fail")`;

/**
 * Calling: `HPyCallable_Check`, the ways to call, the call protocol (`HPy_tp_call`, `HPy_SetCallFunction`), and the
 * inline helpers around them.
 *
 * Fixture `call`:
 * - `callable_check(h)`: HPyCallable_Check, as a bool
 * - `call(callable, *args, **kw)`: HPy_Call with the other arguments as they came
 * - `call_method(name, receiver, *args, **kw)`: HPy_CallMethod with the other arguments as they came
 * - `call_tuple_dict(callable, args, kw)`: HPy_CallTupleDict; None stands for HPy_NULL
 * - `call_method_tuple_dict(name, receiver, args, kw)`: HPy_CallMethodTupleDict; None for `args` or `kw` is HPy_NULL
 * - `call_method_tuple_dict_s(name, receiver, args, kw)`: HPy_CallMethodTupleDict_s with the str `name` as a C string
 * - `tuple_pack(first, second, third)`: HPyTuple_Pack of three arguments
 * - `Caller`: a type with HPy_tp_call: a call returns `("slot", instance, args, kwnames)`, with all arguments in one
 *   tuple, and None for no kwnames
 * - `Plain`: a type without HPy_tp_call
 * - `set_call_function(h)`: HPy_SetCallFunction; from then on a call returns `("set", instance, args, kwnames)`, and
 *   with the argument "fail" raises ValueError("fail")
 *
 * Fixture `call-raw`:
 * - `call_nothing(callable)`: HPy_Call(callable, NULL, 0, HPy_NULL)
 * - `call_method_of_nothing(name)`: HPy_CallMethod(name, NULL, 0, HPy_NULL)
 * - `check_null()`: whether HPyCallable_Check(HPy_NULL) is 0, and no error is set
 */
export const call: Suite = suite("call", [
  test(
    "HPyCallable_Check() is true for what has a __call__() in its type, and for nothing else",
    `
    class Callable:
        def __call__(self):
            raise RuntimeError("called")
    class Instance:
        pass
    instance = Instance()
    instance.__call__ = print
    for callable in (print, int, lambda: 0, [].append, Callable, Callable(), mod.call, mod.Caller()):
        assert mod.callable_check(callable) is True
    for other in (None, 1, "print", (), instance, mod, mod.Plain()):
        assert mod.callable_check(other) is False
    `,
  ),
  test(
    "HPyCallable_Check() is false for the null handle, without an error",
    `
    assert mod.check_null() is True
    `,
    { fixture: "call-raw" },
  ),
  test(
    "HPy_Call() passes on positional arguments and returns the result itself",
    `
    ${functions.trimStart()}
    first, second = object(), object()
    args, kw = mod.call(spy, first, second)
    assert args == (first, second)
    assert kw == {}
    assert mod.call(nothing) == "nothing"
    result = []
    assert mod.call(lambda: result) is result
    assert mod.call(dict) == {}
    `,
  ),
  test(
    "HPy_Call() passes on keyword arguments, with and without positional ones",
    `
    ${functions.trimStart()}
    assert mod.call(spy, x=1) == ((), {"x": 1})
    assert mod.call(spy, 1, 2, y=3, x=4) == ((1, 2), {"y": 3, "x": 4})
    assert list(mod.call(spy, y=3, x=4)[1]) == ["y", "x"]
    assert mod.call(int, "ff", base=16) == 255
    assert mod.call(spy, **{"ключ \\N{SNAKE}": 1}) == ((), {"ключ \\N{SNAKE}": 1})
    `,
  ),
  test(
    "HPy_Call() passes on many arguments",
    `
    ${functions.trimStart()}
    names = {f"k{i}": i for i in range(500)}
    assert mod.call(spy, *range(1000), **names) == (tuple(range(1000)), names)
    `,
  ),
  test(
    "HPy_Call() calls functions, types, methods, instances and builtins alike",
    `
    class Callable:
        def __init__(self, start=0):
            self.start = start
        def __call__(self, step, times=1):
            return self.start + step * times
        def method(self, step):
            return self(step)
    assert mod.call(Callable, start=5).start == 5
    assert mod.call(Callable(5), 2, times=3) == 11
    assert mod.call(Callable(5).method, 2) == 7
    assert mod.call(max, 3, 7, 5) == 7
    assert mod.call(sorted, [2, 1], reverse=True) == [2, 1]
    assert mod.call(mod.call, max, 3, 7) == 7
    `,
  ),
  test(
    "HPy_Call() passes on what the callable raises",
    `
    ${functions.trimStart()}
    with raises(KeyError, match="^'fail'$") as caught:
        mod.call(fail, 1, x=2)
    error = ValueError("the very same")
    def throw():
        raise error
    with raises(ValueError) as caught:
        mod.call(throw)
    assert caught.value is error
    error.__traceback__ = None
    `,
  ),
  test(
    "HPy_Call() sets TypeError for arguments that do not fit",
    `
    ${functions.trimStart()}
    for args, kw in (((1,), {}), ((), {"x": 1})):
        with raises(TypeError):
            mod.call(nothing, *args, **kw)
    with raises(TypeError):
        mod.call(len)
    `,
  ),
  test(
    "HPy_Call() sets TypeError for what cannot be called",
    `
    for other in (None, 1, "print", mod.Plain()):
        with raises(TypeError, match="not callable"):
            mod.call(other, 1, x=2)
    `,
  ),
  test(
    "HPy_Call() keeps no reference to callable, arguments or result",
    `
    ${functions.trimStart()}
    argument = object()
    before = sys.getrefcount(argument), sys.getrefcount(nothing)
    mod.call(spy, argument, x=argument)
    mod.call(nothing)
    assert (sys.getrefcount(argument), sys.getrefcount(nothing)) == before
    `,
  ),
  test(
    "HPy_Call() without arguments needs no array",
    `
    assert mod.call_nothing(list) == []
    with raises(TypeError):
        mod.call_nothing(len)
    `,
    { fixture: "call-raw" },
  ),
  test(
    "HPy_Call() that calls itself without end sets RecursionError, and the interpreter goes on",
    `
    def recurse():
        return mod.call(recurse)
    with raises(RecursionError):
        recurse()
    assert mod.call(max, 3, 7) == 7
    `,
    { leaks: "where the stack ends is chance: it may be between the making of a handle and its being noted" },
  ),
  test(
    "HPy_CallMethod() calls the receiver's method with the other arguments",
    `
    class Thing:
        def spy(self, *args, **kw):
            return self, args, kw
        @classmethod
        def of_class(cls, *args):
            return cls, args
        @staticmethod
        def static(*args):
            return args
    thing = Thing()
    thing.attribute = lambda *args: args
    assert mod.call_method("spy", thing) == (thing, (), {})
    assert mod.call_method("spy", thing, 1, 2) == (thing, (1, 2), {})
    assert mod.call_method("spy", thing, 1, x=2, y=3) == (thing, (1,), {"x": 2, "y": 3})
    assert mod.call_method("of_class", thing, 1) == (Thing, (1,))
    assert mod.call_method("static", thing, 1) == (1,)
    assert mod.call_method("attribute", thing, 1) == (1,)
    assert mod.call_method("upper", "abc") == "ABC"
    assert mod.call_method("split", "a-b", sep="-") == ["a", "b"]
    `,
  ),
  test(
    "HPy_CallMethod() passes on many arguments",
    `
    class Thing:
        def spy(self, *args, **kw):
            return args, kw
    names = {f"k{i}": i for i in range(500)}
    assert mod.call_method("spy", Thing(), *range(1000), **names) == (tuple(range(1000)), names)
    `,
  ),
  test(
    "HPy_CallMethod() sets AttributeError when there is no such method",
    `
    for name in ("missing", "", "with\\0null", "\\ud800"):
        with raises(AttributeError):
            mod.call_method(name, object(), 1)
    `,
  ),
  test(
    "HPy_CallMethod() sets TypeError when the name is no str, the attribute no callable, or the arguments do not fit",
    `
    class Thing:
        number = 1
        def method(self):
            pass
    for name, args in ((1, ()), (b"method", ()), ("number", ()), ("method", (1,))):
        with raises(TypeError):
            mod.call_method(name, Thing(), *args)
    `,
  ),
  test(
    "HPy_CallMethod() passes on what the method and the look-up of the method raise",
    `
    class Thing:
        def method(self):
            raise KeyError("method")
        @property
        def broken(self):
            raise ZeroDivisionError("broken")
    with raises(KeyError, match="^'method'$"):
        mod.call_method("method", Thing())
    with raises(ZeroDivisionError, match="^broken$"):
        mod.call_method("broken", Thing())
    `,
  ),
  test(
    "HPy_CallMethod() sets SystemError without a receiver",
    `
    with raises(SystemError):
        mod.call_method_of_nothing("upper")
    `,
    { fixture: "call-raw" },
  ),
  test(
    "HPy_CallTupleDict() passes on a tuple and a dict, either of which may be null",
    `
    ${functions.trimStart()}
    assert mod.call_tuple_dict(spy, (1, 2), {"x": 3}) == ((1, 2), {"x": 3})
    assert mod.call_tuple_dict(spy, (1, 2), None) == ((1, 2), {})
    assert mod.call_tuple_dict(spy, None, {"x": 3}) == ((), {"x": 3})
    assert mod.call_tuple_dict(spy, None, None) == ((), {})
    assert mod.call_tuple_dict(spy, (), {}) == ((), {})
    assert mod.call_tuple_dict(nothing, None, {}) == "nothing"
    assert mod.call_tuple_dict(spy, tuple(range(1000)), None) == (tuple(range(1000)), {})
    `,
  ),
  test(
    "HPy_CallTupleDict() gives the callable a dict of its own",
    `
    def change(**kw):
        kw["x"] = 0
    kw = {"x": 1}
    mod.call_tuple_dict(change, None, kw)
    assert kw == {"x": 1}
    `,
  ),
  test(
    "HPy_CallTupleDict() accepts instances of subclasses of tuple and dict",
    `
    class Tuple(tuple):
        pass
    class Dict(dict):
        pass
    def spy(*args, **kw):
        return args, kw
    assert mod.call_tuple_dict(spy, Tuple((1, 2)), Dict(x=3)) == ((1, 2), {"x": 3})
    `,
  ),
  test(
    "HPy_CallTupleDict() sets TypeError when args is no tuple",
    `
    for args in ([1], "ab", 1, {}):
        for kw in (None, {}):
            with raises(TypeError, match="^HPy_CallTupleDict requires args to be a tuple or null handle$"):
                mod.call_tuple_dict(max, args, kw)
    `,
  ),
  test(
    "HPy_CallTupleDict() sets TypeError when kw is no dict",
    `
    for kw in ([1], "ab", 1, ()):
        for args in (None, (1, 2)):
            with raises(TypeError, match="^HPy_CallTupleDict requires kw to be a dict or null handle$"):
                mod.call_tuple_dict(max, args, kw)
    `,
  ),
  test(
    "HPy_CallTupleDict() sets TypeError for arguments that do not fit, and for what cannot be called",
    `
    ${functions.trimStart()}
    for args, kw in (((1,), None), (None, {"x": 1}), ((), {1: 2})):
        with raises(TypeError):
            mod.call_tuple_dict(nothing, args, kw)
    for args in (None, ()):
        for kw in (None, {}):
            with raises(TypeError, match="not callable"):
                mod.call_tuple_dict("print", args, kw)
    `,
  ),
  test(
    "HPy_CallTupleDict() passes on what the callable raises",
    `
    ${functions.trimStart()}
    for args in (None, (1,)):
        for kw in (None, {"x": 1}):
            with raises(KeyError, match="^'fail'$"):
                mod.call_tuple_dict(fail, args, kw)
    `,
  ),
  ...["", "_s"].flatMap((suffix) => {
    const symbol = `HPy_CallMethodTupleDict${suffix}`;
    const method = `call_method_tuple_dict${suffix}`;
    return [
      test(
        `${symbol}() calls the receiver's method with a tuple and a dict, either of which may be null`,
        `
    class Thing:
        def spy(self, *args, **kw):
            return self, args, kw
    thing = Thing()
    assert mod.${method}("spy", thing, (1, 2), {"x": 3}) == (thing, (1, 2), {"x": 3})
    assert mod.${method}("spy", thing, (1,), None) == (thing, (1,), {})
    assert mod.${method}("spy", thing, None, {"x": 3}) == (thing, (), {"x": 3})
    assert mod.${method}("spy", thing, None, None) == (thing, (), {})
    assert mod.${method}("upper", "abc", None, None) == "ABC"
    `,
      ),
      test(
        `${symbol}() sets AttributeError when there is no such method`,
        `
    for name in ("missing", "", "\\N{SNAKE}"):
        with raises(AttributeError):
            mod.${method}(name, object(), None, None)
    `,
      ),
      test(
        `${symbol}() sets TypeError when args is no tuple, kw no dict, the attribute no callable`,
        `
    class Thing:
        number = 1
    for name, args, kw in (("upper", [], None), ("upper", None, []), ("upper", (1,), None), ("upper", None, {"x": 1})):
        with raises(TypeError):
            mod.${method}(name, "abc", args, kw)
    with raises(TypeError):
        mod.${method}("number", Thing(), None, None)
    `,
      ),
      test(
        `${symbol}() passes on what the method raises`,
        `
    class Thing:
        def method(self, x):
            raise KeyError(x)
    with raises(KeyError, match="^7$"):
        mod.${method}("method", Thing(), (7,), None)
    `,
      ),
    ];
  }),
  test(
    "HPyTuple_Pack() makes a tuple of its arguments",
    `
    first, third = object(), []
    packed = mod.tuple_pack(first, None, third)
    assert type(packed) is tuple
    assert len(packed) == 3
    assert packed[0] is first
    assert packed[1] is None
    assert packed[2] is third
    `,
  ),
  test(
    "HPy_tp_call gets the instance, the arguments in one array, and the names of the keyword arguments",
    `
    caller = mod.Caller()
    assert caller() == ("slot", caller, (), None)
    assert caller(1, 2) == ("slot", caller, (1, 2), None)
    assert caller(1, x=2, y=3) == ("slot", caller, (1, 2, 3), ("x", "y"))
    assert caller(*range(100), **{"z": 100}) == ("slot", caller, tuple(range(101)), ("z",))
    assert mod.call(caller, 1, x=2) == ("slot", caller, (1, 2), ("x",))
    assert mod.call_tuple_dict(caller, (1,), {"x": 2}) == ("slot", caller, (1, 2), ("x",))
    assert mod.Caller.__call__(caller, 1, x=2) == ("slot", caller, (1, 2), ("x",))
    assert list(map(caller, [7])) == [("slot", caller, (7,), None)]
    `,
  ),
  test(
    "HPy_tp_call is inherited by a class in Python, which may override it",
    `
    class Inherited(mod.Caller):
        pass
    class Overridden(mod.Caller):
        def __call__(self, *args, **kw):
            return "overridden", super().__call__(*args, **kw)
    caller = Inherited()
    assert caller(1, x=2) == ("slot", caller, (1, 2), ("x",))
    caller = Overridden()
    assert caller(1, x=2) == ("overridden", ("slot", caller, (1, 2), ("x",)))
    `,
  ),
  test(
    "HPy_SetCallFunction() replaces what a call of one instance does",
    `
    changed, other = mod.Caller(), mod.Caller()
    assert mod.set_call_function(changed) is None
    assert changed() == ("set", changed, (), None)
    assert changed(1, 2) == ("set", changed, (1, 2), None)
    assert changed(1, x=2, y=3) == ("set", changed, (1, 2, 3), ("x", "y"))
    assert mod.call(changed, 1, x=2) == ("set", changed, (1, 2), ("x",))
    assert other(1) == ("slot", other, (1,), None)
    assert mod.Caller()(1)[0] == "slot"
    `,
  ),
  test(
    "HPy_SetCallFunction() works for an instance of a subclass",
    `
    class Sub(mod.Caller):
        pass
    caller = Sub()
    mod.set_call_function(caller)
    assert caller(1, x=2) == ("set", caller, (1, 2), ("x",))
    `,
  ),
  test(
    "HPy_SetCallFunction() may be repeated",
    `
    caller = mod.Caller()
    mod.set_call_function(caller)
    mod.set_call_function(caller)
    assert caller(1) == ("set", caller, (1,), None)
    `,
  ),
  test(
    "HPy_SetCallFunction() makes a function whose error is the call's",
    `
    caller = mod.Caller()
    mod.set_call_function(caller)
    with raises(ValueError, match="^fail$"):
        caller("fail")
    `,
  ),
  test(
    "HPy_SetCallFunction() returns -1 and sets TypeError for an object whose type has no HPy_tp_call",
    `
    class Callable:
        def __call__(self):
            pass
    for other in (object(), 1, print, Callable(), mod.Plain(), mod.Caller):
        with raises(TypeError, match="^type '.* does not implement the HPy call protocol$"):
            mod.set_call_function(other)
    `,
  ),
]);
