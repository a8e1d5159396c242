import { type Suite, suite, test } from "../suite.ts";

/**
 * Floats and booleans: `HPyFloat_*`, `HPyBool_*`.
 *
 * Fixture `float`:
 * - `from_double(text)`: HPyFloat_FromDouble of the number that the str `text` spells (as for C's strtod)
 * - `as_double(h)`: HPyFloat_AsDouble, as a float
 * - `true()`, `false()`: HPyBool_FromBool of true and of false
 * - `bool_from_long(text)`: HPyBool_FromLong of the decimal number in the str `text`
 *
 * Fixture `float-raw`:
 * - `null_handle()`: whether HPyFloat_AsDouble(HPy_NULL) is −1 with TypeError set
 */
export const float: Suite = suite("float", [
  test(
    "HPyFloat_FromDouble() makes a float of every number",
    `
    for text in ("0", "1", "-1", "1.5", "0.1", "-2.5e-3", "9007199254740993", "1e308", "-1e308", "5e-324", "1e16"):
        made = mod.from_double(text)
        assert type(made) is float
        assert made == float(text)
    `,
  ),
  test(
    "HPyFloat_FromDouble() makes minus zero, infinities and not-a-number",
    `
    import math
    assert math.copysign(1, mod.from_double("-0")) == -1
    assert math.copysign(1, mod.from_double("0")) == 1
    assert mod.from_double("Infinity") == math.inf
    assert mod.from_double("-Infinity") == -math.inf
    assert math.isnan(mod.from_double("NaN"))
    `,
  ),
  test(
    "HPyFloat_AsDouble() reads every float",
    `
    import math
    for value in (0.0, 1.0, -1.0, 1.5, 0.1, 1e308, -1e308, 5e-324, math.inf, -math.inf, sys.float_info.epsilon):
        assert mod.as_double(value) == value
    assert math.copysign(1, mod.as_double(-0.0)) == -1
    assert math.isnan(mod.as_double(math.nan))
    `,
  ),
  test(
    "HPyFloat_AsDouble() reads an instance of a subclass of float without asking it",
    `
    class Sub(float):
        def __float__(self):
            raise RuntimeError("called")
    assert mod.as_double(Sub(2.5)) == 2.5
    `,
  ),
  test(
    "HPyFloat_AsDouble() reads integers as the nearest float",
    `
    for value in (0, 1, -1, True, 2**53 + 1, -2**63, 10**300):
        assert mod.as_double(value) == float(value)
    `,
  ),
  test(
    "HPyFloat_AsDouble() asks __float__(), and __index__() if there is no __float__()",
    `
    class Float:
        def __float__(self):
            return 2.5
        def __index__(self):
            return 7
    class Index:
        def __index__(self):
            return 7
    assert mod.as_double(Float()) == 2.5
    assert mod.as_double(Index()) == 7.0
    `,
  ),
  test(
    "HPyFloat_AsDouble() returns -1 and passes on what __float__() raises",
    `
    class Failing:
        def __float__(self):
            raise ZeroDivisionError("float")
    with raises(ZeroDivisionError, match="^float$"):
        mod.as_double(Failing())
    `,
  ),
  test(
    "HPyFloat_AsDouble() sets TypeError for what is no real number",
    `
    class Wrong:
        def __float__(self):
            return "2.5"
    class Int:
        def __int__(self):
            return 1
    for other in ("1.5", b"1.5", None, 1j, (1.5,), object(), float, Wrong(), Int()):
        with raises(TypeError):
            mod.as_double(other)
    `,
  ),
  test(
    "HPyFloat_AsDouble() sets OverflowError for an integer that is larger than any float",
    `
    for value in (2**1024, -2**1024):
        with raises(OverflowError):
            mod.as_double(value)
    `,
  ),
  test(
    "HPyFloat_AsDouble() returns -1 and sets TypeError for the null handle",
    `
    assert mod.null_handle() is True
    `,
    { fixture: "float-raw" },
  ),
  test(
    "HPyBool_FromBool() gives the constants",
    `
    assert mod.true() is True
    assert mod.false() is False
    `,
  ),
  test(
    "HPyBool_FromLong() gives False for 0 and True for any other number",
    `
    assert mod.bool_from_long("0") is False
    for text in ("1", "-1", "2", "256", "2147483647", "-2147483648"):
        assert mod.bool_from_long(text) is True
    `,
  ),
]);
