import { type Suite, suite, test } from "../suite.ts";

/**
 * Members: attributes at offsets of instances' structs, `HPyMember_*`.
 *
 * Fixture `member` has the types `Inline`, whose struct is part of the object, and `OutOfLine`, which extends int;
 * and `ReadonlyInline` and `ReadonlyOutOfLine`. Each has a member of every kind, named after the kind, with the
 * docstring `A member of kind KIND.`, and the methods
 * - `fill(thing)`: gives each member a value from the side of the extension: -2, -3, -4, 0.5, 0.1, `"tëxt 😀"`, thing,
 *   `"c"`, -5, 250, 65000, 4000000000, 4000000001, `"in place"` (in 16 bytes), True, thing, -2**62, 2**64-1, -7, None
 * - `seen()`: a tuple of the members' values as the extension sees them, in the order of the kinds' numbers; None for
 *   null pointers and null fields
 */
export const member: Suite = suite("member", [
  test(
    "Members read zero, NULL or false in a new instance",
    `
    for T in (mod.Inline, mod.OutOfLine, mod.ReadonlyInline, mod.ReadonlyOutOfLine):
        class Sub(T):
            pass
        for each in (T, Sub):
            m = each()
            for name in ("SHORT", "INT", "LONG", "BYTE", "UBYTE", "USHORT", "UINT", "ULONG", "LONGLONG", "ULONGLONG",
                         "HPYSSIZET"):
                assert getattr(m, name) == 0 and type(getattr(m, name)) is int
            for name in ("FLOAT", "DOUBLE"):
                assert getattr(m, name) == 0.0 and type(getattr(m, name)) is float
            assert m.BOOL is False
            assert m.CHAR == "\\0"
            assert m.STRING is m.OBJECT is m.NONE is None
            assert m.STRING_INPLACE == ""
            with raises(AttributeError, "has no attribute 'OBJECT_EX'"):
                m.OBJECT_EX
            assert not hasattr(m, "OBJECT_EX")
    `,
  ),
  test(
    "Members read what the extension has written",
    String.raw`
    thing = object()
    for T in (mod.Inline, mod.OutOfLine, mod.ReadonlyInline, mod.ReadonlyOutOfLine):
        m = T()
        m.fill(thing)
        names = ("SHORT INT LONG FLOAT DOUBLE STRING OBJECT CHAR BYTE UBYTE USHORT UINT ULONG STRING_INPLACE BOOL "
                 "OBJECT_EX LONGLONG ULONGLONG HPYSSIZET NONE").split()
        values = (-2, -3, -4, 0.5, 0.1, "t\u00ebxt \U0001f600", thing, "c", -5, 250, 65000, 4000000000, 4000000001,
                  "in place", True, thing, -2**62, 2**64 - 1, -7, None)
        assert tuple(getattr(m, name) for name in names) == values
        assert m.seen() == values
        assert m.BOOL is True and m.OBJECT is m.OBJECT_EX is thing
        other = T()
        assert other.INT == 0 and other.OBJECT is None
    `,
  ),
  test(
    "Members have names and docstrings on the type",
    `
    for T in (mod.Inline, mod.OutOfLine):
        for name in ("INT", "STRING_INPLACE", "OBJECT_EX", "NONE"):
            attribute = T.__dict__[name]
            assert attribute.__name__ == name
            assert attribute.__doc__ == f"A member of kind {name}."
            assert attribute.__objclass__ is T
        with raises(TypeError):
            T.__dict__["INT"].__get__(5)
    `,
  ),
  test(
    "Members of integer kinds keep all values of their C type",
    `
    limits = {"SHORT": (-2**15, 2**15 - 1), "INT": (-2**31, 2**31 - 1), "LONG": (-2**31, 2**31 - 1),
              "BYTE": (-2**7, 2**7 - 1), "UBYTE": (0, 2**8 - 1), "USHORT": (0, 2**16 - 1), "UINT": (0, 2**32 - 1),
              "ULONG": (0, 2**32 - 1), "LONGLONG": (-2**63, 2**63 - 1), "ULONGLONG": (0, 2**64 - 1),
              "HPYSSIZET": (-2**31, 2**31 - 1)}
    order = ("SHORT INT LONG FLOAT DOUBLE STRING OBJECT CHAR BYTE UBYTE USHORT UINT ULONG STRING_INPLACE BOOL "
             "OBJECT_EX LONGLONG ULONGLONG HPYSSIZET NONE").split()
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for name, (low, high) in limits.items():
            for value in (low, high, 0, 1, 42, True):
                setattr(m, name, value)
                assert getattr(m, name) == value
                assert m.seen()[order.index(name)] == value
            setattr(m, name, 1)
        assert all(getattr(m, name) == 1 for name in limits)
    `,
  ),
  test(
    "Members of integer kinds refuse what is too large, no integer, or to be deleted",
    `
    names = ("SHORT", "INT", "LONG", "BYTE", "UBYTE", "USHORT", "UINT", "ULONG", "LONGLONG", "ULONGLONG", "HPYSSIZET")
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for name in names:
            setattr(m, name, 42)
            for value in (2**200, -2**200):
                with raises(OverflowError):
                    setattr(m, name, value)
            for value in (None, "5", 1.5, []):
                with raises(TypeError):
                    setattr(m, name, value)
            with raises(TypeError, "delete"):
                delattr(m, name)
            setattr(m, name, 43)
            assert getattr(m, name) == 43
    `,
  ),
  test(
    "Members of small integer kinds warn when they truncate, as Python does",
    `
    import warnings
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for name, value, kept in (("BYTE", 128, -128), ("UBYTE", 256, 0), ("SHORT", 2**15, -2**15),
                                  ("USHORT", 2**16 + 1, 1)):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                setattr(m, name, value)
            assert [w.category for w in caught] == [RuntimeWarning]
            assert getattr(m, name) == kept
    `,
  ),
  test(
    "Members of float kinds keep numbers, and refuse the rest",
    `
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for name in ("FLOAT", "DOUBLE"):
            for value in (1.5, -0.0, 3, True, float("inf"), 2.0**100):
                setattr(m, name, value)
                assert getattr(m, name) == value and type(getattr(m, name)) is float
            setattr(m, name, float("nan"))
            assert getattr(m, name) != getattr(m, name)
            for value in (None, "1.5", 1j):
                with raises(TypeError):
                    setattr(m, name, value)
            with raises(TypeError, "delete"):
                delattr(m, name)
        m.DOUBLE = m.FLOAT = 0.1
        assert m.DOUBLE == 0.1
        assert m.FLOAT == 0.10000000149011612
    `,
  ),
  test(
    "HPyMember_BOOL accepts bool only",
    `
    for m in (mod.Inline(), mod.OutOfLine(7)):
        m.BOOL = True
        assert m.BOOL is True
        for value in (1, 0, None, "True"):
            with raises(TypeError, "bool"):
                m.BOOL = value
        with raises(TypeError, "delete"):
            del m.BOOL
        assert m.BOOL is True
        m.BOOL = False
        assert m.BOOL is False
    `,
  ),
  test(
    "HPyMember_CHAR accepts a str of one character",
    `
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for value in ("x", " ", "\\0", "\\x7f"):
            m.CHAR = value
            assert m.CHAR == value
        for value in ("", "xy", b"x", 120, None):
            with raises(TypeError):
                m.CHAR = value
        with raises(TypeError, "delete"):
            del m.CHAR
        assert m.CHAR == "\\x7f"
    `,
  ),
  test(
    "HPyMember_STRING and HPyMember_STRING_INPLACE can never be written",
    `
    for m in (mod.Inline(), mod.OutOfLine(7)):
        m.fill(None)
        for name, value in (("STRING", "t\\u00ebxt \\U0001f600"), ("STRING_INPLACE", "in place")):
            for new in ("new", b"new", None, 5):
                with raises(TypeError, "readonly"):
                    setattr(m, name, new)
            with raises(TypeError):
                delattr(m, name)
            assert getattr(m, name) == value
    `,
  ),
  test(
    "HPyMember_OBJECT holds a reference, and reads None after it was deleted",
    `
    thing = object()
    before = sys.getrefcount(thing)
    for T in (mod.Inline, mod.OutOfLine):
        m = T()
        m.OBJECT = thing
        assert m.OBJECT is thing
        assert sys.getrefcount(thing) == before + 1
        m.OBJECT = thing
        assert sys.getrefcount(thing) == before + 1
        assert m.seen()[6] is thing
        del m.OBJECT
        assert m.OBJECT is None
        assert sys.getrefcount(thing) == before
        del m.OBJECT
        m.OBJECT = thing
        del m
        assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPyMember_OBJECT_EX holds a reference, and is no attribute after it was deleted",
    `
    thing = object()
    before = sys.getrefcount(thing)
    for T in (mod.Inline, mod.OutOfLine):
        m = T()
        m.OBJECT_EX = thing
        assert m.OBJECT_EX is thing
        assert sys.getrefcount(thing) == before + 1
        m.OBJECT_EX = None
        assert m.OBJECT_EX is None
        assert sys.getrefcount(thing) == before
        del m.OBJECT_EX
        with raises(AttributeError, "has no attribute 'OBJECT_EX'"):
            m.OBJECT_EX
        with raises(AttributeError, "OBJECT_EX"):
            del m.OBJECT_EX
        m.OBJECT_EX = thing
        del m
        assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPyMember_OBJECT and HPyMember_OBJECT_EX are seen by the collector",
    `
    import weakref
    class Canary:
        pass
    for T in (mod.Inline, mod.OutOfLine):
        for name in ("OBJECT", "OBJECT_EX"):
            m = T()
            canary = Canary()
            setattr(m, name, [m, canary])
            canary = weakref.ref(canary)
            del m
            assert canary() is not None
            gc.collect()
            assert canary() is None
        m = T()
        m.OBJECT = m.OBJECT_EX = m
        assert [r is m for r in gc.get_referents(m)].count(True) == 2
        del m
    `,
  ),
  test(
    "HPyMember_NONE reads None and can neither be set nor deleted",
    `
    for m in (mod.Inline(), mod.OutOfLine(7)):
        for value in (None, 5):
            with raises((SystemError, TypeError)):
                m.NONE = value
        with raises(TypeError):
            del m.NONE
        assert m.NONE is None
    `,
  ),
  test(
    "Read-only members of every kind can neither be set nor deleted",
    `
    values = {"SHORT": 1, "INT": 1, "LONG": 1, "FLOAT": 1.0, "DOUBLE": 1.0, "STRING": "s", "OBJECT": 1, "CHAR": "c",
              "BYTE": 1, "UBYTE": 1, "USHORT": 1, "UINT": 1, "ULONG": 1, "STRING_INPLACE": "s", "BOOL": True,
              "OBJECT_EX": 1, "LONGLONG": 1, "ULONGLONG": 1, "HPYSSIZET": 1, "NONE": None}
    for m in (mod.ReadonlyInline(), mod.ReadonlyOutOfLine(7)):
        m.fill("thing")
        before = m.seen()
        for name, value in values.items():
            with raises(AttributeError, "readonly"):
                setattr(m, name, value)
            with raises(AttributeError, "readonly"):
                setattr(m, name, [])
            with raises(AttributeError, "readonly"):
                delattr(m, name)
        assert m.seen() == before
    `,
  ),
  test(
    "Members keep texts with their own memory, however often they are written",
    `
    for T in (mod.Inline, mod.OutOfLine):
        m, other = T(), T()
        for _ in range(100):
            m.fill(None)
        other.fill(None)
        del m
        assert other.STRING == "t\\u00ebxt \\U0001f600"
    `,
  ),
]);
