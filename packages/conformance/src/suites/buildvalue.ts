import { type Suite, suite, test } from "../suite.ts";

/**
 * Building values: `HPy_BuildValue`.
 *
 * Fixture `buildvalue`:
 * - `build(format, *objects)`: HPy_BuildValue of a str, whose units are O and S only, and up to eight objects
 * - `build_null()`: HPy_BuildValue of "O" and HPy_NULL
 * - `build_list_with_null(h)`: HPy_BuildValue of "[OO]", the object and HPy_NULL
 * - `i(h)`, `I`, `l`, `k`, `L`, `K`, `n`, `s`, `f`, `d`: HPy_BuildValue with that format and the C value of the object
 * - `mixed(h)`: HPy_BuildValue of "i, [sO(d)], {s:i, i:[]}, S" and -1, "text", the object, 1.5, "key", 2, 3, None
 */
export const buildvalue: Suite = suite("buildvalue", [
  test(
    "HPy_BuildValue() returns None for an empty format",
    `
    for format in ("", ",", " ", ", ,"):
        assert mod.build(format) is None
    `,
  ),
  test(
    "HPy_BuildValue() returns the object itself for one unit",
    `
    thing = object()
    before = sys.getrefcount(thing)
    assert mod.build("O", thing) is thing
    assert mod.build("S", thing) is thing
    assert mod.build("O,", thing) is thing
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPy_BuildValue() returns a tuple for several units",
    `
    first, second = object(), object()
    assert mod.build("OS", first, second) == (first, second)
    assert mod.build("O,O", first, second) == (first, second)
    assert mod.build("O, O", first, second) == (first, second)
    assert mod.build("OOOOOOOO", *range(8)) == tuple(range(8))
    assert type(mod.build("OO", 1, 2)) is tuple
    `,
  ),
  test(
    "HPy_BuildValue() makes tuples of parentheses",
    `
    assert mod.build("()") == ()
    assert mod.build("(O)", 1) == (1,)
    assert mod.build("(OO)", 1, 2) == (1, 2)
    assert mod.build("(O,O)O", 1, 2, 3) == ((1, 2), 3)
    assert mod.build("((O)((O)))", 1, 2) == ((1,), ((2,),))
    assert mod.build("()()") == ((), ())
    assert type(mod.build("(O)", 1)) is tuple
    `,
  ),
  test(
    "HPy_BuildValue() makes lists of brackets",
    `
    assert mod.build("[]") == []
    assert mod.build("[O]", 1) == [1]
    assert mod.build("[OO]", 1, 2) == [1, 2]
    assert mod.build("[O,[O],(O)]", 1, 2, 3) == [1, [2], (3,)]
    assert mod.build("[][]") == ([], [])
    `,
  ),
  test(
    "HPy_BuildValue() makes dicts of braces",
    `
    assert mod.build("{}") == {}
    assert mod.build("{O:O}", 1, 2) == {1: 2}
    assert mod.build("{O:O, O:O}", "b", 1, "a", 2) == {"b": 1, "a": 2}
    assert list(mod.build("{O:O,O:O}", "b", 1, "a", 2)) == ["b", "a"]
    assert mod.build("{O:{O:[O]},(OO):()}", 1, 2, 3, 4, 5) == {1: {2: [3]}, (4, 5): ()}
    assert mod.build("{O:O,O:O}", "a", 1, "a", 2) == {"a": 2}
    assert mod.build("{O:O,}", 1, 2) == {1: 2}
    `,
  ),
  test(
    "HPy_BuildValue() takes references of its own to the objects",
    `
    thing = object()
    before = sys.getrefcount(thing)
    made = mod.build("O[O(O)]{O:O}", thing, thing, thing, thing, thing)
    assert sys.getrefcount(thing) == before + 5
    del made
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPy_BuildValue() makes an int for each of i, I, l, k, L, K, n",
    `
    least, greatest = -sys.maxsize - 1, sys.maxsize
    limits = {"i": (-2**31, 2**31 - 1), "I": (0, 2**32 - 1), "l": (least, greatest), "k": (0, 2 * greatest + 1),
              "L": (-2**63, 2**63 - 1), "K": (0, 2**64 - 1), "n": (least, greatest)}
    for unit, (low, high) in limits.items():
        build = getattr(mod, unit)
        for value in (low, 0, 1, 12345, high - 1, high):
            assert build(value) == value
            assert type(build(value)) is int
    `,
  ),
  test(
    "HPy_BuildValue() makes a float of a double for d, and of a float for f",
    `
    import math
    for value in (0.0, -1.5, 0.1, 1e300, 5e-324, math.inf):
        assert mod.d(value) == value
        assert type(mod.d(value)) is float
    for value in (0.0, -1.5, 0.25, 1e10, math.inf):
        assert mod.f(value) == value
        assert type(mod.f(value)) is float
    assert math.isnan(mod.d(math.nan))
    assert math.copysign(1, mod.d(-0.0)) == -1
    assert type(mod.d(1)) is float
    `,
  ),
  test(
    "HPy_BuildValue() makes a str for s",
    String.raw`
    for text in ("", "text", "h\xe9llo \u20ac \U0001f600", "x" * 5000):
        assert mod.s(text) == text
        assert type(mod.s(text)) is str
    `,
  ),
  test(
    "HPy_BuildValue() mixes units and containers",
    `
    thing = object()
    assert mod.mixed(thing) == (-1, ["text", thing, (1.5,)], {"key": 2, 3: []}, None)
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets SystemError for an unknown unit",
    `
    for format, unit in (("z", "z"), ("O:", ":"), ("O.", r"\\."), ("[Oz]", "z"), ("{z:O}", "z"), ("{O:z}", "z")):
        message = f"^bad format char '{unit}' in the format string passed to HPy_BuildValue$"
        with raises(SystemError, message):
            mod.build(format, 1, 2)
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets SystemError for N, and says what to use instead",
    `
    with raises(SystemError, "^HPy_BuildValue does not support the 'N' formatting unit. .*'O' formatting unit") as caught:
        mod.build("N", 1)
    assert "close the handle in the caller if necessary" in str(caught.value)
    assert "never 'steal' handles and always make a duplicate handle if needed" in str(caught.value)
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets SystemError for an unmatched bracket",
    `
    for format, bracket in (("(", "("), ("[", "["), ("{", "{"), ("(O", "("), ("O[O", "["), ("{O:O", "{"), ("((O)", "("),
                            ("(O]", "("), ("[O)", "["), ("[O}", "["), ("([O)]", "[")):
        message = f"^unmatched '{chr(92)}{bracket}' in the format string passed to HPy_BuildValue$"
        with raises(SystemError, message):
            mod.build(format, 1, 2)
    for format in (")", "]", "}", "O)", "(O))"):
        with raises(SystemError):
            mod.build(format, 1, 2)
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets SystemError for a dict without a colon or a comma, or with one too many",
    `
    ending = "in the format string passed to HPy_BuildValue$"
    for format in ("{O}", "{OO}", "{O,O}"):
        with raises(SystemError, f"^missing ':' {ending}"):
            mod.build(format, 1, 2)
    for format in ("{O:OO:O}", "{O:O O:O}"):
        with raises(SystemError, f"^missing ',' {ending}"):
            mod.build(format, 1, 2, 3, 4)
    for format in ("{,O:O}", "{O:O,,O:O}", "{,}"):
        with raises(SystemError, f"^unexpected ',' {ending}"):
            mod.build(format, 1, 2, 3, 4)
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets SystemError for the null handle",
    `
    thing = object()
    before = sys.getrefcount(thing)
    with raises(SystemError, "^HPy_NULL object passed to HPy_BuildValue$"):
        mod.build_null()
    with raises(SystemError, "^HPy_NULL object passed to HPy_BuildValue$"):
        mod.build_list_with_null(thing)
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPy_BuildValue() returns null and sets TypeError for a key that has no hash, and drops what it has made",
    `
    thing = object()
    before = sys.getrefcount(thing)
    with raises(TypeError, "unhashable"):
        mod.build("[O{O:O,[]:O}]", thing, thing, thing, thing)
    assert sys.getrefcount(thing) == before
    `,
  ),
]);
