import { type Suite, suite, type Test, test } from "../suite.ts";

/** The functions of one kind: with the name as an object, and as a C string. */
interface Variant {
  /** What the C names end in. */
  readonly suffix: "" | "_s";
  /** Python names for attributes that the variant can express. */
  readonly names: string;
}

const variants: readonly Variant[] = [
  { suffix: "", names: String.raw`("x", "", "gr\xfcn", "\N{SNAKE}", "with blank", "a\0b", "\ud800")` },
  { suffix: "_s", names: String.raw`("x", "", "gr\xfcn", "\N{SNAKE}", "with blank", "__\x7f")` },
];

function tests({ suffix, names }: Variant): readonly Test[] {
  return [
    test(
      `HPy_GetAttr${suffix}() returns the attribute itself`,
      `
    class Thing:
        inherited = object()
        @property
        def computed(self):
            return self, "computed"
        def __getattr__(self, name):
            if name == "virtual":
                return "virtual"
            raise AttributeError(name)
    thing, value = Thing(), object()
    for name in ${names}:
        setattr(thing, name, value)
        assert mod.get_attr${suffix}(thing, name) is value
    assert mod.get_attr${suffix}(thing, "inherited") is Thing.inherited
    assert mod.get_attr${suffix}(thing, "computed") == (thing, "computed")
    assert mod.get_attr${suffix}(thing, "virtual") == "virtual"
    assert mod.get_attr${suffix}(5, "real") == 5
    assert mod.get_attr${suffix}(sys, "maxsize") == sys.maxsize
    `,
    ),
    test(
      `HPy_GetAttr${suffix}() sets AttributeError when there is no such attribute`,
      `
    class Thing:
        pass
    thing = Thing()
    for name in ${names}:
        with raises(AttributeError) as caught:
            mod.get_attr${suffix}(thing, name)
        assert caught.value.name == name
        assert caught.value.obj is thing
    with raises(AttributeError):
        mod.get_attr${suffix}(None, "x")
    `,
    ),
    test(
      `HPy_GetAttr${suffix}() passes on what the look-up raises`,
      `
    class Thing:
        @property
        def broken(self):
            raise KeyError("broken")
    with raises(KeyError, match="^'broken'$"):
        mod.get_attr${suffix}(Thing(), "broken")
    `,
    ),
    test(
      `HPy_HasAttr${suffix}() tells whether there is such an attribute`,
      `
    class Thing:
        inherited = 1
        empty = None
        def __getattr__(self, name):
            if name == "virtual":
                return "virtual"
            raise AttributeError(name)
    thing = Thing()
    for name in ${names}:
        assert mod.has_attr${suffix}(thing, name) is False
        setattr(thing, name, None)
        assert mod.has_attr${suffix}(thing, name) is True
    for name in ("inherited", "empty", "virtual"):
        assert mod.has_attr${suffix}(thing, name) is True
    assert mod.has_attr${suffix}(None, "x") is False
    `,
    ),
    test(
      `HPy_HasAttr${suffix}() is false when the look-up raises, whatever it is, and leaves no exception`,
      `
    class Thing:
        @property
        def broken(self):
            raise KeyError("broken")
        @property
        def missing(self):
            raise AttributeError("missing")
    with unraisable():
        assert mod.has_attr${suffix}(Thing(), "broken") is False
        assert mod.has_attr${suffix}(Thing(), "missing") is False
    `,
    ),
    test(
      `HPy_SetAttr${suffix}() sets the attribute`,
      `
    class Thing:
        pass
    thing, value = Thing(), object()
    for name in ${names}:
        assert mod.set_attr${suffix}(thing, name, value) is None
        assert getattr(thing, name) is value
        mod.set_attr${suffix}(thing, name, None)
        assert getattr(thing, name) is None
    `,
    ),
    test(
      `HPy_SetAttr${suffix}() asks __setattr__(), and takes a reference of its own`,
      `
    class Thing:
        def __setattr__(self, name, value):
            calls.append((name, value))
            if name == "broken":
                raise KeyError("broken")
    calls, value = [], object()
    before = sys.getrefcount(value)
    mod.set_attr${suffix}(Thing(), "x", value)
    assert calls == [("x", value)]
    assert sys.getrefcount(value) == before + 1
    with raises(KeyError, match="^'broken'$"):
        mod.set_attr${suffix}(Thing(), "broken", 1)
    calls.clear()
    `,
    ),
    test(
      `HPy_SetAttr${suffix}() returns -1 and sets AttributeError or TypeError for an object that has no such attribute`,
      `
    class Slots:
        __slots__ = ("x",)
        @property
        def readonly(self):
            return 1
    thing = Slots()
    mod.set_attr${suffix}(thing, "x", 5)
    assert thing.x == 5
    for other, name in ((object(), "x"), (None, "x"), (thing, "y"), (thing, "readonly")):
        with raises(AttributeError):
            mod.set_attr${suffix}(other, name, 1)
    with raises(TypeError):
        mod.set_attr${suffix}(int, "x", 1)
    `,
    ),
    ...[
      { symbol: `HPy_DelAttr${suffix}`, call: `mod.del_attr${suffix}`, fixture: undefined },
      {
        symbol: `HPy_SetAttr${suffix}(HPy_NULL)`,
        call: `mod.set_attr${suffix}_null`,
        fixture: "attribute-raw",
      },
    ].map(({ symbol, call, fixture }) =>
      test(
        `${symbol.endsWith(")") ? symbol : `${symbol}()`} deletes the attribute, and returns -1 where there is none`,
        `
    class Thing:
        constant = 1
        def __delattr__(self, name):
            if name == "broken":
                raise KeyError("broken")
            super().__delattr__(name)
    thing = Thing()
    for name in ${names}:
        setattr(thing, name, 1)
        assert ${call}(thing, name) is None
        assert not hasattr(thing, name)
        with raises(AttributeError):
            ${call}(thing, name)
    with raises(AttributeError):
        ${call}(thing, "constant")
    with raises(KeyError, match="^'broken'$"):
        ${call}(thing, "broken")
    `,
        fixture === undefined ? {} : { fixture },
      ),
    ),
  ];
}

/**
 * Attributes.
 *
 * Fixture `attribute`; the functions that end in `_s` pass the str `name` on as a C string, and refuse one that has
 * no UTF-8 (UnicodeEncodeError) or contains NUL (ValueError):
 * - `get_attr(obj, name)`, `get_attr_s(obj, name)`: HPy_GetAttr, HPy_GetAttr_s
 * - `has_attr(obj, name)`, `has_attr_s(obj, name)`: HPy_HasAttr, HPy_HasAttr_s, as a bool
 * - `set_attr(obj, name, value)`, `set_attr_s(obj, name, value)`: HPy_SetAttr, HPy_SetAttr_s, then None
 * - `del_attr(obj, name)`, `del_attr_s(obj, name)`: HPy_DelAttr, HPy_DelAttr_s, then None
 *
 * Fixture `attribute-raw`:
 * - `set_attr_null(obj, name)`, `set_attr_s_null(obj, name)`: HPy_SetAttr and HPy_SetAttr_s with HPy_NULL for the
 *   value, then None
 */
export const attribute: Suite = suite("attribute", [
  ...variants.flatMap(tests),
  test(
    "HPy_GetAttr(), HPy_SetAttr() and HPy_DelAttr() set TypeError when the name is no str",
    `
    class Thing:
        pass
    for name in (1, b"x", None, ("x",)):
        with raises(TypeError):
            mod.get_attr(Thing(), name)
        with raises(TypeError):
            mod.set_attr(Thing(), name, 1)
        with raises(TypeError):
            mod.del_attr(Thing(), name)
    `,
  ),
  test(
    "HPy_GetAttr_s(), HPy_HasAttr_s(), HPy_SetAttr_s() and HPy_DelAttr_s() never see half a name",
    String.raw`
    class Thing:
        a = 1
    for name, error in (("a\0b", ValueError), ("a\0", ValueError), ("a\ud800", UnicodeEncodeError)):
        for call in (mod.get_attr_s, mod.has_attr_s, mod.del_attr_s, lambda obj, name: mod.set_attr_s(obj, name, 1)):
            with raises(error):
                call(Thing, name)
    assert Thing.a == 1
    `,
  ),
  test(
    "HPy_HasAttr() is false when the name is no str",
    `
    with unraisable():
        for name in (1, b"x", None):
            assert mod.has_attr(object(), name) is False
    `,
  ),
  test(
    "HPy_GetAttr() and HPy_SetAttr() take an instance of a subclass of str for the name",
    `
    class Name(str):
        pass
    class Thing:
        pass
    thing = Thing()
    mod.set_attr(thing, Name("x"), 1)
    assert thing.x == 1
    assert mod.get_attr(thing, Name("x")) == 1
    assert mod.has_attr(thing, Name("x")) is True
    `,
  ),
]);
