import type { Test } from "../../suite.ts";
import { slotTest } from "./handler.ts";

/** What every object can be asked. */
export const objects: readonly Test[] = [
  slotTest(
    "HPy_tp_repr and HPy_tp_str are what repr() and str() ask for",
    String.raw`
    p = mod.Plain(handler)
    answers.update(tp_repr="<repr \ud800>", tp_str="a str")
    assert repr(p) == "<repr \ud800>"
    assert ascii(p) == "<repr \\ud800>"
    assert str(p) == "a str"
    assert f"{p}" == "a str" and f"{p!r}" == "<repr \ud800>"
    assert f"{[p]}" == "[<repr \ud800>]"
    assert [slot for slot, _ in seen] == ["tp_repr", "tp_repr", "tp_str", "tp_str", "tp_repr", "tp_repr"]
    assert all(self is p for _, self in seen)
    `,
  ),
  slotTest(
    "HPy_tp_repr and HPy_tp_str must give a str, and what they raise is raised",
    `
    p = mod.Plain(handler)
    answers.update(tp_repr=5, tp_str=None)
    with raises(TypeError, "__repr__ returned non-string"):
        repr(p)
    with raises(TypeError, "__str__ returned non-string"):
        str(p)
    answers.update(tp_repr=KeyError("from tp_repr"), tp_str=KeyError("from tp_str"))
    with raises(KeyError, "from tp_repr"):
        repr(p)
    with raises(KeyError, "from tp_str"):
        str(p)
    with raises(KeyError, "from tp_repr"):
        repr([p])
    `,
  ),
  slotTest(
    "HPy_tp_hash is what hash() and dictionaries ask for",
    `
    p = mod.Plain(handler)
    for number in (0, 1, 42, -2, -42, 2 ** 30, -2 ** 30):
        answers["tp_hash"] = number
        assert hash(p) == number
    answers["tp_hash"] = 5
    answers["tp_richcompare"] = lambda self, other, op: self is other
    assert {p: "value"}[p] == "value"
    answers["tp_hash"] = TypeError("from tp_hash")
    with raises(TypeError, "from tp_hash"):
        hash(p)
    with raises(TypeError):
        {p}
    assert ("tp_hash", p) in seen
    `,
  ),
  slotTest(
    "HPy_tp_richcompare gets the other operand and the operation",
    `
    p = mod.Plain(handler)
    answers["tp_richcompare"] = lambda self, other, op: (other, op)
    assert (p < 1) == (1, 0)
    assert (p <= 2) == (2, 1)
    assert (p == 3) == (3, 2)
    assert (p != 4) == (4, 3)
    assert (p > 5) == (5, 4)
    assert (p >= 6) == (6, 5)
    assert (7 < p) == (7, 4)
    assert (8 == p) == (8, 2)
    assert all(call[:2] == ("tp_richcompare", p) for call in seen)
    `,
  ),
  slotTest(
    "HPy_tp_richcompare that returns NotImplemented lets the other operand decide, and then identity",
    `
    class Other:
        def __gt__(self, other):
            return "reflected", other is p
    p = mod.Plain(handler)
    answers["tp_richcompare"] = NotImplemented
    assert (p < Other()) == ("reflected", True)
    with raises(TypeError, "'<' not supported between instances of '.*Plain' and 'int'"):
        p < 1
    assert (p == 1) is False
    assert (p != 1) is True
    assert (p == p) is True
    answers["tp_richcompare"] = KeyError("from tp_richcompare")
    for compare in (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge):
        with raises(KeyError, "from tp_richcompare"):
            compare(p, 1)
    with raises(KeyError, "from tp_richcompare"):
        sorted([p, p])
    `,
  ),
  slotTest(
    "HPy_tp_call gets positional arguments, and keyword arguments by name",
    `
    p = mod.Plain(handler)
    answers["tp_call"] = lambda self, args, names, values: (args, names, values)
    assert callable(p)
    assert p() == ((), ..., ())
    assert p(1, "two") == ((1, "two"), ..., ())
    assert p(1, b=2, c=3) == ((1,), ("b", "c"), (2, 3))
    assert p(*range(20)) == (tuple(range(20)), ..., ())
    assert p(**{"a": 1}) == ((), ("a",), (1,))
    assert mod.Plain.__call__(p, 5) == ((5,), ..., ())
    assert seen[0] == ("tp_call", p, (), ..., ())
    answers["tp_call"] = KeyError("from tp_call")
    with raises(KeyError, "from tp_call"):
        p(1)
    with raises(KeyError, "from tp_call"):
        p(a=1)
    `,
  ),
];

/** Attributes and descriptors. */
export const attributes: readonly Test[] = [
  slotTest(
    "HPy_tp_getattro is asked for every attribute",
    `
    a = mod.Attributes(handler)
    answers["tp_getattro"] = lambda self, name: f"<{name}>"
    assert a.x == "<x>"
    assert a.__dict__ == "<__dict__>"
    assert getattr(a, "not an identifier") == "<not an identifier>"
    assert hasattr(a, "anything")
    assert [name for _, _, name in seen] == ["x", "__dict__", "not an identifier", "anything"]
    assert all(self is a for _, self, _ in seen)
    `,
  ),
  slotTest(
    "HPy_tp_getattro that raises AttributeError means that there is no such attribute",
    `
    a = mod.Attributes(handler)
    answers["tp_getattro"] = AttributeError("from tp_getattro")
    with raises(AttributeError, "from tp_getattro"):
        a.x
    assert hasattr(a, "x") is False
    assert getattr(a, "x", "default") == "default"
    answers["tp_getattro"] = KeyError("from tp_getattro")
    with raises(KeyError, "from tp_getattro"):
        a.x
    with raises(KeyError, "from tp_getattro"):
        getattr(a, "x", "default")
    `,
  ),
  slotTest(
    "HPy_tp_getattro that fails with AttributeError is followed by a __getattr__ of a subclass",
    `
    class Derived(mod.Attributes):
        def __getattr__(self, name):
            return "fallback", name
    a = Derived(handler)
    answers["tp_getattro"] = AttributeError("from tp_getattro")
    assert a.x == ("fallback", "x")
    assert seen == [("tp_getattro", a, "x")]
    `,
  ),
  slotTest(
    "HPy_tp_setattro sets every attribute, and deletes it when the value is null",
    `
    a = mod.Attributes(handler)
    a.x = 1
    a.__class__ = int
    del a.y
    setattr(a, "not an identifier", None)
    assert seen == [("tp_setattro", a, "x", 1), ("tp_setattro", a, "__class__", int), ("tp_setattro", a, "y", ...),
                    ("tp_setattro", a, "not an identifier", None)]
    answers["tp_setattro"] = KeyError("from tp_setattro")
    with raises(KeyError, "from tp_setattro"):
        a.x = 1
    with raises(KeyError, "from tp_setattro"):
        del a.x
    assert type(a) is mod.Attributes
    `,
  ),
  slotTest(
    "HPy_tp_descr_get gets the instance and the class; the instance is null for the class itself",
    `
    d = mod.Descriptor(handler)
    class Holder:
        attribute = d
    h = Holder()
    answers["tp_descr_get"] = "got"
    assert h.attribute == "got"
    assert Holder.attribute == "got"
    assert d.__get__(h) == "got"
    assert seen == [("tp_descr_get", d, h, Holder), ("tp_descr_get", d, ..., Holder), ("tp_descr_get", d, h, ...)]
    answers["tp_descr_get"] = KeyError("from tp_descr_get")
    with raises(KeyError, "from tp_descr_get"):
        h.attribute
    with raises(KeyError, "from tp_descr_get"):
        Holder.attribute
    `,
  ),
  slotTest(
    "HPy_tp_descr_set sets the attribute, and deletes it when the value is null",
    `
    d = mod.Descriptor(handler)
    class Holder:
        attribute = d
    h = Holder()
    h.attribute = 5
    del h.attribute
    d.__set__(h, 6)
    d.__delete__(h)
    assert seen == [("tp_descr_set", d, h, 5), ("tp_descr_set", d, h, ...)] + [
        ("tp_descr_set", d, h, 6), ("tp_descr_set", d, h, ...)]
    h.__dict__["attribute"] = "hidden by the data descriptor"
    answers["tp_descr_get"] = "got"
    assert h.attribute == "got"
    answers["tp_descr_set"] = KeyError("from tp_descr_set")
    with raises(KeyError, "from tp_descr_set"):
        h.attribute = 5
    with raises(KeyError, "from tp_descr_set"):
        del h.attribute
    `,
  ),
];
