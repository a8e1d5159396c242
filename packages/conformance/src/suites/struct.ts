import { type Suite, suite, test } from "../suite.ts";

/**
 * Instances' structs: `_HPy_AsStruct_*`, for types that extend each of the built-in shapes.
 *
 * Fixture `struct` has a type for each shape, named as it is: `Object`, `Type` (a metaclass), `Long`, `Float`,
 * `Unicode`, `Tuple`, `List`, `Dict`; and `OtherLong`. Each extends the built-in type of its shape, and its struct
 * holds a count, the field `tag`, and two members. Attributes of instances:
 * - `bump()`: adds one to the count and returns it
 * - `tag`: the field, or None; to be set and deleted
 * - `number`: a member of kind INT
 * - `reference`: a member of kind OBJECT
 *
 * Fixture `struct-raw`; `shape` is the number of an HPyType_BuiltinShape, `level` counts the parts of a struct from 1:
 * - `make(shape, levels, bases)`: HPyType_FromSpec with that shape, the tuple of bases, HPy_TPFLAGS_HAVE_GC, and a
 *   basicsize of `levels` parts of 24 bytes, the last of which has the fields of this type; with a tp_destroy unless
 *   `levels` is 0
 * - `put(object, shape, level, number, reference)`: writes a part through _HPy_AsStruct_*: the number to its begin and
 *   to its end, the reference to its field
 * - `get(object, shape, level)`: reads it as a tuple of begin, end and reference (None for a null field)
 * - `address(object, shape)`: what _HPy_AsStruct_* returns, as an int
 * - `legacy(object)`: what _HPy_AsStruct_Legacy returns, as an int
 * - `new(type)`: HPy_New
 * - `shape_of(type)`: _HPyType_GetBuiltinShape, as an int
 * - `destroyed()`: a list of the numbers at the begin of the first part that tp_destroy has seen since the last call
 */
export const struct: Suite = suite("struct", [
  ...(
    [
      ["Object", "object", "()", "None"],
      ["Long", "int", "(2**100,)", "2**100"],
      ["Long", "int", "(-5,)", "-5"],
      ["Float", "float", "(2.5,)", "2.5"],
      ["Unicode", "str", "('gr\\u00fc\\U0001f600' * 20,)", "'gr\\u00fc\\U0001f600' * 20"],
      ["Unicode", "str", "('',)", "''"],
      ["Tuple", "tuple", "(range(50),)", "tuple(range(50))"],
      ["Tuple", "tuple", "()", "()"],
      ["List", "list", "(range(50),)", "list(range(50))"],
      ["Dict", "dict", "({n: str(n) for n in range(50)},)", "{n: str(n) for n in range(50)}"],
    ] as const
  ).map(([shape, base, args, value]) =>
    test(
      `_HPy_AsStruct_${shape}() keeps a struct beside the value of ${base}${value === "None" ? "" : ` ${value}`}`,
      `
      class Sub(mod.${shape}):
          pass
      class Slotless(mod.${shape}):
          __slots__ = ()
      for T in (mod.${shape}, Sub, Slotless):
          assert issubclass(T, ${base})
          first, second = T(*${args}), T(*${args})
          assert [first.bump() for _ in range(3)] == [1, 2, 3]
          assert second.bump() == 1
          first.tag, first.number, first.reference = [T], 2**31 - 1, "reference"
          assert first.tag == [T] and second.tag is None
          assert (first.number, second.number) == (2**31 - 1, 0)
          assert (first.reference, second.reference) == ("reference", None)
          if ${value} is not None:
              assert first == second == ${value}
              assert ${base}.__repr__(first) == repr(${value})
          assert first.bump() == 4
          del first.tag
          assert first.tag is None
          del first, second
          assert T(*${args}).bump() == 1
      `,
    ),
  ),
  test(
    "_HPy_AsStruct_Type() keeps a struct in every class of a metaclass",
    `
    class First(metaclass=mod.Type):
        __slots__ = ("a", "b")
    class Second(First):
        pass
    Third = mod.Type("Third", (), {"attribute": 1})
    for T in (First, Second, Third):
        assert type(T) is mod.Type
        assert T.bump() == 1
        T.tag, T.number, T.reference = T, -1, "reference"
        assert T.bump() == 2
        assert (T.tag, T.number, T.reference) == (T, -1, "reference")
        assert type(T()) is T
    instance = Second()
    instance.a, instance.b, instance.c = 1, 2, 3
    assert (instance.a, instance.b, instance.c) == (1, 2, 3)
    assert Third.attribute == 1
    assert type.__repr__(Third) == "<class '__conformance__.Third'>"
    `,
  ),
  test(
    "_HPy_AsStruct_Type() keeps a struct in a type from a specification with that metaclass",
    `
    raw = load("type-from-spec")
    T = raw.from_spec("plain", 3, mod.Type)
    assert type(T) is mod.Type
    assert T.bump() == 1
    T.tag = [T]
    assert T.bump() == 2 and T.tag == [T]
    assert T().answer() == 42
    `,
  ),
  test(
    "Structs out of line survive what Python does with the object",
    `
    number = mod.Long(2**100)
    number.tag = "kept"
    assert number + 1 == 2**100 + 1 and number >> 99 == 2 and hash(number) == hash(2**100)
    assert {number: 1}[2**100] == 1
    assert type(number + 0) is int
    text = mod.Unicode("text")
    text.tag = "kept"
    assert (text + "!").upper() == "TEXT!" and {text: 1}["text"] == 1 and f"{text:>6}" == "  text"
    items = mod.Tuple(range(50))
    items.tag = "kept"
    assert items[10:12] == (10, 11) and items + (1,) == (*range(50), 1) and sum(items) == 1225
    gc.collect()
    assert number.tag == text.tag == items.tag == "kept"
    assert (number.bump(), text.bump(), items.bump()) == (1, 1, 1)
    assert items == tuple(range(50)) and number == 2**100 and text == "text"
    `,
  ),
  test(
    "Structs out of line are as many as objects, and go with them",
    `
    many = [mod.Long(n) for n in range(1000)]
    for n, number in enumerate(many):
        number.number = n
        number.tag = number + 1
    for n, number in enumerate(many):
        assert (number.number, number.tag) == (n, n + 1)
    del many[::2]
    again = [mod.Long(7) for n in range(1000)]
    assert all(number.number == 0 and number.tag is None for number in again)
    assert [number.number for number in many] == list(range(1, 1000, 2))
    del number
    `,
  ),
  test(
    "The fields of structs, inline and out of line, are seen by the collector",
    `
    import weakref
    class Canary:
        pass
    for T, args in ((mod.Object, ()), (mod.Long, (5,)), (mod.Float, (5.0,)), (mod.Unicode, ("s",)),
                    (mod.Tuple, ((1, 2),)), (mod.List, ([1],)), (mod.Dict, ())):
        made = T(*args)
        assert gc.is_tracked(made)
        made.tag = [made, Canary()]
        made.reference = made
        canary = weakref.ref(made.tag[1])
        del made
        assert canary() is not None
        gc.collect()
        assert canary() is None
    `,
  ),
  test(
    "Structs out of line belong to their class: __class__ cannot be assigned",
    `
    class Plain(int):
        __slots__ = ()
    class Other(mod.Long):
        __slots__ = ()
    for a, b in ((mod.Long(1), Plain), (Plain(1), mod.Long), (mod.Long(1), mod.OtherLong), (Plain(1), Other)):
        with raises(TypeError, "layout differs"):
            a.__class__ = b
    moved = mod.Long(1)
    moved.bump()
    moved.__class__ = Other
    assert type(moved) is Other and moved.bump() == 2
    `,
  ),
  test(
    "Structs out of line are reached from a class with several bases",
    `
    class Base(int):
        def twice(self):
            return 2 * self
    class First(Base, mod.Long):
        pass
    class Last(mod.Long, Base):
        pass
    for T in (First, Last):
        made = T(21)
        assert made.twice() == 42
        assert made.bump() == 1
        made.tag = made.attribute = made
        assert made.tag is made.attribute is made
    with raises(TypeError, "lay-out conflict"):
        class Both(mod.Long, mod.OtherLong):
            pass
    `,
  ),
  test(
    "Each part of a struct is kept, over several levels, for every shape",
    `
    builtin = {0: object, 2: int, 3: float, 4: str, 5: tuple, 6: list, 7: dict}
    args = {0: (), 2: (2**100,), 3: (0.5,), 4: ("text",), 5: (range(50),), 6: ([1, 2],), 7: ({1: 2},)}
    for shape, base in builtin.items():
        One = mod.make(shape, 1, (base,))
        class Between(One):
            pass
        Same = mod.make(shape, 0, (One,))
        Two = mod.make(shape, 2, (Same,))
        Three = mod.make(shape, 3, (Two,))
        class Sub(Three):
            pass
        for T, levels in ((One, 1), (Between, 1), (Same, 1), (Two, 2), (Three, 3), (Sub, 3)):
            assert mod.shape_of(T) == shape
            made = T(*args[shape])
            for level in range(1, levels + 1):
                assert mod.get(made, shape, level) == (0, 0, None)
                mod.put(made, shape, level, 10 * level, [level])
            for level in range(1, levels + 1):
                assert mod.get(made, shape, level) == (10 * level, 10 * level, [level])
            if shape:
                assert made == base(*args[shape])
            assert mod.address(made, shape) == mod.address(made, shape)
            mod.put(made, shape, levels, 10, made)
            del made
    gc.collect()
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "tp_destroy sees the struct of each instance once, for each level that has one",
    `
    for shape, base, args in ((0, object, ()), (2, int, (2**100,)), (5, tuple, (range(50),)), (6, list, ())):
        One = mod.make(shape, 1, (base,))
        Two = mod.make(shape, 2, (One,))
        class Sub(Two):
            pass
        one, two, sub = One(*args), Two(*args), Sub(*args)
        for number, made in enumerate((one, two, sub), 1):
            mod.put(made, shape, 1, number, None)
        del made
        assert mod.destroyed() == []
        del one
        assert mod.destroyed() == [1]
        del two
        assert mod.destroyed() == [2, 2]
        del sub
        assert mod.destroyed() == [3, 3]
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "HPy_New() makes instances of every shape with an empty value and an empty struct",
    `
    for shape, base in ((0, object), (2, int), (3, float), (4, str), (5, tuple), (6, list), (7, dict)):
        T = mod.make(shape, 1, (base,))
        class Sub(T):
            def __new__(cls):
                raise AssertionError
        for each in (T, Sub):
            made = mod.new(each)
            assert type(made) is each
            assert mod.get(made, shape, 1) == (0, 0, None)
            if shape:
                assert made == base()
            mod.put(made, shape, 1, 1, made)
            del made
    with raises(TypeError):
        mod.new(mod.make(1, 1, (type,)))
    gc.collect()
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "A base that needs the struct's place itself moves the struct out of line",
    `
    import collections
    class Slotted:
        __slots__ = ("a", "b", "c", "d")
    class Problem(ValueError):
        pass
    class Frozen(frozenset):
        pass
    for shape, base, args in (
        (0, Slotted, ()), (0, Exception, ("message",)), (0, OSError, (2, "message")), (0, Problem, ("message",)),
        (0, bytes, (b"bytes" * 20,)), (0, complex, (1, 2)), (0, set, ([1, 2],)), (0, Frozen, ([1, 2],)),
        (6, type("Slots", (list,), {"__slots__": ("a", "b")}), ([1, 2],)),
        (7, collections.OrderedDict, ({1: 2},)), (7, collections.defaultdict, (int, {1: 2})),
        (0, int, (2**100,)), (0, tuple, (range(50),)), (0, list, ([1, 2],)),
    ):
        T = mod.make(shape, 1, (base,))
        class Sub(T):
            pass
        for each in (T, Sub):
            made = each(*args)
            assert mod.get(made, shape, 1) == (0, 0, None)
            mod.put(made, shape, 1, 12345, [each])
            assert mod.get(made, shape, 1) == (12345, 12345, [each])
            plain = base(*args)
            if base is not Slotted:
                value = str if isinstance(plain, Exception) else lambda thing: thing
                assert value(made) == value(plain)
            else:
                made.a, made.d = 1, 2
                assert (made.a, made.d) == (1, 2)
            del made, plain
    assert len(mod.destroyed()) == 28
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "A struct that is out of line leaves those of other types where they are",
    `
    Plain = mod.make(0, 1, (object,))
    made = mod.new(Plain)
    mod.put(made, 0, 1, 1, "one")
    before = mod.address(made, 0)
    Problem = mod.make(0, 1, (Exception,))
    problem = Problem("message")
    mod.put(problem, 0, 1, 2, "two")
    assert mod.address(made, 0) == before
    assert mod.get(made, 0, 1) == (1, 1, "one")
    assert mod.get(problem, 0, 1) == (2, 2, "two")
    del made, problem
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "Exceptions with a struct can be raised, chained and caught",
    `
    Problem = mod.make(0, 1, (ValueError,))
    class Sub(Problem):
        def __init__(self, text):
            super().__init__(text)
            self.text = text
    for T in (Problem, Sub):
        made = T("message")
        mod.put(made, 0, 1, 5, made)
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                raise made
        except ValueError as caught:
            assert caught is made
            assert caught.args == ("message",)
            assert isinstance(caught.__context__, ZeroDivisionError)
            assert caught.__traceback__ is not None
            assert mod.get(caught, 0, 1) == (5, 5, made)
        del made
    gc.collect()
    assert mod.destroyed() == [5, 5]
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "A base that is a C type of the heap is let go of once by each instance",
    `
    import array, functools
    for base, args in ((array.array, ("i", [1, 2])), (functools.partial, (print,))):
        T = mod.make(0, 1, (base,))
        before = sys.getrefcount(T), sys.getrefcount(base)
        many = [T(*args) for _ in range(100)]
        assert sys.getrefcount(T) == before[0] + 100
        gc.collect()
        gc.collect()
        assert sys.getrefcount(T) == before[0] + 100
        many.clear()
        assert (sys.getrefcount(T), sys.getrefcount(base)) == before
        looped = T(*args)
        mod.put(looped, 0, 1, 7, looped)
        del looped
        gc.collect()
        assert (sys.getrefcount(T), sys.getrefcount(base)) == before
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "What a base in C refers to is seen by the collector through a class in Python",
    `
    import weakref
    class Items(list):
        pass
    class Canary:
        pass
    T = mod.make(6, 1, (Items,))
    made = T()
    made.append(made)
    made.canary = Canary()
    canary = weakref.ref(made.canary)
    del made
    gc.collect()
    assert canary() is None
    assert mod.destroyed() == [0]
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "What classes in Python add between types from specifications is let go of, and seen by the collector",
    `
    import weakref
    class Canary:
        pass
    One = mod.make(0, 1, (object,))
    class Dictionary(One):
        pass
    class Slots(One):
        __slots__ = ("slot", "__weakref__")
    for Between, levels in ((Dictionary, 2), (Slots, 0)):
        Two = mod.make(0, levels, (Between,))
        class Last(Two):
            pass
        for T in (Two, Last):
            made = T()
            mod.put(made, 0, 1, 1, "one")
            if levels:
                mod.put(made, 0, levels, 2, "two")
            made.slot = canary = Canary()
            assert weakref.ref(made)() is made
            assert mod.get(made, 0, 1) == (1, 1, "one")
            canary = weakref.ref(canary)
            del made
            assert canary() is None
            made = T()
            made.slot = canary = Canary()
            canary.loop = made
            mod.put(made, 0, 1, 3, made)
            canary, made = weakref.ref(canary), weakref.ref(made)
            assert canary() is not None
            gc.collect()
            assert canary() is made() is None
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "HPyType_FromSpec() sets TypeError for a struct that slots of a class in Python stand in the way of",
    `
    One = mod.make(0, 1, (object,))
    class Slots(One):
        __slots__ = ("a", "b")
    with raises(TypeError, "__slots__"):
        mod.make(0, 2, (Slots,))
    Long = mod.make(2, 1, (int,))
    class Sub(Long):
        pass
    assert mod.get(mod.make(2, 2, (Sub,))(5), 2, 2) == (0, 0, None)
    mod.destroyed()
    `,
    { fixture: "struct-raw", sandboxed: false },
  ),
  test(
    "A struct goes out of line when the slots of a class in Python are where it should be",
    `
    Empty = mod.make(0, 0, (object,))
    class Slots(Empty):
        __slots__ = ("a", "b", "c", "d")
    One = mod.make(0, 1, (Slots,))
    made = One()
    made.a, made.d = "a", "d"
    mod.put(made, 0, 1, 1, "one")
    assert (made.a, made.d, mod.get(made, 0, 1)) == ("a", "d", (1, 1, "one"))
    del made
    mod.destroyed()
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "_HPy_AsStruct_*() sets TypeError for an object without a struct where it has to look",
    `
    mod.make(0, 1, (Exception,))
    for shape, thing in ((2, 5), (4, "s"), (5, ()), (0, object())):
        with raises(TypeError, "no struct"):
            mod.address(thing, shape)
    `,
    { fixture: "struct-raw" },
  ),
  test(
    "_HPy_AsStruct_Legacy() is the object itself",
    `
    made = mod.make(0, 1, (object,))()
    for thing in (made, 5, "s", mod):
        assert mod.legacy(thing) == id(thing)
    del made, thing
    mod.destroyed()
    `,
    { fixture: "struct-raw", sandboxed: false },
  ),
]);
