import { type Suite, suite, test } from "../suite.ts";

/**
 * The call protocol: `HPy_tp_call`, `HPy_SetCallFunction`, and the member `__vectorcalloffset__`.
 *
 * A call function tells what it got: it returns a tuple of its label, the object, a tuple of the argument array, and
 * kwnames (None for HPy_NULL). Fixture `call-protocol`:
 * - `make(name, *bases)`: HPyType_FromSpec with HPyType_SpecParam_Base for each base. Definitions: `callable` (a struct
 *   of 8 bytes, tp_call with the label `tp_call`), `small` (the same without a struct), `failing` (tp_call raises
 *   KeyError), `with_new` (with a tp_new that calls HPy_New), `with_init` (with a tp_init that keeps the number of its
 *   arguments), `inheriting` (neither struct nor slots), `larger` (a struct of 24 bytes, and tp_init), `overriding` (a
 *   struct of 24 bytes, tp_call with the label `other`), `uncallable` (a struct, no tp_call), `initialised` (a struct,
 *   tp_init), `foreign` (a tp_new that returns a list), `explicit` (the member `__vectorcalloffset__` in a struct of 16
 *   bytes, HPy_TPFLAGS_HAVE_VECTORCALL), `explicit_items` (with an itemsize too), `unflagged` (without the flag), `long`
 *   and `list` (as `callable`, of shape Long and List), `long_explicit` (as `explicit`, of shape Long)
 * - `set_own(object)`: HPy_SetCallFunction with a function of its own, labelled `own`
 * - `set_shared(object)`: HPy_SetCallFunction with always the same function, labelled `shared`
 * - `set_failing(object)`: HPy_SetCallFunction with a function that raises KeyError
 * - `new(type)`: HPy_New
 * - `number(object)`: what tp_init has kept
 * - `call(callable, *args)`: HPy_Call
 */
export const callProtocol: Suite = suite("call-protocol", [
  test(
    "HPy_tp_call is called with positional and keyword arguments, in every way to call",
    `
    bases = {"long": (int,), "list": (list,)}
    for name, args in (("callable", ()), ("small", ()), ("with_new", ()), ("long", (2**100,)), ("list", ())):
        c = mod.make(name, *bases.get(name, ()))(*args)
        assert callable(c)
        assert c() == ("tp_call", c, (), None)
        assert c(1, 2) == ("tp_call", c, (1, 2), None)
        assert c(1, a=2, b=3) == ("tp_call", c, (1, 2, 3), ("a", "b"))
        assert c(**{"a": 1}) == ("tp_call", c, (1,), ("a",))
        assert c(*range(50), **{"k%d" % i: i for i in range(50)}) == (
            "tp_call", c, (*range(50), *range(50)), tuple("k%d" % i for i in range(50)))
        assert c(*(), **{}) == type(c).__call__(c, **{}) == ("tp_call", c, (), None)
        assert mod.call(c, 1, 2) == ("tp_call", c, (1, 2), None)
        assert type(c).__call__(c, 1, a=2) == ("tp_call", c, (1, 2), ("a",))
        assert list(map(c, [1])) == [("tp_call", c, (1,), None)]
        with raises(TypeError, "keywords must be strings"):
            c(**{1: 2})
    `,
  ),
  test(
    "HPy_tp_call that raises makes the call raise",
    `
    c = mod.make("failing")()
    with raises(KeyError, "tp_call"):
        c()
    with raises(KeyError, "tp_call"):
        mod.call(c, 1)
    `,
  ),
  test(
    "HPy_tp_call is inherited, with and without a larger struct",
    `
    for base in ("callable", "small", "with_new"):
        Base = mod.make(base)
        class Sub(Base):
            pass
        for T in (Sub, mod.make("inheriting", Base), mod.make("inheriting", Sub), mod.make("larger", Base)):
            class Last(T):
                __slots__ = ()
            for each in (T, Last):
                c = each()
                assert c(1, a=2) == ("tp_call", c, (1, 2), ("a",))
                c = mod.new(each)
                assert c(1, a=2) == ("tp_call", c, (1, 2), ("a",))
    Long = mod.make("long", int)
    class Sub(Long):
        pass
    for T in (Sub, mod.make("inheriting", Long)):
        c = T(2**100)
        assert c(1) == ("tp_call", c, (1,), None) and c == 2**100
    `,
  ),
  test(
    "HPy_tp_call is overridden by types and by classes in Python",
    `
    Base = mod.make("callable")
    class Sub(Base):
        def __call__(self, *args, **kw):
            return ("sub", args, kw)
    c = Sub()
    assert c(1, a=2) == ("sub", (1,), {"a": 2})
    assert mod.call(c, 1) == ("sub", (1,), {})
    assert super(Sub, c).__call__(1, a=2) == ("tp_call", c, (1, 2), ("a",))
    Other = mod.make("overriding", Base)
    class Last(Other):
        pass
    for T in (Other, Last):
        c = T()
        assert c(1) == ("other", c, (1,), None)
        assert mod.new(T)(1)[0] == "other"
    Base.__call__ = lambda self, *args: ("assigned", args)
    assert Base()(1) == ("assigned", (1,))
    `,
  ),
  test(
    "HPy_tp_call leaves arguments of the type to tp_init, and refuses them without one",
    `
    T = mod.make("with_init")
    c = T(1, 2, three=3)
    assert mod.number(c) == 2
    assert c()[0] == "tp_call"
    for name in ("callable", "small"):
        T = mod.make(name)
        for refused in (lambda: T(1), lambda: T(a=1)):
            with raises(TypeError, "Callable.. takes no arguments"):
                refused()
        assert T(*(), **{})()[0] == "tp_call"
        class Sub(T):
            def __init__(self, *args):
                self.args = args
        assert Sub(1, 2).args == (1, 2)
        assert Sub(1)()[0] == "tp_call"
    Base = mod.make("initialised")
    T = mod.make("overriding", Base)
    c = T(1, 2)
    assert mod.number(c) == 2 and c()[0] == "other"
    class Python:
        def __init__(self, *args):
            self.args = args
    T = mod.make("callable", Python)
    c = T(1, 2)
    assert c.args == (1, 2) and c()[0] == "tp_call"
    `,
  ),
  test(
    "HPy_tp_call goes through the tp_new of the base, whatever that returns",
    `
    Base = mod.make("foreign")
    assert Base() == []
    T = mod.make("overriding", Base)
    made = [T() for _ in range(100)]
    assert all(each == [] for each in made)
    class Python:
        def __new__(cls, *args):
            self = super().__new__(cls) if args else 5
            return self
    T = mod.make("callable", Python)
    assert T() == 5
    class Last(T):
        def __init__(self, *args):
            pass
    c = Last(1)
    assert c(2) == ("tp_call", c, (2,), None)
    class Single:
        made = None
        def __new__(cls):
            if cls.made is None:
                cls.made = super().__new__(cls)
            return cls.made
    T = mod.make("callable", Single)
    single = T()
    mod.set_own(single)
    assert T() is single and single() == ("own", single, (), None)
    T.made = None
    class Failing:
        def __new__(cls):
            raise KeyError("new")
    with raises(KeyError, "new"):
        mod.make("callable", Failing)()
    `,
  ),
  test(
    "HPy_SetCallFunction() changes what a call of one object does",
    `
    bases = {"long": (int,), "list": (list,)}
    for name, args in (("callable", ()), ("small", ()), ("with_new", ()), ("long", (2**100,)), ("list", ())):
        T = mod.make(name, *bases.get(name, ()))
        class Sub(T):
            pass
        for each in (T, Sub):
            a, b = each(*args), each(*args)
            assert mod.set_own(a) is None
            assert a(1, a=2) == ("own", a, (1, 2), ("a",))
            assert mod.call(a, 1) == ("own", a, (1,), None)
            assert type(a).__call__(a, 1) == ("own", a, (1,), None)
            assert b(1) == ("tp_call", b, (1,), None)
            mod.set_shared(a)
            mod.set_shared(b)
            assert a(1) == ("shared", a, (1,), None)
            assert b(1) == ("shared", b, (1,), None)
            mod.set_failing(a)
            with raises(KeyError, "tp_call"):
                a()
            assert b()[0] == "shared"
            del a
            assert each(*args)()[0] == "tp_call"
            del b
    `,
  ),
  test(
    "HPy_SetCallFunction() gives out any number of functions",
    `
    T, Long = mod.make("callable"), mod.make("long", int)
    many = [T() for _ in range(500)] + [Long(i) for i in range(500)]
    for _ in range(3):
        for each in many:
            mod.set_own(each)
    assert all(each(i) == ("own", each, (i,), None) for i, each in enumerate(many))
    del many[::2]
    again = [T() for _ in range(500)]
    assert all(each()[0] == "tp_call" for each in again)
    assert all(each()[0] == "own" for each in many)
    `,
  ),
  test(
    "HPy_SetCallFunction() can be called from the function itself, and from a finalizer",
    `
    T = mod.make("callable")
    class Sub(T):
        def __del__(self):
            mod.set_shared(self)
            seen.append(self(1)[0])
    seen = []
    c = Sub()
    mod.set_own(c)
    del c
    assert seen == ["shared"]
    assert Sub()()[0] == "tp_call"
    `,
  ),
  test(
    "HPy_SetCallFunction() sets TypeError for an object that does not implement the protocol",
    `
    class Python:
        def __call__(self):
            pass
    uncallable = mod.make("uncallable")
    for thing, name in ((5, "int"), (print, "builtin_function_or_method"), (Python(), "Python"), (int, "type"),
                        (uncallable(), "Callable")):
        with raises(TypeError, "^type '" + name + " does not implement the HPy call protocol$"):
            mod.set_own(thing)
        with raises(TypeError):
            mod.set_shared(thing)
    `,
  ),
  test(
    "HPy_SetCallFunction() shortens long names of types in its message",
    `
    Long = type("L" * 80, (), {})
    with raises(TypeError, "^type '" + "L" * 50 + " does not implement the HPy call protocol$"):
        mod.set_own(Long())
    `,
  ),
  test(
    "__vectorcalloffset__ places the call function in the struct, for HPy_SetCallFunction() to fill",
    `
    for name, args in (("explicit", ()), ("explicit_items", ()), ("unflagged", ()), ("long_explicit", (5,))):
        T = mod.make(name, int) if args else mod.make(name)
        class Sub(T):
            pass
        for each in (T, Sub):
            c = each(*args)
            with raises(TypeError, "does not support vectorcall|no call function"):
                c(1)
            mod.set_own(c)
            assert c(1, a=2) == ("own", c, (1, 2), ("a",))
            assert mod.call(c, 1) == ("own", c, (1,), None)
            mod.set_shared(c)
            assert c(1) == ("shared", c, (1,), None)
    `,
  ),
  test(
    "A class in Python with __call__ is called, whatever HPy_SetCallFunction() has set",
    `
    class Sub(mod.make("callable")):
        def __call__(self):
            return "python"
    c = Sub()
    mod.set_own(c)
    assert c() == mod.call(c) == "python"
    assert super(Sub, c).__call__(1)[0] == "own"
    `,
  ),
]);
