import { type Suite, suite, type Test, test } from "../suite.ts";

/** What the bodies begin with: a handler that notes each call and answers from `answers`, by slot. */
const prelude = `
import operator
seen = []
answers = {}
def handler(slot, *args):
    seen.append((slot, *args))
    answer = answers.get(slot)
    if isinstance(answer, BaseException):
        raise answer.with_traceback(None)
    return answer(*args) if callable(answer) else answer
`;

function slotTest(name: string, body: string, options?: Parameters<typeof test>[2]): Test {
  const made = test(name, body, options);
  return { ...made, body: `${prelude}${String(made.body)}` };
}

/** `slot` is what `expression` over `a`, an instance, asks for. */
function unary(slot: string, expression: string, result: string): Test[] {
  return [
    slotTest(
      `HPy_${slot} is what ${expression} asks for: with the instance, and its result is the result`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = ${result}
      assert ${expression} == ${result}
      assert seen == [("${slot}", a)]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes ${expression} raise`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          ${expression}
      assert seen == [("${slot}", a)]
      `,
    ),
  ];
}

/** A slot that is asked for whichever operand is the instance; `sign` is the operator, `call` the function. */
function binary(slot: string, call: string, sign: string, passed = ""): Test[] {
  const method = slot.slice("nb_".length).replaceAll("_", "");
  const dunder = { truedivide: "truediv", floordivide: "floordiv", remainder: "mod", multiply: "mul" }[
    method
  ];
  const shorter = { subtract: "sub", matrixmultiply: "matmul", power: "pow" }[method];
  const name = dunder ?? shorter ?? method;
  return [
    slotTest(
      `HPy_${slot} is asked with both operands, in their order, whichever of them is the instance`,
      `
      a, b = mod.Number(handler), mod.Number(handler)
      answers["${slot}"] = "result"
      assert ${call}(a, 2) == "result"
      assert ${call}(2, a) == "result"
      assert ${call}(a, b) == "result"
      assert seen == [("${slot}", a, 2${passed}), ("${slot}", 2, a${passed}), ("${slot}", a, b${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes the operation raise`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          ${call}(a, 2)
      with raises(KeyError, "from ${slot}"):
          ${call}(2, a)
      assert len(seen) == 2
      `,
    ),
    slotTest(
      `HPy_${slot} that returns NotImplemented lets the other operand decide, and nobody means TypeError`,
      String.raw`
      class Other:
          def __r${name}__(self, left):
              return "reflected", left
          def __${name}__(self, right):
              return NotImplemented
      a, other = mod.Number(handler), Other()
      answers["${slot}"] = NotImplemented
      assert ${call}(a, other) == ("reflected", a)
      with raises(TypeError, r"unsupported operand type\(s\) for .*: '.*Number' and 'int'"):
          ${call}(a, 2)
      with raises(TypeError, r"unsupported operand type\(s\) for .*: 'Other' and '.*Number'"):
          ${call}(other, a)
      assert seen[0] == ("${slot}", a, other${passed})
      `,
    ),
    slotTest(
      `HPy_${slot} is __${name}__ and __r${name}__ for Python, to be called and overridden`,
      `
      class Derived(mod.Number):
          def __${name}__(self, other):
              return "derived", super().__${name}__(other)
      a, d = mod.Number(handler), Derived(handler)
      answers["${slot}"] = "result"
      assert a.__${name}__(2) == "result"
      assert a.__r${name}__(2) == "result"
      assert ${call}(d, 2) == ("derived", "result")
      assert seen == [("${slot}", a, 2${passed}), ("${slot}", 2, a${passed}), ("${slot}", d, 2${passed})]
      `,
    ),
    ...(sign === "" ? [] : inPlace(slot, sign, passed)),
  ];
}

/** The in-place kin of a binary slot. */
function inPlace(plain: string, sign: string, passed: string): Test[] {
  const slot = plain.replace("nb_", "nb_inplace_");
  return [
    slotTest(
      `HPy_${slot} is what ${sign} asks for, and the variable becomes its result`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = lambda left, right, *more: left
      a ${sign} 2
      assert a is b
      answers["${slot}"] = "result"
      a ${sign} 3
      assert a == "result"
      assert seen == [("${slot}", b, 2${passed}), ("${slot}", b, 3${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes ${sign} raise, and the variable keeps its value`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          a ${sign} 2
      assert a is b
      assert seen == [("${slot}", a, 2${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that returns NotImplemented leaves it to HPy_${plain}, then to the other operand`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = NotImplemented
      answers["${plain}"] = "plain"
      a ${sign} 2
      assert a == "plain"
      assert seen == [("${slot}", b, 2${passed}), ("${plain}", b, 2${passed})]
      answers["${plain}"] = NotImplemented
      with raises(TypeError, "unsupported operand"):
          b ${sign} 2
      `,
    ),
  ];
}

const conversions: readonly Test[] = [
  slotTest(
    "HPy_nb_int, HPy_nb_float and HPy_nb_index must give an int, a float and an int",
    `
    a = mod.Number(handler)
    answers.update(nb_int="5", nb_float=5, nb_index=5.0)
    with raises(TypeError, "__int__ returned non-int"):
        int(a)
    with raises(TypeError, "returned non-float"):
        float(a)
    with raises(TypeError, "__index__ returned non-int"):
        operator.index(a)
    `,
  ),
  slotTest(
    "HPy_nb_index serves where Python needs an index",
    `
    a = mod.Number(handler)
    answers["nb_index"] = 2
    assert [10, 11, 12, 13][a] == 12
    assert "abcdef"[a:] == "cdef"
    assert hex(a) == "0x2"
    answers["nb_index"] = 2 ** 100
    assert operator.index(a) == 2 ** 100
    with raises(IndexError, "cannot fit"):
        [][a]
    `,
  ),
  slotTest(
    "HPy_nb_bool decides about truth",
    `
    a = mod.Number(handler)
    for answer in (True, False, 1, 0, [], [0]):
        answers["nb_bool"] = answer
        assert bool(a) is bool(answer)
        assert (not a) is (not answer)
        assert ("yes" if a else "no") == ("yes" if answer else "no")
    `,
  ),
  slotTest(
    "HPy_nb_power gets the modulus of pow(), and is asked whichever argument is the instance",
    `
    a = mod.Number(handler)
    answers["nb_power"] = "result"
    assert pow(a, 2, 3) == "result"
    assert pow(2, a, 3) == "result"
    assert pow(2, 3, a) == "result"
    assert seen == [("nb_power", a, 2, 3), ("nb_power", 2, a, 3), ("nb_power", 2, 3, a)]
    `,
  ),
];

const sequences: readonly Test[] = [
  slotTest(
    "HPy_sq_length is what len() asks for, and says whether the instance is true",
    `
    s = mod.Sequence(handler)
    answers["sq_length"] = 7
    assert len(s) == 7
    assert bool(s) is True
    answers["sq_length"] = 0
    assert len(s) == 0
    assert bool(s) is False
    answers["sq_length"] = sys.maxsize
    assert len(s) == sys.maxsize
    assert seen == [("sq_length", s)] * 5
    answers["sq_length"] = KeyError("from sq_length")
    with raises(KeyError, "from sq_length"):
        len(s)
    with raises(KeyError, "from sq_length"):
        bool(s)
    answers["sq_length"] = 2 ** 100
    with raises(OverflowError):
        len(s)
    `,
  ),
  slotTest(
    "HPy_sq_item gets the index; sq_length is added to a negative one",
    `
    s = mod.Sequence(handler)
    answers.update(sq_item=lambda self, index: ("item", index), sq_length=10)
    assert s[3] == ("item", 3)
    assert s[-1] == ("item", 9)
    assert s[-20] == ("item", -10)
    assert s[sys.maxsize] == ("item", sys.maxsize)
    assert seen[0] == ("sq_item", s, 3)
    with raises(IndexError, "cannot fit"):
        s[2 ** 100]
    with raises(TypeError):
        s["key"]
    with raises(TypeError):
        s[1:2]
    answers["sq_item"] = KeyError("from sq_item")
    with raises(KeyError, "from sq_item"):
        s[0]
    answers["sq_length"] = ValueError("from sq_length")
    with raises(ValueError, "from sq_length"):
        s[-1]
    `,
  ),
  slotTest(
    "HPy_sq_item makes an instance iterable, up to its IndexError",
    `
    s = mod.Sequence(handler)
    items = ["a", "b", "c"]
    answers["sq_item"] = lambda self, index: items[index]
    assert list(s) == ["a", "b", "c"]
    assert [call for call in seen if call[0] == "sq_item"] == [("sq_item", s, index) for index in range(4)]
    assert next(iter(s)) == "a"
    answers["sq_item"] = ValueError("from sq_item")
    with raises(ValueError, "from sq_item"):
        list(s)
    `,
  ),
  slotTest(
    "HPy_sq_ass_item sets an item, and deletes it when the value is null",
    `
    s = mod.Sequence(handler)
    answers["sq_length"] = 10
    s[2] = "x"
    s[-2] = None
    del s[1]
    assert [call for call in seen if call[0] != "sq_length"] == [
        ("sq_ass_item", s, 2, "x"), ("sq_ass_item", s, 8, None), ("sq_ass_item", s, 1, ...)]
    answers["sq_ass_item"] = KeyError("from sq_ass_item")
    with raises(KeyError, "from sq_ass_item"):
        s[0] = 1
    with raises(KeyError, "from sq_ass_item"):
        del s[0]
    with raises(IndexError, "cannot fit"):
        s[2 ** 100] = 1
    `,
  ),
  slotTest(
    "HPy_sq_contains is what in asks for",
    `
    s = mod.Sequence(handler)
    answers["sq_contains"] = True
    assert (5 in s) is True
    answers["sq_contains"] = False
    assert (5 in s) is False
    assert (5 not in s) is True
    assert seen == [("sq_contains", s, 5)] * 3
    answers["sq_contains"] = KeyError("from sq_contains")
    with raises(KeyError, "from sq_contains"):
        5 in s
    `,
  ),
  slotTest(
    "HPy_sq_concat is what + asks for when no number knows how",
    `
    s = mod.Sequence(handler)
    answers["sq_concat"] = "joined"
    assert s + [1] == "joined"
    assert operator.concat(s, [2]) == "joined"
    assert seen == [("sq_concat", s, [1]), ("sq_concat", s, [2])]
    with raises(TypeError):
        2 + s
    answers["sq_concat"] = KeyError("from sq_concat")
    with raises(KeyError, "from sq_concat"):
        s + [1]
    `,
  ),
  slotTest(
    "HPy_sq_repeat gets the count, from either side of *",
    `
    s = mod.Sequence(handler)
    answers["sq_repeat"] = "repeated"
    assert s * 3 == "repeated"
    assert -4 * s == "repeated"
    assert s * True == "repeated"
    assert s * sys.maxsize == "repeated"
    assert seen == [("sq_repeat", s, 3), ("sq_repeat", s, -4), ("sq_repeat", s, 1), ("sq_repeat", s, sys.maxsize)]
    with raises(OverflowError, "cannot fit"):
        s * 2 ** 100
    with raises(TypeError, "can't multiply sequence"):
        s * 1.5
    answers["sq_repeat"] = KeyError("from sq_repeat")
    with raises(KeyError, "from sq_repeat"):
        s * 2
    `,
  ),
  slotTest(
    "HPy_sq_inplace_concat is what += asks for; without it HPy_sq_concat serves",
    `
    s = t = mod.InPlaceSequence(handler)
    answers["sq_inplace_concat"] = lambda self, other: self
    s += [1]
    assert s is t
    answers["sq_inplace_concat"] = KeyError("from sq_inplace_concat")
    with raises(KeyError, "from sq_inplace_concat"):
        s += [2]
    assert s is t
    u = v = mod.Sequence(handler)
    answers["sq_concat"] = "joined"
    u += [3]
    assert u == "joined"
    assert seen == [("sq_inplace_concat", t, [1]), ("sq_inplace_concat", t, [2]), ("sq_concat", v, [3])]
    `,
  ),
  slotTest(
    "HPy_sq_inplace_repeat is what *= asks for; without it HPy_sq_repeat serves",
    `
    s = t = mod.InPlaceSequence(handler)
    answers["sq_inplace_repeat"] = lambda self, count: self
    s *= 2
    assert s is t
    answers["sq_inplace_repeat"] = KeyError("from sq_inplace_repeat")
    with raises(KeyError, "from sq_inplace_repeat"):
        s *= 3
    u = v = mod.Sequence(handler)
    answers["sq_repeat"] = "repeated"
    u *= 4
    assert u == "repeated"
    assert seen == [("sq_inplace_repeat", t, 2), ("sq_inplace_repeat", t, 3), ("sq_repeat", v, 4)]
    `,
  ),
];

const mappings: readonly Test[] = [
  slotTest(
    "HPy_mp_length is what len() asks for",
    `
    m = mod.Mapping(handler)
    answers["mp_length"] = 3
    assert len(m) == 3
    assert bool(m) is True
    answers["mp_length"] = 0
    assert bool(m) is False
    assert seen == [("mp_length", m)] * 3
    answers["mp_length"] = KeyError("from mp_length")
    with raises(KeyError, "from mp_length"):
        len(m)
    `,
  ),
  slotTest(
    "HPy_mp_subscript gets any key as it is",
    `
    m = mod.Mapping(handler)
    answers["mp_subscript"] = lambda self, key: ("value", key)
    keys = ["key", -1, 2 ** 100, None, (1, 2), slice(1, 2, 3), ...]
    for key in keys:
        assert m[key] == ("value", key)
    assert seen == [("mp_subscript", m, key) for key in keys]
    answers["mp_subscript"] = KeyError("from mp_subscript")
    with raises(KeyError, "from mp_subscript"):
        m["key"]
    `,
  ),
  slotTest(
    "HPy_mp_ass_subscript sets a value, and deletes it when the value is null",
    `
    m = mod.Mapping(handler)
    m["key"] = "value"
    m[1:2] = None
    del m["key"]
    del m[-1]
    assert seen == [("mp_ass_subscript", m, "key", "value"), ("mp_ass_subscript", m, slice(1, 2), None),
                    ("mp_ass_subscript", m, "key", ...), ("mp_ass_subscript", m, -1, ...)]
    answers["mp_ass_subscript"] = KeyError("from mp_ass_subscript")
    with raises(KeyError, "from mp_ass_subscript"):
        m["key"] = 1
    with raises(KeyError, "from mp_ass_subscript"):
        del m["key"]
    `,
  ),
];

const objects: readonly Test[] = [
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

const attributes: readonly Test[] = [
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

const iterators: readonly Test[] = [
  slotTest(
    "HPy_tp_iter gives the iterator of for and iter()",
    `
    i = mod.Iterator(handler)
    answers["tp_iter"] = lambda self: iter("abc")
    assert list(i) == ["a", "b", "c"]
    assert [x for x in i] == ["a", "b", "c"]
    assert seen == [("tp_iter", i)] * 2
    answers["tp_iter"] = 5
    with raises(TypeError, "iter.. returned non-iterator of type 'int'"):
        iter(i)
    answers["tp_iter"] = KeyError("from tp_iter")
    with raises(KeyError, "from tp_iter"):
        iter(i)
    with raises(KeyError, "from tp_iter"):
        [*i]
    `,
  ),
  slotTest(
    "HPy_tp_iternext gives the items, and null without an exception at the end",
    `
    i = mod.Iterator(handler)
    items = [1, None, "three", ...]
    answers["tp_iter"] = lambda self: self
    answers["tp_iternext"] = lambda self: items[len(seen) - 2]
    assert list(i) == [1, None, "three"]
    assert seen == [("tp_iter", i)] + [("tp_iternext", i)] * 4
    answers["tp_iternext"] = ...
    with raises(StopIteration):
        next(i)
    assert next(i, "default") == "default"
    `,
  ),
  slotTest(
    "HPy_tp_iternext may raise StopIteration at the end; anything else is raised",
    `
    i = mod.Iterator(handler)
    answers["tp_iter"] = lambda self: self
    answers["tp_iternext"] = StopIteration("value")
    assert list(i) == []
    with raises(StopIteration, "value"):
        next(i)
    answers["tp_iternext"] = KeyError("from tp_iternext")
    with raises(KeyError, "from tp_iternext"):
        next(i, None)
    with raises(KeyError, "from tp_iternext"):
        for _ in i:
            pass
    `,
  ),
];

const coroutines: readonly Test[] = [
  slotTest(
    "HPy_am_await gives the iterator that await goes through",
    `
    c = mod.Coroutine(handler)
    def steps(self):
        received = yield "first"
        return ("result", received)
    answers["am_await"] = steps
    async def wait():
        return await c
    coroutine = wait()
    assert coroutine.send(None) == "first"
    with raises(StopIteration) as end:
        coroutine.send("sent")
    assert end.value.value == ("result", "sent")
    assert seen == [("am_await", c)]
    `,
  ),
  slotTest(
    "HPy_am_await that raises, or gives no iterator, makes await raise",
    `
    c = mod.Coroutine(handler)
    async def wait():
        await c
    answers["am_await"] = KeyError("from am_await")
    with raises(KeyError, "from am_await"):
        wait().send(None)
    answers["am_await"] = 5
    with raises(TypeError, "__await__.. returned non-iterator of type 'int'"):
        wait().send(None)
    `,
  ),
  slotTest(
    "HPy_am_send is how an asyncio task runs an instance: it yields values, then returns one",
    `
    import collections.abc
    collections.abc.Coroutine.register(mod.Coroutine)
    c = mod.Coroutine(handler)
    steps = [(False, None), (False, None), (True, "returned")]
    answers["am_send"] = lambda self, value: steps.pop(0)
    assert await asyncio.Task(c) == "returned"
    assert seen == [("am_send", c, None)] * 3
    `,
    { asynchronous: true },
  ),
  slotTest(
    "HPy_am_send that raises makes the task raise",
    `
    import collections.abc
    collections.abc.Coroutine.register(mod.Coroutine)
    c = mod.Coroutine(handler)
    answers["am_send"] = KeyError("from am_send")
    with raises(KeyError, "from am_send"):
        await asyncio.Task(c)
    steps = [(False, None), ValueError("later")]
    answers["am_send"] = lambda self, value: steps.pop(0)
    with raises(TypeError, "not iterable"):
        await asyncio.Task(c)
    assert steps == []
    `,
    { asynchronous: true },
  ),
  slotTest(
    "HPy_am_aiter gives the iterator of async for and aiter()",
    `
    c = mod.Coroutine(handler)
    answers["am_aiter"] = lambda self: self
    assert aiter(c) is c
    assert seen == [("am_aiter", c)]
    answers["am_aiter"] = 5
    with raises(TypeError, "not an async iterator"):
        aiter(c)
    answers["am_aiter"] = KeyError("from am_aiter")
    with raises(KeyError, "from am_aiter"):
        aiter(c)
    `,
  ),
  slotTest(
    "HPy_am_anext gives an awaitable for each item, and StopAsyncIteration ends async for",
    `
    c = mod.Coroutine(handler)
    items = ["a", "b"]
    async def item(self):
        if not items:
            raise StopAsyncIteration
        return items.pop(0)
    answers.update(am_aiter=lambda self: self, am_anext=item)
    async def collect():
        return [x async for x in c]
    with raises(StopIteration) as end:
        collect().send(None)
    assert end.value.value == ["a", "b"]
    assert seen == [("am_aiter", c)] + [("am_anext", c)] * 3
    answers["am_anext"] = StopAsyncIteration()
    with raises(StopIteration) as end:
        collect().send(None)
    assert end.value.value == []
    `,
  ),
  slotTest(
    "HPy_am_anext that raises, or gives no awaitable, makes async for raise",
    `
    c = mod.Coroutine(handler)
    answers["am_aiter"] = lambda self: self
    async def collect():
        async for x in c:
            pass
    answers["am_anext"] = KeyError("from am_anext")
    with raises(KeyError, "from am_anext"):
        anext(c)
    with raises(KeyError, "from am_anext"):
        collect().send(None)
    answers["am_anext"] = 5
    with raises(TypeError, "invalid object from __anext__: int"):
        collect().send(None)
    `,
  ),
];

const lives: readonly Test[] = [
  slotTest(
    "HPy_tp_new gets the class and the arguments, and then HPy_tp_init the same ones",
    `
    made = mod.Made(handler, 1, "two", key="word")
    assert type(made) is mod.Made
    assert seen == [("tp_new", mod.Made, (1, "two"), {"key": "word"}), ("tp_init", made, (1, "two"), {"key": "word"})]
    del seen[:]
    class Derived(mod.Made):
        pass
    derived = Derived(handler)
    assert type(derived) is Derived
    assert seen == [("tp_new", Derived, (), ...), ("tp_init", derived, (), ...)]
    `,
  ),
  slotTest(
    "HPy_tp_new that raises, or returns something else, makes no instance, and HPy_tp_init is not asked",
    `
    answers["tp_new"] = KeyError("from tp_new")
    with raises(KeyError, "from tp_new"):
        mod.Made(handler)
    answers["tp_new"] = "something else"
    assert mod.Made(handler) == "something else"
    assert [slot for slot, *_ in seen] == ["tp_new", "tp_new"]
    `,
  ),
  slotTest(
    "HPy_tp_init that raises makes the call of the class raise, and the instance goes",
    `
    import weakref
    class Derived(mod.Made):
        pass
    references = []
    def refuse(self, args, kw):
        references.append(weakref.ref(self))
        raise KeyError("from tp_init")
    answers["tp_init"] = refuse
    with raises(KeyError, "from tp_init"):
        Derived(handler)
    del seen[:]
    gc.collect()
    assert [reference() for reference in references] == [None]
    `,
  ),
  slotTest(
    "HPy_tp_init is __init__ for Python: it can be called again, and must not be asked for a value",
    `
    made = mod.Made(handler)
    del seen[:]
    assert made.__init__(handler, 5) is None
    assert mod.Made.__init__(made, handler, a=1) is None
    assert seen == [("tp_init", made, (5,), ...), ("tp_init", made, (), {"a": 1})]
    class Derived(mod.Made):
        def __init__(self, handler, x):
            super().__init__(handler, x + 1)
    Derived(handler, 1)
    assert seen[-1][2] == (2,)
    `,
  ),
  slotTest(
    "HPy_tp_finalize is asked once, before the instance goes",
    `
    class Derived(mod.Finalized):
        pass
    def finalize(self):
        alive.append(type(self).__name__)
    alive = []
    answers["tp_finalize"] = finalize
    mod.Finalized(handler)
    del seen[:]
    Derived(handler)
    del seen[:]
    gc.collect()
    assert alive == ["Finalized", "Derived"]
    `,
  ),
  slotTest(
    "HPy_tp_finalize may bring the instance back, and is not asked again then",
    `
    saved = []
    answers["tp_finalize"] = saved.append
    mod.Finalized(handler)
    del seen[:]
    assert len(saved) == 1 and type(saved[0]) is mod.Finalized
    again = saved.pop()
    assert repr(again).startswith("<")
    del again
    gc.collect()
    assert saved == [] and seen == []
    `,
  ),
  slotTest(
    "HPy_tp_finalize is asked for an instance in a cycle, when the collector finds it",
    `
    calls = []
    def make():
        def inner(slot, *args):
            calls.append(slot)
        inner.instance = mod.Finalized(inner)
    make()
    assert calls == []
    gc.collect()
    assert calls == ["tp_finalize"]
    `,
  ),
  slotTest(
    "HPy_tp_finalize that raises is reported to sys.unraisablehook, with the instance, and the instance goes",
    `
    answers["tp_finalize"] = KeyError("from tp_finalize")
    with unraisable() as caught:
        mod.Finalized(handler)
        del seen[:]
    [(kind, text, where)] = caught
    assert kind is KeyError
    assert text == "'from tp_finalize'"
    assert "Finalized" in where
    `,
  ),
  slotTest(
    "HPy_tp_finalize leaves an exception alone that is on its way",
    `
    def use():
        instance = mod.Finalized(handler)
        del seen[:]
        raise LookupError("on its way")
    answers["tp_finalize"] = lambda self: None
    with raises(LookupError, "on its way"):
        use()
    assert [slot for slot, *_ in seen] == ["tp_finalize"]
    `,
  ),
  slotTest(
    "HPy_tp_destroy runs when an instance goes, once for each",
    `
    before = mod.destroyed()
    instance = mod.mortal()
    assert mod.destroyed() == before
    same = instance
    del instance
    assert mod.destroyed() == before
    del same
    assert mod.destroyed() == before + 1
    many = [mod.mortal() for _ in range(100)]
    del many
    assert mod.destroyed() == before + 101
    `,
  ),
  slotTest(
    "HPy_tp_destroy runs for an instance that the collector found",
    `
    before = mod.destroyed()
    cycle = [mod.mortal()]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert mod.destroyed() == before + 1
    `,
  ),
  slotTest(
    "HPy_tp_traverse lets the collector find a cycle through each field",
    `
    import weakref
    class Derived(mod.Node):
        pass
    def make(which):
        node, witness = Derived(), Derived()
        node.link(*((node, witness) if which == 0 else (witness, node)))
        return weakref.ref(node), weakref.ref(witness)
    gc.collect()
    for which in (0, 1):
        references = make(which)
        assert all(reference() is not None for reference in references)
        gc.collect()
        assert [reference() for reference in references] == [None, None]
    `,
  ),
  slotTest(
    "HPy_tp_traverse keeps what can still be reached",
    `
    a, b, c = mod.Node(), mod.Node(), mod.Node()
    a.link(b, c)
    b.link(a, ["kept"])
    c.link(c, b)
    gc.collect()
    gc.collect()
    assert {id(x) for x in gc.get_referents(a)} >= {id(b), id(c)}
    assert ["kept"] in gc.get_referents(b)
    assert id(a) in {id(x) for x in gc.get_referrers(b)}
    `,
  ),
];

const modules: readonly Test[] = [
  test(
    "HPy_mod_exec functions run when the module is executed, in their order",
    `
    assert mod.executed == ["first", "second"]
    `,
  ),
  test(
    "HPy_mod_create gets the module's spec and gives what the import gives",
    `
    assert load("slots-create") == ("made of", "slots_create")
    `,
    { loads: true },
  ),
];

const buffers: readonly Test[] = [
  slotTest(
    "HPy_bf_getbuffer is what memoryview() asks for, and HPy_bf_releasebuffer follows when it is released",
    `
    e = mod.Exporter(handler)
    view = memoryview(e)
    assert bytes(view) == bytes([1, 2, 3, 4])
    assert view.obj is e
    [(slot, instance, flags)] = seen
    assert (slot, instance) == ("bf_getbuffer", e)
    assert flags == 0x11c  # PyBUF_FULL_RO
    view.release()
    assert seen[1:] == [("bf_releasebuffer", e)]
    assert bytes(e) == bytes([1, 2, 3, 4])
    assert [slot for slot, *_ in seen[2:]] == ["bf_getbuffer", "bf_releasebuffer"]
    `,
  ),
  slotTest(
    "HPy_bf_getbuffer that raises makes memoryview() raise, and nothing is released",
    `
    e = mod.Exporter(handler)
    answers["bf_getbuffer"] = KeyError("from bf_getbuffer")
    with raises(KeyError, "from bf_getbuffer"):
        memoryview(e)
    with raises(KeyError, "from bf_getbuffer"):
        bytes(e)
    assert [slot for slot, *_ in seen] == ["bf_getbuffer", "bf_getbuffer"]
    `,
  ),
  slotTest(
    "HPy_bf_releasebuffer that raises is reported to sys.unraisablehook",
    `
    e = mod.Exporter(handler)
    answers["bf_releasebuffer"] = KeyError("from bf_releasebuffer")
    view = memoryview(e)
    with unraisable() as caught:
        view.release()
    [(kind, text, where)] = caught
    assert kind is KeyError
    assert text == "'from bf_releasebuffer'"
    assert "Exporter" in where
    `,
  ),
];

/**
 * The slots of types and modules: `HPySlot_Slot`.
 *
 * Fixture `slots`: each type is called with a handler as its first argument. A slot calls the handler with the slot's
 * name (without `HPy_`) and its arguments, and does with the result what its signature says; a null argument is passed
 * as `...`.
 * - `Number`: the `nb_` slots, except the in-place ones; `InPlaceNumber` extends it by those
 * - `Sequence`: the `sq_` slots, except the in-place ones; `InPlaceSequence` extends it by those
 * - `Mapping`: the `mp_` slots
 * - `Plain`: tp_repr, tp_str, tp_hash, tp_richcompare, and tp_call, whose handler gets the instance, a tuple of the
 *   positional arguments, the names of the keyword arguments and a tuple of their values
 * - `Attributes`: tp_getattro, tp_setattro
 * - `Descriptor`: tp_descr_get, tp_descr_set
 * - `Iterator`: tp_iter, and tp_iternext, which ends the iteration without an exception when the handler returns `...`
 * - `Coroutine`: am_await, am_aiter, am_anext, tp_iternext, and am_send, whose handler returns a pair: whether the
 *   second is returned or yielded. Its tp_iter returns the instance
 * - `Made`: tp_new, whose handler gets the class, a tuple of the further positional arguments and the keyword
 *   arguments, and returns None for an instance, or what is returned in its place; and tp_init
 * - `Exporter`: bf_getbuffer, which shows the bytes 1, 2, 3, 4, and bf_releasebuffer; the handler gets no buffer
 * - `Finalized`: tp_finalize
 * - `Node`: an instance has two fields that `link(left, right)` sets, and tp_traverse; no handler
 * - `mortal()`: an instance of `Mortal`, whose tp_destroy counts; `destroyed()`: the count
 * - `executed`: a list that the first mod_exec made of "first", and to which the second added "second"
 *
 * Fixture `slots-create`: its mod_create returns the tuple ("made of", spec.name)
 */
export const slots: Suite = suite("slots", [
  ...unary("nb_negative", "-a", '"result"'),
  ...unary("nb_positive", "+a", '"result"'),
  ...unary("nb_absolute", "abs(a)", '"result"'),
  ...unary("nb_invert", "~a", '"result"'),
  ...unary("nb_int", "int(a)", "5"),
  ...unary("nb_float", "float(a)", "2.5"),
  ...unary("nb_index", "operator.index(a)", "7"),
  ...unary("nb_bool", "bool(a)", "True"),
  ...binary("nb_add", "operator.add", "+="),
  ...binary("nb_subtract", "operator.sub", "-="),
  ...binary("nb_multiply", "operator.mul", "*="),
  ...binary("nb_matrix_multiply", "operator.matmul", "@="),
  ...binary("nb_true_divide", "operator.truediv", "/="),
  ...binary("nb_floor_divide", "operator.floordiv", "//="),
  ...binary("nb_remainder", "operator.mod", "%="),
  ...binary("nb_divmod", "divmod", ""),
  ...binary("nb_power", "pow", "**=", ", None"),
  ...binary("nb_lshift", "operator.lshift", "<<="),
  ...binary("nb_rshift", "operator.rshift", ">>="),
  ...binary("nb_and", "operator.and_", "&="),
  ...binary("nb_or", "operator.or_", "|="),
  ...binary("nb_xor", "operator.xor", "^="),
  ...conversions,
  ...sequences,
  ...mappings,
  ...objects,
  ...attributes,
  ...iterators,
  ...coroutines,
  ...lives,
  ...buffers,
  ...modules,
]);
