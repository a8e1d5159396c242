import { type Suite, suite, type Test, test } from "../suite.ts";

/** Python that defines `Thing`, whose special method returns what it is made with, or raises it. */
function thing(special: string): string {
  return `
    class Thing:
        def __init__(self, answer):
            self.answer = answer
        def __${special}__(self):
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer`;
}

/** What repr() and str() have in common. */
function textTests(symbol: string, method: string): readonly Test[] {
  return [
    test(
      `${symbol}() returns what __${method}__() returns`,
      String.raw`
    ${thing(method).trimStart()}
    for text in ("", "text", "a\0b", "\ud800", "\N{SNAKE}"):
        assert mod.${method}(Thing(text)) == text
    `,
    ),
    test(
      `${symbol}() passes on what __${method}__() raises`,
      `
    ${thing(method).trimStart()}
    with raises(KeyError, match="^'${method}'$"):
        mod.${method}(Thing(KeyError("${method}")))
    `,
    ),
    test(
      `${symbol}() sets TypeError when __${method}__() returns no str`,
      `
    ${thing(method).trimStart()}
    for answer in (1, None, b"text"):
        with raises(TypeError):
            mod.${method}(Thing(answer))
    `,
    ),
  ];
}

/**
 * Representation, comparison and hashing of any object.
 *
 * Fixture `object`:
 * - `repr(obj)`, `str(obj)`, `ascii(obj)`, `bytes(obj)`: HPy_Repr, HPy_Str, HPy_ASCII, HPy_Bytes
 * - `rich_compare(v, w, op)`, `rich_compare_bool(v, w, op)`: HPy_RichCompare; HPy_RichCompareBool, as a bool; `op` is
 *   an int: 0 `<`, 1 `<=`, 2 `==`, 3 `!=`, 4 `>`, 5 `>=`
 * - `hash(obj)`: HPy_Hash, as a str with the decimal number
 *
 * Fixture `object-raw`:
 * - `hash_null()`: whether HPy_Hash(HPy_NULL) is −1 with SystemError set
 * - `repr_null()`, `str_null()`, `ascii_null()`, `bytes_null()`: HPy_Repr(HPy_NULL) and so on
 * - `rich_compare_null()`: HPy_RichCompare(HPy_NULL, HPy_NULL, 2)
 * - `strange_comparison(op)`: whether HPy_RichCompare(None, None, op) is HPy_NULL, and
 *   HPy_RichCompareBool(True, False, op) is −1, both with SystemError set
 */
export const object: Suite = suite("object", [
  test(
    "HPy_Repr() returns the representation",
    String.raw`
    for value in (None, 1, "te'xt\n", "gr\xfcn", [1, "a"], {"a": ()}, object, ...):
        assert mod.repr(value) == repr(value)
    items = []
    items.append(items)
    assert mod.repr(items) == "[[...]]"
    items.clear()
    `,
  ),
  ...textTests("HPy_Repr", "repr"),
  test(
    "HPy_Str() returns the text, a str itself",
    String.raw`
    for value in (None, 1, "te'xt\n", b"bytes", [1, "a"], KeyError("x"), 2**100, 1e100):
        assert mod.str(value) == str(value)
    text = "this very text \N{SNAKE}"
    assert mod.str(text) is text
    `,
  ),
  ...textTests("HPy_Str", "str"),
  test(
    "HPy_Str() asks __repr__() when there is no __str__()",
    `
    class Thing:
        def __repr__(self):
            return "repr"
    assert mod.str(Thing()) == "repr"
    assert mod.repr(Thing()) == "repr"
    `,
  ),
  test(
    "HPy_ASCII() returns the representation with all other characters escaped",
    String.raw`
    for value in (None, 1, "te'xt\n", "gr\xfcn", "\N{SNAKE}", "\ud800", ["\xfc"], "a\0b"):
        text = mod.ascii(value)
        assert text == ascii(value)
        assert text.isascii()
    `,
  ),
  test(
    "HPy_ASCII() passes on what __repr__() raises, and sets TypeError when it returns no str",
    `
    ${thing("repr").trimStart()}
    with raises(KeyError, match="^'repr'$"):
        mod.ascii(Thing(KeyError("repr")))
    with raises(TypeError):
        mod.ascii(Thing(1))
    `,
  ),
  test(
    "HPy_Bytes() makes bytes of buffers, iterables of numbers and objects with __bytes__(), and returns bytes themselves",
    String.raw`
    ${thing("bytes").trimStart()}
    data = b"this very data"
    assert mod.bytes(data) is data
    for value, expected in ((bytearray(b"a\0b"), b"a\0b"), (memoryview(b"xyz")[1:], b"yz"), ([1, 2, 255], b"\x01\x02\xff"),
                            ((), b""), (range(3), b"\0\x01\x02"), (Thing(b"made"), b"made")):
        made = mod.bytes(value)
        assert type(made) is bytes
        assert made == expected
    `,
  ),
  test(
    "HPy_Bytes() sets TypeError for str, int and what else is no bytes, and ValueError for numbers that are no bytes",
    `
    ${thing("bytes").trimStart()}
    for other in ("text", 5, None, object(), ["1"], Thing("text")):
        with raises(TypeError):
            mod.bytes(other)
    for other in ([256], [-1]):
        with raises(ValueError):
            mod.bytes(other)
    `,
  ),
  test(
    "HPy_Bytes() passes on what __bytes__() raises",
    `
    ${thing("bytes").trimStart()}
    with raises(KeyError, match="^'bytes'$"):
        mod.bytes(Thing(KeyError("bytes")))
    `,
  ),
  test(
    "HPy_Repr(), HPy_Str(), HPy_ASCII() and HPy_Bytes() tell the null handle from objects",
    `
    for function in (mod.repr_null, mod.str_null, mod.ascii_null):
        assert function() == "<NULL>"
    assert mod.bytes_null() == b"<NULL>"
    `,
    { fixture: "object-raw" },
  ),
  test(
    "HPy_RichCompare() knows the built-in types",
    `
    import operator
    operators = (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge)
    for v, w in ((1, 2), (2, 1), (1, 1), (1, 1.5), ("a", "b"), ((1, 2), (1, 3)), ({1}, {1, 2}), (2**70, 2**70)):
        for op, operate in enumerate(operators):
            assert mod.rich_compare(v, w, op) is operate(v, w)
            assert mod.rich_compare_bool(v, w, op) is operate(v, w)
    `,
  ),
  test(
    "HPy_RichCompare() returns the object that the special method returns",
    `
    class Thing:
        def __lt__(self, other): return self, other, "lt"
        def __le__(self, other): return self, other, "le"
        def __eq__(self, other): return self, other, "eq"
        def __ne__(self, other): return self, other, "ne"
        def __gt__(self, other): return self, other, "gt"
        def __ge__(self, other): return self, other, "ge"
    v, w = Thing(), object()
    for op, name in enumerate(("lt", "le", "eq", "ne", "gt", "ge")):
        result = mod.rich_compare(v, w, op)
        assert result[0] is v
        assert result[1] is w
        assert result[2] == name
        assert mod.rich_compare_bool(v, w, op) is True
    `,
  ),
  test(
    "HPy_RichCompare() asks the right operand, with the operator turned round, when the left one cannot tell",
    `
    class Thing:
        def __lt__(self, other): return "lt"
        def __le__(self, other): return "le"
        def __eq__(self, other): return "eq"
        def __ne__(self, other): return "ne"
        def __gt__(self, other): return "gt"
        def __ge__(self, other): return "ge"
    for op, name in enumerate(("gt", "ge", "eq", "ne", "lt", "le")):
        assert mod.rich_compare(1, Thing(), op) == name
    `,
  ),
  test(
    "HPy_RichCompare() and HPy_RichCompareBool() compare identities for == and != when nobody can tell, else set TypeError",
    `
    v, w = object(), object()
    for compare in (mod.rich_compare, mod.rich_compare_bool):
        assert compare(v, v, 2) is True
        assert compare(v, w, 2) is False
        assert compare(v, v, 3) is False
        assert compare(v, w, 3) is True
        for op in (0, 1, 4, 5):
            for left, right in ((v, w), (1, "1"), (None, None), (1j, 1)):
                with raises(TypeError):
                    compare(left, right, op)
    `,
  ),
  test(
    "HPy_RichCompare() and HPy_RichCompareBool() pass on what the special method raises",
    `
    class Thing:
        def __eq__(self, other):
            raise KeyError("eq")
    for compare in (mod.rich_compare, mod.rich_compare_bool):
        with raises(KeyError, match="^'eq'$"):
            compare(Thing(), 1, 2)
    `,
  ),
  test(
    "HPy_RichCompareBool() takes the truth of what the special method returns, and passes on what asking for it raises",
    `
    class Truth:
        def __init__(self, value):
            self.value = value
        def __bool__(self):
            if self.value is None:
                raise ZeroDivisionError("truth")
            return self.value
    class Thing:
        def __init__(self, answer):
            self.answer = answer
        def __lt__(self, other):
            return self.answer
    for answer, expected in (([], False), ([0], True), (0, False), (Truth(True), True), (Truth(False), False)):
        assert mod.rich_compare_bool(Thing(answer), 1, 0) is expected
    with raises(ZeroDivisionError, match="^truth$"):
        mod.rich_compare_bool(Thing(Truth(None)), 1, 0)
    `,
  ),
  test(
    "HPy_RichCompareBool() does not ask an object whether it equals itself, but HPy_RichCompare() does",
    `
    nan = float("nan")
    assert mod.rich_compare_bool(nan, nan, 2) is True
    assert mod.rich_compare_bool(nan, nan, 3) is False
    assert mod.rich_compare_bool(nan, nan, 1) is False
    assert mod.rich_compare(nan, nan, 2) is False
    assert mod.rich_compare(nan, nan, 3) is True
    `,
  ),
  test(
    "HPy_RichCompare() and HPy_RichCompareBool() set SystemError for an operator that does not exist",
    `
    for op in (-1, 6, 100, 2**31 - 1, -2**31):
        assert mod.strange_comparison(op) is True
    `,
    { fixture: "object-raw" },
  ),
  test(
    "HPy_RichCompare() sets SystemError for the null handle",
    `
    with raises(SystemError):
        mod.rich_compare_null()
    `,
    { fixture: "object-raw" },
  ),
  test(
    "HPy_Hash() returns the hash",
    `
    for value in (0, 1, -1, -2, 2**31, -2**31, 2**61 - 1, 2**100, 1.5, "text", "", b"x", None, (1, "a"), object(), int):
        assert mod.hash(value) == str(hash(value))
    `,
  ),
  test(
    "HPy_Hash() asks __hash__()",
    `
    ${thing("hash").trimStart()}
    for answer in (0, 1, 77, -1, -77, 2**40, -2**100, True):
        assert mod.hash(Thing(answer)) == str(hash(Thing(answer)))
    assert mod.hash(Thing(77)) == "77"
    `,
  ),
  test(
    "HPy_Hash() returns -1 and sets TypeError for what has no hash",
    `
    class Thing:
        def __eq__(self, other):
            return True
    ${thing("hash").trimStart().replaceAll("Thing", "Answer")}
    for other in ([], {}, set(), Thing(), ([],), Answer("1")):
        with raises(TypeError):
            mod.hash(other)
    `,
  ),
  test(
    "HPy_Hash() returns -1 and passes on what __hash__() raises",
    `
    ${thing("hash").trimStart()}
    with raises(KeyError, match="^'hash'$"):
        mod.hash(Thing(KeyError("hash")))
    `,
  ),
  test(
    "HPy_Hash() returns -1 and sets SystemError for the null handle",
    `
    assert mod.hash_null() is True
    `,
    { fixture: "object-raw" },
  ),
]);
