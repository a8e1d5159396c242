import { type Suite, suite, test } from "../suite.ts";

/**
 * Making types: `HPyType_FromSpec`, its parameters and its refusals.
 *
 * Fixture `type-from-spec`:
 * - `from_spec(name, *params)`: HPyType_FromSpec of a definition that the fixture knows by name; the further
 *   arguments are pairs of an HPyType_SpecParam's kind (an int) and object. Definitions that are good:
 *   `plain` (named `conformance.package.Plain`, with a struct of 16 bytes, a docstring, and a method `answer` that
 *   returns 42), `undotted` (named `Undotted`), `beyond_ascii` (its names are not ASCII),
 *   `with_lists` (members `__weaklistoffset__` and `__dictoffset__`, HPy_TPFLAGS_HAVE_GC), `inheriting` (nothing but
 *   HPy_TPFLAGS_HAVE_GC), `final` (without HPy_TPFLAGS_BASETYPE), `collected` (with
 *   HPy_TPFLAGS_HAVE_GC), `signature` (its docstring starts with a signature), `bad_repr` (its `tp_repr` returns the
 *   object's type). The others are bad in the way that their names say.
 * - `new(type)`: HPy_New; AssertionError when handle, struct and error contradict each other
 * - `exhaust(type)`: makes an instance and closes it, and calls itself, until there is no stack left
 * - `new_is_zero(type, size)`: whether the struct of a new instance is `size` zero bytes; fills it with 0xff
 * - `new_of_null()`, `generic_new_of_null()`, `type_of_null()`, `get_name_of_null()`, `builtin_shape_of_null()`: the
 *   functions with HPy_NULL
 */
export const typeFromSpec: Suite = suite("type-from-spec", [
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
  ),
  test(
    "HPyType_FromSpec() makes __text_signature__ of the docstring's first line",
    `
    Signature = mod.from_spec("signature")
    assert Signature.__doc__ == "Takes two."
    assert Signature.__text_signature__ == "(a, b=1)"
    assert mod.from_spec("collected").__doc__ is None
    `,
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
  ),
  test(
    "HPyType_FromSpec() lets the collector see instances only with HPy_TPFLAGS_HAVE_GC",
    `
    assert gc.is_tracked(mod.from_spec("collected")()) is True
    assert gc.is_tracked(mod.from_spec("plain")()) is False
    `,
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
      fixture: "type-from-spec",
      leaks: "JavaScript gives an extension's memory back when it collects garbage, not at once",
    },
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
  ),
  test(
    "HPyType_FromSpec() finds the metaclass in the bases",
    `
    class Meta(type): pass
    class Base(metaclass=Meta): pass
    assert type(mod.from_spec("plain", 1, Base)) is Meta
    assert type(mod.from_spec("plain", 3, type, 1, Base)) is Meta
    `,
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
  ),
  test(
    "HPyType_FromSpec() sets TypeError for an unknown kind of parameter",
    `
    for kind in (4, 5, -1, 1000):
        with raises(TypeError, "^unknown HPyType_SpecParam specification for '.*'$"):
            mod.from_spec("plain", kind, object)
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for two tuples of bases",
    `
    with raises(TypeError, "^multiple specifications of HPyType_SpecParam_BasesTuple$"):
        mod.from_spec("plain", 2, (object,), 2, (object,))
    `,
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
  ),
  test(
    "HPyType_FromSpec() sets ValueError for two metaclasses",
    `
    class Meta(type): pass
    with raises(ValueError, "^metaclass was specified multiple times$"):
        mod.from_spec("plain", 3, Meta, 3, Meta)
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a metaclass that is no subclass of type",
    `
    with raises(TypeError, "^Metaclass '<object object at .*>' is not a subclass of 'type'.$"):
        mod.from_spec("plain", 3, object())
    with raises(TypeError, "^Metaclass ''name'' is not a subclass of 'type'.$"):
        mod.from_spec("plain", 3, "name")
    `,
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
  ),
  test(
    "HPyType_FromSpec() sets an error for a tuple of bases that is no tuple",
    `
    for bases in ([object], None, object):
        with raises((SystemError, TypeError)):
            mod.from_spec("plain", 2, bases)
    `,
  ),
  test(
    "HPyType_FromSpec() takes object for the base when the tuple of bases is empty",
    `
    T = mod.from_spec("plain", 2, ())
    assert T.__bases__ == (object,)
    assert T().answer() == 42
    `,
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
  ),
  test(
    "HPyType_FromSpec() sets ValueError for a shape that does not exist",
    `
    with raises(ValueError, "^invalid shape: 32$"):
        mod.from_spec("invalid_shape")
    with raises(ValueError, "^invalid shape: -2$"):
        mod.from_spec("negative_shape")
    `,
  ),
  test(
    "HPyType_FromSpec() sets ValueError for HPy_TPFLAGS_HAVE_GC without tp_traverse",
    `
    message = "^You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC$"
    with raises(ValueError, message):
        mod.from_spec("untraversed")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for members without a struct",
    `
    with raises(TypeError, "^Type claims to have basicsize==0 but defines members$"):
        mod.from_spec("members_without_struct")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for tp_call with variable items",
    `
    with raises(TypeError, "^Cannot use HPy call protocol with var objects$"):
        mod.from_spec("call_and_items")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for tp_call with an explicit offset",
    `
    message = "^Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.$"
    with raises(TypeError, message):
        mod.from_spec("call_and_offset")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for HPy_TPFLAGS_HAVE_VECTORCALL without a place for the function",
    `
    with raises(TypeError, "__vectorcalloffset__"):
        mod.from_spec("vectorcall_without_offset")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for legacy slots without the legacy shape",
    `
    message = "^cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy$"
    with raises(TypeError, message):
        mod.from_spec("legacy_slots")
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for the legacy shape, which belongs to the hybrid ABI",
    `
    with raises(TypeError, "hybrid ABI"):
        mod.from_spec("legacy")
    `,
    { abis: ["universal"] },
  ),
  test(
    "HPyType_FromSpec() sets ValueError for negative sizes",
    `
    with raises(ValueError, "negative size"):
        mod.from_spec("negative_size")
    with raises(ValueError, "negative size"):
        mod.from_spec("negative_itemsize")
    `,
  ),
  test(
    "HPyType_FromSpec() sets OverflowError for a struct that no object can hold",
    `
    with raises(OverflowError, "too large"):
        mod.from_spec("huge")
    `,
  ),
  test(
    "HPyType_FromSpec() sets ValueError for a method with the signature of a slot",
    `
    with raises(ValueError, "^Unsupported HPyMeth signature$"):
        mod.from_spec("bad_method")
    `,
  ),
  test(
    "HPyType_FromSpec() sets ValueError for names that no C string can carry",
    `
    for name in ("name_with_null", "name_with_surrogate", "method_with_null", "member_with_null", "getset_with_surrogate"):
        with raises(ValueError, "contains a NUL or a lone surrogate"):
            mod.from_spec(name)
    `,
    // C ends such a name at its NUL.
    { languages: ["typescript"] },
  ),
  test(
    "HPyType_FromSpec() makes types and attributes with names beyond ASCII",
    `
    T = mod.from_spec("beyond_ascii")
    assert T.__name__ == "Gr\u00f6\u00dfe\u{1f600}" and T.__module__ == "m\u00f6dul"
    assert getattr(T(), "l\u00e4nge")() == 42
    with raises(TypeError, "Gr\u00f6\u00dfe.*l\u00e4nge.. takes no arguments"):
        getattr(T(), "l\u00e4nge")(1)
    `,
  ),
  test(
    "HPyType_FromSpec() gives instances weak references and a dictionary by the members that say where",
    `
    import weakref
    class Canary:
        pass
    T = mod.from_spec("with_lists")
    class Sub(T):
        pass
    for each in (T, Sub, mod.from_spec("inheriting", 1, T)):
        made = each()
        made.attribute = thing = Canary()
        assert made.attribute is thing
        seen = []
        ref = weakref.ref(made, seen.append)
        assert ref() is made
        before = sys.getrefcount(thing)
        del made
        assert ref() is None and seen == [ref]
        assert sys.getrefcount(thing) == before - 1
        made = each()
        made.loop, made.canary = made, thing
        canary = weakref.ref(thing)
        del made, thing
        assert canary() is not None
        gc.collect()
        assert canary() is None
    `,
  ),
  test(
    "HPyType_FromSpec() sets TypeError for such members where the struct is out of line",
    `
    with raises(TypeError, "cannot have a member '__weaklistoffset__'"):
        mod.from_spec("long_with_lists", 1, int)
    `,
  ),
  test(
    "HPyType_FromSpec() makes types that go with what classes in Python are made of",
    `
    import abc, copy, dataclasses, enum, functools
    Plain = mod.from_spec("plain")
    class Abstract(Plain, abc.ABC):
        @abc.abstractmethod
        def method(self): ...
    with raises(TypeError, "abstract"):
        Abstract()
    class Concrete(Abstract):
        def method(self):
            return self.answer()
    assert Concrete().method() == 42 and isinstance(Concrete(), Plain)
    @dataclasses.dataclass
    class Data(Plain):
        x: int = 0
        y: list = dataclasses.field(default_factory=list)
    assert Data(1) == Data(1) and Data(1, [2]).y == [2] and Data(3).answer() == 42
    class Cached(Plain):
        @functools.cached_property
        def cached(self):
            return [self.answer()]
    assert Cached().cached == [42]
    with raises(TypeError, "pickle|copy|reduce"):
        copy.copy(Plain())
    class Colour(Plain, enum.Enum):
        RED = ()
    assert Colour.RED.answer() == 42 and Colour(()) is Colour.RED
    `,
  ),
  test(
    "HPyType_FromSpec() sets ValueError for a member outside of the struct",
    `
    for name in ("member_before", "member_behind"):
        with raises(ValueError, "the member 'number' of type 'conformance.Invalid' lies outside of the struct"):
            mod.from_spec(name)
    `,
  ),
  test(
    "HPyType_FromSpec() sets an error for a slot of modules",
    `
    with raises((TypeError, RuntimeError, SystemError), "slot"):
        mod.from_spec("module_slot")
    `,
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
  ),
  test(
    "HPyType_FromSpec() makes types that Python treats as its own when they break the rules",
    `
    made = mod.from_spec("bad_repr")()
    with raises(TypeError, "__repr__.*(returned non-string|must return a str)"):
        repr(made)
    `,
  ),
]);
