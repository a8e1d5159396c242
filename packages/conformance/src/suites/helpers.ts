import { type Suite, suite, test } from "../suite.ts";

/**
 * The remaining helpers: `HPyHelpers_AddType`, `HPyHelpers_PackArgsAndKeywords`.
 *
 * Fixture `helpers`, which has the spec of a type `conformance.Thing` with the docstring "A thing.", a method `seven()`
 * that returns 7, and HPy_TPFLAGS_BASETYPE:
 * - `add_type(obj, name)`: HPyHelpers_AddType of that spec without parameters, then None
 * - `add_subtype(obj, name, base)`: the same with HPyType_SpecParam_Base
 * - `add_with_metaclass(obj, name, metaclass)`: the same with HPyType_SpecParam_Metaclass
 * - `pack(*args, **kw)`: HPyHelpers_PackArgsAndKeywords: a tuple of both results, `None` for HPy_NULL
 * - `pack_with(kwnames, *args)`: HPyHelpers_PackArgsAndKeywords with any object for kwnames; the last of the arguments,
 *   as many as it is long, are the values of the keyword arguments
 */
export const helpers: Suite = suite("helpers", [
  test(
    "HPyHelpers_AddType() makes a type and sets it as an attribute",
    String.raw`
    class Holder:
        pass
    assert mod.add_type(Holder, "Made") is None
    assert isinstance(Holder.Made, type)
    assert Holder.Made.__name__ == "Thing"
    assert Holder.Made.__module__ == "conformance"
    assert Holder.Made.__doc__ == "A thing."
    assert Holder.Made.__bases__ == (object,)
    assert Holder.Made().seven() == 7
    mod.add_type(Holder, "\u20ac")
    assert getattr(Holder, "\u20ac") is not Holder.Made
    `,
  ),
  test(
    "HPyHelpers_AddType() adds a type to a module",
    `
    import types
    module = types.ModuleType("holder")
    mod.add_type(module, "Thing")
    assert module.Thing().seven() == 7
    `,
  ),
  test(
    "HPyHelpers_AddType() makes the type with its parameters",
    `
    class Holder:
        pass
    class Base:
        def eight(self):
            return 8
    class Meta(type):
        pass
    assert mod.add_subtype(Holder, "Sub", Base) is None
    assert Holder.Sub.__bases__ == (Base,)
    assert (Holder.Sub().seven(), Holder.Sub().eight()) == (7, 8)
    assert mod.add_with_metaclass(Holder, "WithMeta", Meta) is None
    assert type(Holder.WithMeta) is Meta
    `,
  ),
  test(
    "HPyHelpers_AddType() returns 0 and passes on what making the type sets",
    `
    class Holder:
        pass
    with raises(TypeError):
        mod.add_subtype(Holder, "Sub", bool)
    with raises(TypeError):
        mod.add_subtype(Holder, "Sub", 1)
    with raises(TypeError):
        mod.add_with_metaclass(Holder, "WithMeta", int)
    assert not hasattr(Holder, "Sub")
    assert not hasattr(Holder, "WithMeta")
    `,
  ),
  test(
    "HPyHelpers_AddType() returns 0 and passes on what setting the attribute sets",
    `
    class Holder:
        def __setattr__(self, name, value):
            raise ZeroDivisionError("from __setattr__")
    with raises(ZeroDivisionError, "from __setattr__"):
        mod.add_type(Holder(), "Thing")
    for other in (object(), 1, None):
        with raises(AttributeError):
            mod.add_type(other, "Thing")
    `,
  ),
  test(
    "HPyHelpers_PackArgsAndKeywords() makes a tuple and a dict",
    String.raw`
    assert mod.pack(1, 2, a=3, b=4) == ((1, 2), {"a": 3, "b": 4})
    assert list(mod.pack(**{"b": 1, "a": 2, "\u20ac": 3})[1]) == ["b", "a", "\u20ac"]
    assert type(mod.pack(1)[0]) is tuple
    assert type(mod.pack(a=1)[1]) is dict
    many = {f"name{n}": n for n in range(100)}
    assert mod.pack(*range(100), **many) == (tuple(range(100)), many)
    `,
  ),
  test(
    "HPyHelpers_PackArgsAndKeywords() gives the null handle for what is empty",
    `
    assert mod.pack() == (None, None)
    assert mod.pack(1) == ((1,), None)
    assert mod.pack(a=1) == (None, {"a": 1})
    assert mod.pack_with(()) == (None, None)
    assert mod.pack_with((), 1) == ((1,), None)
    `,
  ),
  test(
    "HPyHelpers_PackArgsAndKeywords() takes references of its own to the objects themselves",
    `
    thing, other = object(), object()
    before = sys.getrefcount(thing), sys.getrefcount(other)
    args, kw = mod.pack(thing, other, x=thing)
    assert args[0] is thing
    assert args[1] is other
    assert kw["x"] is thing
    assert (sys.getrefcount(thing), sys.getrefcount(other)) == (before[0] + 2, before[1] + 1)
    del args, kw
    assert (sys.getrefcount(thing), sys.getrefcount(other)) == before
    `,
  ),
  test(
    "HPyHelpers_PackArgsAndKeywords() returns 0 and sets TypeError when kwnames has no length or no items",
    `
    for kwnames in (1, None.__class__, object()):
        with raises(TypeError):
            mod.pack_with(kwnames, 1, 2)
    with raises(TypeError):
        mod.pack_with({"a"}, 1, 2)
    with raises(KeyError):
        mod.pack_with({"a": "b"}, 1, 2)
    with raises(TypeError, "unhashable"):
        mod.pack_with(([],), 1, 2)
    `,
  ),
  test(
    "HPyHelpers_PackArgsAndKeywords() lets go of what it made when it fails",
    `
    thing = object()
    before = sys.getrefcount(thing)
    with raises(TypeError, "unhashable"):
        mod.pack_with(("a", []), thing, thing, thing)
    assert sys.getrefcount(thing) == before
    `,
  ),
]);
