import { type Suite, suite, test } from "../suite.ts";

/**
 * Types and instances: `HPyType_*`, `HPy_New`, `HPy_Type`, `HPy_TypeCheck`, `HPy_Is`, `HPy_IsTrue`. What a type is
 * made of has suites of its own: `slots`, `member`, `getset`, `struct`, `field`, `call-protocol`.
 *
 * Fixture `type`:
 * - `is_true(h)`: HPy_IsTrue, as a bool
 * - `type_of(h)`: HPy_Type
 * - `type_check(obj, type)`: HPy_TypeCheck, as a bool
 * - `is_same(obj, other)`: HPy_Is, as a bool
 * - `generic_new(type, args, kw)`: HPyType_GenericNew with the items of the tuple `args`, and the dict `kw`, or
 *   HPy_NULL when it is empty
 * - `get_name(type)`: HPyType_GetName, as a str
 * - `is_subtype(sub, type)`: HPyType_IsSubtype, as a bool
 * - `builtin_shape(type)`: _HPyType_GetBuiltinShape, as an int
 *
 * Fixture `type-raw`:
 * - `from_spec(name, *params)`: HPyType_FromSpec of a definition that the fixture knows by name; the further
 *   arguments are pairs of an HPyType_SpecParam's kind (an int) and object. Definitions that are good:
 *   `plain` (named `conformance.package.Plain`, with a struct of 16 bytes, a docstring, and a method `answer` that
 *   returns 42), `undotted` (named `Undotted`), `final` (without HPy_TPFLAGS_BASETYPE), `collected` (with
 *   HPy_TPFLAGS_HAVE_GC), `signature` (its docstring starts with a signature), `bad_repr` (its `tp_repr` returns the
 *   object's type). The others are bad in the way that their names say.
 * - `new(type)`: HPy_New; AssertionError when handle, struct and error contradict each other
 * - `exhaust(type)`: makes an instance and closes it, and calls itself, until there is no stack left
 * - `new_is_zero(type, size)`: whether the struct of a new instance is `size` zero bytes; fills it with 0xff
 * - `new_of_null()`, `generic_new_of_null()`, `type_of_null()`, `get_name_of_null()`, `builtin_shape_of_null()`: the
 *   functions with HPy_NULL
 */
export const type: Suite = suite("type", [
  test(
    "HPy_IsTrue() is bool(h)",
    `
    class Length:
        def __len__(self):
            return self.length
    empty, full = Length(), Length()
    empty.length, full.length = 0, 2
    for h in (True, 1, -1, 0.5, "0", (0,), [None], {0: 0}, object(), full, mod):
        assert mod.is_true(h) is True
    for h in (False, None, 0, 0.0, "", (), [], {}, empty):
        assert mod.is_true(h) is False
    `,
  ),
  test(
    "HPy_IsTrue() passes on what __bool__ and __len__ raise",
    `
    class Bool:
        def __bool__(self):
            raise KeyError("bool")
    class NoBool:
        def __bool__(self):
            return 1
    class Negative:
        def __len__(self):
            return -1
    with raises(KeyError, "bool"):
        mod.is_true(Bool())
    with raises(TypeError, "__bool__ should return bool, returned int"):
        mod.is_true(NoBool())
    with raises(ValueError, "__len__.. should return >= 0"):
        mod.is_true(Negative())
    `,
  ),
  test(
    "HPy_Type() is the type of the object",
    `
    class Sub(int):
        __class__ = str
    for h in (1, "s", None, int, type, mod, Sub()):
        assert mod.type_of(h) is type(h)
    `,
  ),
  test(
    "HPy_Type() of the null handle sets SystemError",
    `
    with raises(SystemError):
        mod.type_of_null()
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPy_TypeCheck() is true for instances of the type and of its subclasses",
    `
    class Sub(int):
        pass
    assert mod.type_check(1, int) is True
    assert mod.type_check(True, int) is True
    assert mod.type_check(Sub(), int) is True
    assert mod.type_check(1, object) is True
    assert mod.type_check(int, type) is True
    assert mod.type_check(1, Sub) is False
    assert mod.type_check(1, str) is False
    assert mod.type_check(None, int) is False
    `,
  ),
  test(
    "HPy_TypeCheck() asks neither __class__ nor __instancecheck__",
    `
    class Meta(type):
        def __instancecheck__(cls, instance):
            return True
    class Any(metaclass=Meta):
        pass
    class Pretender:
        __class__ = int
    assert isinstance(1, Any) and isinstance(Pretender(), int)
    assert mod.type_check(1, Any) is False
    assert mod.type_check(Pretender(), int) is False
    `,
  ),
  test(
    "HPy_Is() is identity, not equality",
    `
    a, b = [1], [1]
    assert a == b
    assert mod.is_same(a, a) is True
    assert mod.is_same(a, b) is False
    assert mod.is_same(None, None) is True
    assert mod.is_same(1, 1.0) is False
    assert mod.is_same(mod, mod) is True
    `,
  ),
  test(
    "HPyType_GetName() is the name without the module",
    `
    class Outer:
        class Inner:
            pass
    assert mod.get_name(int) == "int"
    assert mod.get_name(Outer.Inner) == "Inner"
    assert mod.get_name(type(mod)) == "module"
    assert mod.get_name(load("type-raw").from_spec("plain")) == "Plain"
    assert mod.get_name(load("type-raw").from_spec("undotted")) == "Undotted"
    `,
  ),
  test(
    "HPyType_GetName() gives names beyond ASCII",
    `
    assert mod.get_name(type("Gr\\u00f6\\u00dfe\\U0001f600", (), {})) == "Gr\\u00f6\\u00dfe\\U0001f600"
    `,
  ),
  test(
    "HPyType_GetName() sets TypeError when the argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError):
            mod.get_name(h)
    with raises(TypeError):
        load("type-raw").get_name_of_null()
    `,
  ),
  test(
    "HPyType_IsSubtype() follows the method resolution order",
    `
    class A: pass
    class B: pass
    class C(A, B): pass
    for sub, base, expected in (
        (int, int, True), (bool, int, True), (int, bool, False), (int, object, True), (object, int, False),
        (C, A, True), (C, B, True), (A, C, False), (A, B, False), (type, object, True), (C, type, False),
    ):
        assert mod.is_subtype(sub, base) is expected
    `,
  ),
  test(
    "HPyType_IsSubtype() does not ask __subclasscheck__",
    `
    class Meta(type):
        def __subclasscheck__(cls, sub):
            return True
    class Any(metaclass=Meta):
        pass
    assert issubclass(int, Any)
    assert mod.is_subtype(int, Any) is False
    `,
  ),
  test(
    "HPyType_GenericNew() makes an instance and calls no initialiser",
    `
    class Plain:
        def __init__(self):
            raise AssertionError
    made = mod.generic_new(Plain, (), {})
    assert type(made) is Plain
    assert made.__dict__ == {}
    made.attribute = 1
    assert mod.generic_new(Plain, (), {}) is not made
    `,
  ),
  test(
    "HPyType_GenericNew() ignores the arguments",
    `
    class Plain:
        pass
    made = mod.generic_new(Plain, (1, "two"), {"three": 3})
    assert type(made) is Plain
    assert made.__dict__ == {}
    `,
  ),
  test(
    "HPyType_GenericNew() makes instances of types from a specification, and of their subclasses",
    `
    Plain = load("type-raw").from_spec("plain")
    class Sub(Plain):
        __slots__ = "x"
    for T in (Plain, Sub):
        made = mod.generic_new(T, (), {})
        assert type(made) is T
        assert made.answer() == 42
    `,
  ),
  test(
    "HPyType_GenericNew() makes proper instances of built-in types",
    `
    class Numbers(list):
        pass
    class Small(int):
        pass
    for T, empty in ((dict, {}), (list, []), (str, ""), (int, 0), (tuple, ()), (Numbers, []), (Small, 0)):
        made = mod.generic_new(T, (), {})
        assert type(made) is T
        assert made == empty
    class Problem(ValueError):
        pass
    assert repr(mod.generic_new(Problem, (), {})) == "Problem()"
    `,
  ),
  test(
    "HPyType_GenericNew() passes on why a built-in type makes no instance",
    `
    import array
    for T in (type, array.array, type(iter([]))):
        with raises(TypeError):
            mod.generic_new(T, (), {})
    `,
  ),
  test(
    "HPyType_GenericNew() sets TypeError when the first argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError, "^HPy_Type_GenericNew arg 1 must be a type$"):
            mod.generic_new(h, (), {})
    with raises(TypeError, "^HPy_Type_GenericNew arg 1 must be a type$"):
        load("type-raw").generic_new_of_null()
    `,
  ),
  test(
    "HPy_New() makes an instance of the type and gives its struct",
    `
    Plain = mod.from_spec("plain")
    made = mod.new(Plain)
    assert type(made) is Plain
    assert mod.new(Plain) is not made
    class Sub(Plain):
        pass
    assert type(mod.new(Sub)) is Sub
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPy_New() fills the struct with zeros",
    `
    Plain = mod.from_spec("plain")
    for _ in range(100):
        assert mod.new_is_zero(Plain, 16) is True
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPy_New() takes a reference to the type, which goes with the instance",
    `
    Plain = mod.from_spec("plain")
    before = sys.getrefcount(Plain)
    made = [mod.new(Plain) for _ in range(10)]
    assert sys.getrefcount(Plain) == before + 10
    made.clear()
    assert sys.getrefcount(Plain) == before
    class Sub(Plain):
        pass
    before = sys.getrefcount(Sub)
    made = [mod.new(Sub) for _ in range(10)]
    assert sys.getrefcount(Sub) == before + 10
    made.clear()
    assert sys.getrefcount(Sub) == before
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPy_New() sets TypeError when the first argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError, "^HPy_New arg 1 must be a type$"):
            mod.new(h)
    with raises(TypeError, "^HPy_New arg 1 must be a type$"):
        mod.new_of_null()
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPy_New() sets TypeError for a type whose instances have no struct",
    `
    class Plain:
        pass
    for T in (object, list, Plain):
        with raises(TypeError, "have no struct"):
            mod.new(T)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "_HPyType_GetBuiltinShape() is Object for types from a specification without a shape, and Legacy for others",
    `
    Plain = load("type-raw").from_spec("plain")
    class Sub(Plain):
        pass
    class Foreign:
        pass
    assert mod.builtin_shape(Plain) == 0
    assert mod.builtin_shape(Sub) == 0
    assert mod.builtin_shape(Foreign) == -1
    assert mod.builtin_shape(int) == -1
    `,
  ),
  test(
    "_HPyType_GetBuiltinShape() sets TypeError when the argument is no type",
    `
    for h in (1, None, mod):
        with raises(TypeError, "^arg must be a type$"):
            mod.builtin_shape(h)
    with raises(TypeError, "^arg must be a type$"):
        load("type-raw").builtin_shape_of_null()
    `,
  ),
  test(
    "HPyType_FromSpec() makes a type with the specified name, module, docstring and methods",
    `
    Plain = mod.from_spec("plain")
    assert type(Plain) is type
    assert Plain.__name__ == Plain.__qualname__ == "Plain"
    assert Plain.__module__ == "conformance.package"
    assert repr(Plain) == "<class 'conformance.package.Plain'>"
    assert Plain.__doc__ == "A plain type."
    assert Plain.__bases__ == (object,)
    assert Plain.__mro__ == (Plain, object)
    assert Plain().answer() == 42
    assert mod.from_spec("plain") is not Plain
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() makes __text_signature__ of the docstring's first line",
    `
    Signature = mod.from_spec("signature")
    assert Signature.__doc__ == "Takes two."
    assert Signature.__text_signature__ == "(a, b=1)"
    assert mod.from_spec("collected").__doc__ is None
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() allows subclasses in Python only with HPy_TPFLAGS_BASETYPE",
    `
    class Sub(mod.from_spec("plain")):
        def answer(self):
            return super().answer() + 1
    assert Sub().answer() == 43
    with raises(TypeError, "is not an acceptable base type"):
        class Refused(mod.from_spec("final")):
            pass
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() lets the collector see instances only with HPy_TPFLAGS_HAVE_GC",
    `
    assert gc.is_tracked(mod.from_spec("collected")()) is True
    assert gc.is_tracked(mod.from_spec("plain")()) is False
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() makes a type that can go again",
    `
    import weakref
    Plain = mod.from_spec("plain")
    instance = Plain()
    ref = weakref.ref(Plain)
    del Plain
    gc.collect()
    assert ref() is type(instance)
    del instance
    gc.collect()
    assert ref() is None
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() makes a type that works on when a finalizer brings back what was going with it",
    `
    saved = []
    Plain = mod.from_spec("plain")
    class Undead(Plain):
        def __del__(self):
            saved.append(self)
    undead = Undead()
    undead.loop = undead
    del Plain, Undead, undead
    gc.collect()
    for _ in range(5):
        mod.from_spec("plain")
        gc.collect()
    assert saved[0].answer() == 42
    assert type(saved[0]).__base__().answer() == 42
    assert type(mod.new(type(saved[0]))) is type(saved[0])
    Undead = type(saved[0])
    del Undead.__del__
    del saved[0].loop, Undead
    saved.clear()
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() leaves nothing to a type that gets the address of one that is gone",
    `
    class Base:
        pass
    shape = load("type").builtin_shape
    for _ in range(20):
        mod.from_spec("plain")
        gc.collect()
        class Other(Base):
            pass
        assert shape(Other) == -1
        with raises(TypeError, "have no struct"):
            mod.new(Other)
        assert type(Other()) is Other
    `,
    {
      fixture: "type-raw",
      leaks: "an extension in TypeScript keeps its memory for calls as long as the page",
    },
  ),
  test(
    "HPy_New() and HPy_Close() up to the end of the stack leave the interpreter unharmed",
    `
    Plain = mod.from_spec("plain")
    class Sub(Plain):
        pass
    for T in (Plain, Sub, mod.from_spec("collected"), mod.from_spec("plain", 1, Sub)):
        with raises(RecursionError):
            mod.exhaust(T)
        assert T().__class__ is T
    gc.collect()
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() makes a type whose attributes can be set",
    `
    Plain = mod.from_spec("plain")
    Plain.extra = 1
    assert Plain().extra == 1
    Plain.__add__ = lambda self, other: ("added", other)
    assert Plain() + 2 == ("added", 2)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() takes one base after the other",
    `
    class A: pass
    class B: pass
    T = mod.from_spec("plain", 1, A, 1, B)
    assert T.__bases__ == (A, B)
    assert T.__mro__ == (T, A, B, object)
    assert isinstance(T(), A) and isinstance(T(), B)
    assert T().answer() == 42
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() takes a tuple of bases",
    `
    class A: pass
    class B: pass
    T = mod.from_spec("plain", 2, (A, B))
    assert T.__bases__ == (A, B)
    assert T.__mro__ == (T, A, B, object)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() inherits attributes, dict and weak references of a base that is a Python class",
    `
    import weakref
    class Base:
        attribute = "inherited"
        def method(self):
            return self.answer()
    T = mod.from_spec("plain", 1, Base)
    made = T()
    assert made.attribute == "inherited"
    assert made.method() == 42
    made.own = [1]
    assert made.__dict__ == {"own": [1]}
    ref = weakref.ref(made)
    assert ref() is made
    del made
    assert ref() is None
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() takes a metaclass",
    `
    class Meta(type):
        def hello(cls):
            return cls.__name__
    T = mod.from_spec("plain", 3, Meta)
    assert type(T) is Meta
    assert T.hello() == "Plain"
    assert type(T()) is T
    class Base: pass
    T = mod.from_spec("plain", 3, Meta, 1, Base)
    assert type(T) is Meta
    assert T.__bases__ == (Base,)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() finds the metaclass in the bases",
    `
    class Meta(type): pass
    class Base(metaclass=Meta): pass
    assert type(mod.from_spec("plain", 1, Base)) is Meta
    assert type(mod.from_spec("plain", 3, type, 1, Base)) is Meta
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError when the metaclasses of the bases and the given one conflict",
    `
    class Meta(type): pass
    class Other(type): pass
    class Base(metaclass=Meta): pass
    with raises(TypeError, "metaclass conflict"):
        mod.from_spec("plain", 3, Other, 1, Base)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for an unknown kind of parameter",
    `
    for kind in (4, 5, -1, 1000):
        with raises(TypeError, "^unknown HPyType_SpecParam specification for '.*'$"):
            mod.from_spec("plain", kind, object)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for two tuples of bases",
    `
    with raises(TypeError, "^multiple specifications of HPyType_SpecParam_BasesTuple$"):
        mod.from_spec("plain", 2, (object,), 2, (object,))
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a tuple of bases and a base",
    `
    class A: pass
    message = "^cannot specify both HPyType_SpecParam_Base and HPytype_SpecParam_BasesTuple$"
    with raises(TypeError, message):
        mod.from_spec("plain", 2, (A,), 1, A)
    with raises(TypeError, message):
        mod.from_spec("plain", 1, A, 2, (A,))
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for two metaclasses",
    `
    class Meta(type): pass
    with raises(ValueError, "^metaclass was specified multiple times$"):
        mod.from_spec("plain", 3, Meta, 3, Meta)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a metaclass that is no subclass of type",
    `
    with raises(TypeError, "^Metaclass '<object object at .*>' is not a subclass of 'type'.$"):
        mod.from_spec("plain", 3, object())
    with raises(TypeError, "^Metaclass ''name'' is not a subclass of 'type'.$"):
        mod.from_spec("plain", 3, "name")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a metaclass with a tp_new of its own",
    `
    class Meta(type):
        def __new__(meta, *args):
            raise AssertionError
    for metaclass in (Meta, int, object):
        with raises(TypeError, "^Metaclasses with custom tp_new are not supported.$"):
            mod.from_spec("plain", 3, metaclass)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() passes on what the repr of a metaclass that is no type raises",
    `
    class Bad:
        def __repr__(self):
            raise KeyError("repr")
    with raises(KeyError, "repr"):
        mod.from_spec("plain", 3, Bad())
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a base that is no type, or not to be subclassed",
    `
    for base in (1, None, "object"):
        with raises(TypeError, "bases must be types"):
            mod.from_spec("plain", 1, base)
        with raises(TypeError, "bases must be types"):
            mod.from_spec("plain", 2, (object, base))
    with raises(TypeError, "not an acceptable base type"):
        mod.from_spec("plain", 1, bool)
    with raises(TypeError, "not an acceptable base type"):
        mod.from_spec("plain", 1, mod.from_spec("final"))
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets an error for a tuple of bases that is no tuple",
    `
    for bases in ([object], None, object):
        with raises((SystemError, TypeError)):
            mod.from_spec("plain", 2, bases)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() takes object for the base when the tuple of bases is empty",
    `
    T = mod.from_spec("plain", 2, ())
    assert T.__bases__ == (object,)
    assert T().answer() == 42
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for bases whose layouts conflict",
    `
    with raises(TypeError, "lay-out conflict"):
        mod.from_spec("collected", 1, list, 1, dict)
    with raises(TypeError, "lay-out conflict"):
        mod.from_spec("collected", 1, mod.from_spec("plain"), 1, mod.from_spec("plain"))
    class Slotted:
        __slots__ = ("a", "b")
    with raises(TypeError, "lay-out conflict"):
        mod.from_spec("collected", 1, mod.from_spec("plain"), 1, Slotted)
    with raises(TypeError, "duplicate base class|method resolution order"):
        mod.from_spec("collected", 1, object, 1, object)
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() takes bases of which one has a struct, in any order",
    `
    class Mixin:
        def twice(self):
            return 2 * self.answer()
    Plain = mod.from_spec("plain")
    for bases in ((Mixin, Plain), (Plain, Mixin)):
        T = mod.from_spec("collected", 2, bases)
        assert T.__bases__ == bases
        made = mod.new(T)
        assert made.twice() == 84
        made.attribute = made
        del made
        class Sub(*bases):
            pass
        assert mod.new(Sub).twice() == 84
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() does not call __init_subclass__ of the bases, as CPython documents it",
    `
    seen = []
    class Base:
        def __init_subclass__(cls):
            seen.append(cls)
    assert issubclass(mod.from_spec("plain", 1, Base), Base)
    assert seen == []
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for a shape that does not exist",
    `
    with raises(ValueError, "^invalid shape: 32$"):
        mod.from_spec("invalid_shape")
    with raises(ValueError, "^invalid shape: -2$"):
        mod.from_spec("negative_shape")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for HPy_TPFLAGS_HAVE_GC without tp_traverse",
    `
    message = "^You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC$"
    with raises(ValueError, message):
        mod.from_spec("untraversed")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for members without a struct",
    `
    with raises(TypeError, "^Type claims to have basicsize==0 but defines members$"):
        mod.from_spec("members_without_struct")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for tp_call with variable items",
    `
    with raises(TypeError, "^Cannot use HPy call protocol with var objects$"):
        mod.from_spec("call_and_items")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for tp_call with an explicit offset",
    `
    message = "^Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.$"
    with raises(TypeError, message):
        mod.from_spec("call_and_offset")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for HPy_TPFLAGS_HAVE_VECTORCALL without a place for the function",
    `
    with raises(TypeError, "__vectorcalloffset__"):
        mod.from_spec("vectorcall_without_offset")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for legacy slots without the legacy shape",
    `
    message = "^cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy$"
    with raises(TypeError, message):
        mod.from_spec("legacy_slots")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for the legacy shape, which belongs to the hybrid ABI",
    `
    with raises(TypeError, "hybrid ABI"):
        mod.from_spec("legacy")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for negative sizes",
    `
    with raises(ValueError, "negative size"):
        mod.from_spec("negative_size")
    with raises(ValueError, "negative size"):
        mod.from_spec("negative_itemsize")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets OverflowError for a struct that no object can hold",
    `
    with raises(OverflowError, "too large"):
        mod.from_spec("huge")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for a method with the signature of a slot",
    `
    with raises(ValueError, "^Unsupported HPyMeth signature$"):
        mod.from_spec("bad_method")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() sets an error for a slot of modules",
    `
    with raises((TypeError, RuntimeError, SystemError), "slot"):
        mod.from_spec("module_slot")
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() leaves a type that was refused nowhere",
    `
    import weakref
    class Base: pass
    for name in ("invalid_shape", "untraversed", "call_and_items", "huge", "bad_method", "module_slot"):
        with raises(Exception):
            mod.from_spec(name, 1, Base)
    assert Base.__subclasses__() == []
    `,
    { fixture: "type-raw" },
  ),
  test(
    "HPyType_FromSpec() makes types that Python treats as its own when they break the rules",
    `
    made = mod.from_spec("bad_repr")()
    with raises(TypeError, "__repr__ returned non-string"):
        repr(made)
    `,
    { fixture: "type-raw" },
  ),
]);
