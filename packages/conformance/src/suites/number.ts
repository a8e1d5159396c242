import { type Suite, suite, type Test, test } from "../suite.ts";

/** One operator. */
interface Operator {
  /** The C function. */
  readonly symbol: string;
  /** The fixture's function. */
  readonly method: string;
  /** The special method without its underscores: `add` for `__add__`. */
  readonly special: string;
  /** What Python makes of built-in operands: an expression of the fixture's function, and its value. */
  readonly examples: readonly (readonly [string, string])[];
}

const binary: readonly Operator[] = [
  {
    symbol: "HPy_Add",
    method: "add",
    special: "add",
    examples: [
      ["mod.add(2, 3)", "5"],
      ["mod.add('a', 'b')", "'ab'"],
      ["mod.add([1], [2])", "[1, 2]"],
      ["mod.add(2**63, 2**63)", "2**64"],
    ],
  },
  {
    symbol: "HPy_Subtract",
    method: "subtract",
    special: "sub",
    examples: [
      ["mod.subtract(2, 3)", "-1"],
      ["mod.subtract({1, 2}, {2})", "{1}"],
    ],
  },
  {
    symbol: "HPy_Multiply",
    method: "multiply",
    special: "mul",
    examples: [
      ["mod.multiply(7, 6)", "42"],
      ["mod.multiply('ab', 3)", "'ababab'"],
      ["mod.multiply(2, [1])", "[1, 1]"],
    ],
  },
  { symbol: "HPy_MatrixMultiply", method: "matrix_multiply", special: "matmul", examples: [] },
  {
    symbol: "HPy_FloorDivide",
    method: "floor_divide",
    special: "floordiv",
    examples: [
      ["mod.floor_divide(-7, 2)", "-4"],
      ["mod.floor_divide(7.5, 2)", "3.0"],
    ],
  },
  {
    symbol: "HPy_TrueDivide",
    method: "true_divide",
    special: "truediv",
    examples: [["mod.true_divide(7, 2)", "3.5"]],
  },
  {
    symbol: "HPy_Remainder",
    method: "remainder",
    special: "mod",
    examples: [
      ["mod.remainder(-7, 3)", "2"],
      ["mod.remainder('%d!', 4)", "'4!'"],
    ],
  },
  {
    symbol: "HPy_Divmod",
    method: "divmod",
    special: "divmod",
    examples: [["mod.divmod(-7, 3)", "(-3, 2)"]],
  },
  {
    symbol: "HPy_Lshift",
    method: "lshift",
    special: "lshift",
    examples: [["mod.lshift(3, 100)", "3 * 2**100"]],
  },
  {
    symbol: "HPy_Rshift",
    method: "rshift",
    special: "rshift",
    examples: [["mod.rshift(-9, 1)", "-5"]],
  },
  {
    symbol: "HPy_And",
    method: "and_",
    special: "and",
    examples: [
      ["mod.and_(12, 10)", "8"],
      ["mod.and_({1, 2}, {2, 3})", "{2}"],
    ],
  },
  {
    symbol: "HPy_Xor",
    method: "xor",
    special: "xor",
    examples: [["mod.xor(12, 10)", "6"]],
  },
  {
    symbol: "HPy_Or",
    method: "or_",
    special: "or",
    examples: [["mod.or_(12, 10)", "14"]],
  },
];

const unary: readonly Operator[] = [
  {
    symbol: "HPy_Negative",
    method: "negative",
    special: "neg",
    examples: [
      ["mod.negative(5)", "-5"],
      ["mod.negative(-2**31)", "2**31"],
    ],
  },
  {
    symbol: "HPy_Positive",
    method: "positive",
    special: "pos",
    examples: [["mod.positive(True)", "1"]],
  },
  {
    symbol: "HPy_Absolute",
    method: "absolute",
    special: "abs",
    examples: [
      ["mod.absolute(-5)", "5"],
      ["mod.absolute(3+4j)", "5.0"],
    ],
  },
  {
    symbol: "HPy_Invert",
    method: "invert",
    special: "invert",
    examples: [
      ["mod.invert(5)", "-6"],
      ["mod.invert(-1)", "0"],
    ],
  },
];

function gives({ symbol, examples }: Operator): Test {
  const checks = examples.map(([call, value]) => `    assert ${call} == ${value}\n`).join("");
  return test(`${symbol}() knows the built-in types`, `\n${checks}`);
}

function unaryTests(operator: Operator): readonly Test[] {
  const { symbol, method, special } = operator;
  return [
    gives(operator),
    test(
      `${symbol}() returns what __${special}__() returns`,
      `
    class Thing:
        def __${special}__(self):
            return self, "${special}"
    thing = Thing()
    result = mod.${method}(thing)
    assert result[0] is thing
    assert result[1] == "${special}"
    `,
    ),
    test(
      `${symbol}() passes on what __${special}__() raises`,
      `
    class Thing:
        def __${special}__(self):
            raise KeyError("${special}")
    with raises(KeyError, match="^'${special}'$"):
        mod.${method}(Thing())
    `,
    ),
    test(
      `${symbol}() sets TypeError for an operand without __${special}__()`,
      `
    for other in ("1", None, object(), [1]):
        with raises(TypeError):
            mod.${method}(other)
    `,
    ),
  ];
}

function binaryTests(operator: Operator): readonly Test[] {
  const { symbol, method, special, examples } = operator;
  return [
    ...(examples.length === 0 ? [] : [gives(operator)]),
    test(
      `${symbol}() returns what __${special}__() of the left operand returns, and never asks __i${special}__()`,
      `
    class Thing:
        def __${special}__(self, other):
            return self, other, "${special}"
        def __i${special}__(self, other):
            raise RuntimeError("called")
    left, right = Thing(), object()
    result = mod.${method}(left, right)
    assert result[0] is left
    assert result[1] is right
    assert result[2] == "${special}"
    `,
    ),
    test(
      `${symbol}() asks __r${special}__() of the right operand when the left one returns NotImplemented`,
      `
    class Left:
        def __${special}__(self, other):
            return NotImplemented
    class Right:
        def __r${special}__(self, other):
            return self, other, "r${special}"
    left, right = Left(), Right()
    result = mod.${method}(left, right)
    assert result[0] is right
    assert result[1] is left
    assert result[2] == "r${special}"
    `,
    ),
    test(
      `${symbol}() passes on what __${special}__() raises`,
      `
    class Thing:
        def __${special}__(self, other):
            raise KeyError("${special}")
    with raises(KeyError, match="^'${special}'$"):
        mod.${method}(Thing(), 1)
    `,
    ),
    test(
      `${symbol}() sets TypeError for operands that do not know each other`,
      `
    for left, right in ((object(), object()), (1, object()), (None, 1), (1, None), ([], {})):
        with raises(TypeError):
            mod.${method}(left, right)
    `,
    ),
  ];
}

function inPlaceTests({ symbol, method, special }: Operator): readonly Test[] {
  const inPlace = `inplace_${method.replace(/_$/, "")}`;
  const name = symbol.replace("HPy_", "HPy_InPlace");
  return [
    test(
      `${name}() returns what __i${special}__() returns`,
      `
    class Thing:
        def __${special}__(self, other):
            raise RuntimeError("called")
        def __i${special}__(self, other):
            return self, other, "i${special}"
    left, right = Thing(), object()
    result = mod.${inPlace}(left, right)
    assert result[0] is left
    assert result[1] is right
    assert result[2] == "i${special}"
    `,
    ),
    test(
      `${name}() asks __${special}__() of an operand without __i${special}__(), then __r${special}__()`,
      `
    class Left:
        def __${special}__(self, other):
            return self, other, "${special}"
    class Right:
        def __r${special}__(self, other):
            return self, other, "r${special}"
    left, right = Left(), Right()
    result = mod.${inPlace}(left, right)
    assert result[0] is left
    assert result[1] is right
    assert result[2] == "${special}"
    stranger = object()
    result = mod.${inPlace}(stranger, right)
    assert result[0] is right
    assert result[1] is stranger
    assert result[2] == "r${special}"
    `,
    ),
    test(
      `${name}() passes on what __i${special}__() raises`,
      `
    class Thing:
        def __i${special}__(self, other):
            raise KeyError("i${special}")
    with raises(KeyError, match="^'i${special}'$"):
        mod.${inPlace}(Thing(), 1)
    `,
    ),
    test(
      `${name}() sets TypeError for operands that do not know each other`,
      `
    for left, right in ((object(), object()), (1, object()), (None, 1), (1, None)):
        with raises(TypeError):
            mod.${inPlace}(left, right)
    `,
    ),
  ];
}

/**
 * The number protocol: Python's operators, and conversions to numbers.
 *
 * Fixture `number`:
 * - `check(h)`: HPyNumber_Check, as a bool
 * - `negative(h)`, `positive(h)`, `absolute(h)`, `invert(h)`: HPy_Negative, HPy_Positive, HPy_Absolute, HPy_Invert
 * - `index(h)`, `long(h)`, `float(h)`: HPy_Index, HPy_Long, HPy_Float
 * - `add(left, right)`, `subtract`, `multiply`, `matrix_multiply`, `floor_divide`, `true_divide`, `remainder`,
 *   `divmod`, `lshift`, `rshift`, `and_`, `xor`, `or_`: HPy_Add and so on
 * - `inplace_add(left, right)`, and so on for all of these but `divmod`: HPy_InPlaceAdd and so on
 * - `power(base, exponent, modulus)`, `inplace_power(…)`: HPy_Power, HPy_InPlacePower; `modulus` may be None
 *
 * Fixture `number-raw`:
 * - `null_handles()`: calls HPy_Negative, HPy_Positive, HPy_Absolute, HPy_Invert, HPy_Index, HPy_Long and HPy_Float
 *   with HPy_NULL; the names of those that did not return HPy_NULL and set SystemError, as a str with a space between
 * - `check_null()`: whether HPyNumber_Check(HPy_NULL) is 0, and no error is set
 */
export const number: Suite = suite("number", [
  test(
    "HPyNumber_Check() is true for what can be made an int, a float or a complex number",
    `
    class Int:
        def __int__(self):
            return 1
    class Index:
        def __index__(self):
            return 1
    class Float:
        def __float__(self):
            return 1.0
    for number in (0, -1, 2**100, True, 1.5, 1j, Int(), Index(), Float()):
        assert mod.check(number) is True
    for other in ("1", b"1", None, [], {}, int, object()):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyNumber_Check() is false for the null handle, without an error",
    `
    assert mod.check_null() is True
    `,
    { fixture: "number-raw" },
  ),
  ...unary.flatMap(unaryTests),
  ...binary.flatMap(binaryTests),
  ...binary.filter(({ special }) => special !== "divmod").flatMap(inPlaceTests),
  test(
    "HPy_FloorDivide(), HPy_TrueDivide(), HPy_Remainder() and HPy_Divmod() set ZeroDivisionError",
    `
    for divide in (mod.floor_divide, mod.true_divide, mod.remainder, mod.divmod,
                   mod.inplace_floor_divide, mod.inplace_true_divide, mod.inplace_remainder):
        for zero in (0, 0.0, False):
            with raises(ZeroDivisionError):
                divide(1, zero)
    `,
  ),
  test(
    "HPy_Lshift() and HPy_Rshift() set ValueError for a negative count, and HPy_Lshift() OverflowError for a huge one",
    `
    for shift in (mod.lshift, mod.rshift, mod.inplace_lshift, mod.inplace_rshift):
        with raises(ValueError):
            shift(1, -1)
    for shift in (mod.lshift, mod.inplace_lshift):
        with raises((OverflowError, MemoryError)):
            shift(1, 2**80)
    `,
  ),
  test(
    "HPy_InPlaceAdd() and HPy_InPlaceMultiply() change a list in place, and make a new tuple",
    `
    items = [1]
    assert mod.inplace_add(items, (2,)) is items
    assert items == [1, 2]
    assert mod.inplace_multiply(items, 2) is items
    assert items == [1, 2, 1, 2]
    pair = (1, 2)
    assert mod.inplace_add(pair, (3,)) == (1, 2, 3)
    assert mod.inplace_multiply(pair, 2) == (1, 2, 1, 2)
    assert pair == (1, 2)
    `,
  ),
  test(
    "HPy_InPlaceAnd(), HPy_InPlaceOr(), HPy_InPlaceXor() and HPy_InPlaceSubtract() change a set in place",
    `
    for operate, expected in ((mod.inplace_and, {2}), (mod.inplace_or, {1, 2, 3}), (mod.inplace_xor, {1, 3}),
                              (mod.inplace_subtract, {1})):
        items = {1, 2}
        assert operate(items, {2, 3}) is items
        assert items == expected
    `,
  ),
  ...["power", "inplace_power"].flatMap((method) => {
    const symbol = method === "power" ? "HPy_Power" : "HPy_InPlacePower";
    return [
      test(
        `${symbol}() knows the built-in types, with and without a modulus`,
        `
    assert mod.${method}(2, 100, None) == 2**100
    assert mod.${method}(2, -1, None) == 0.5
    assert mod.${method}(2.0, 3, None) == 8.0
    assert mod.${method}(2, 100, 7) == 2
    assert mod.${method}(3, -1, 7) == 5
    `,
      ),
      test(
        `${symbol}() sets ValueError for the modulus 0, and ZeroDivisionError for a negative power of 0`,
        `
    with raises(ValueError):
        mod.${method}(2, 3, 0)
    with raises(ZeroDivisionError):
        mod.${method}(0, -1, None)
    `,
      ),
      test(
        `${symbol}() sets TypeError for operands that do not know each other`,
        `
    for operands in ((object(), 1, None), (1, object(), None), (1, 2, object()), (2.0, 3, 7), ("2", 2, None)):
        with raises(TypeError):
            mod.${method}(*operands)
    `,
      ),
      test(
        `${symbol}() asks __rpow__() of the right operand when the left one returns NotImplemented`,
        `
    class Right:
        def __rpow__(self, base):
            return self, base, "rpow"
    right, left = Right(), object()
    result = mod.${method}(left, right, None)
    assert result[0] is right
    assert result[1] is left
    assert result[2] == "rpow"
    `,
      ),
    ];
  }),
  test(
    "HPy_Power() returns what __pow__() returns, to which it passes on the modulus",
    `
    class Thing:
        def __pow__(self, exponent, modulus=None):
            if exponent == "fail":
                raise KeyError("pow")
            return self, exponent, modulus, "pow"
        def __ipow__(self, exponent):
            raise RuntimeError("called")
    thing = Thing()
    assert mod.power(thing, 2, None) == (thing, 2, None, "pow")
    assert mod.power(thing, 2, 3) == (thing, 2, 3, "pow")
    with raises(KeyError, match="^'pow'$"):
        mod.power(thing, "fail", None)
    `,
  ),
  test(
    "HPy_InPlacePower() returns what __ipow__() returns, and asks __pow__() of an operand without it",
    `
    class Thing:
        def __pow__(self, exponent, modulus=None):
            raise RuntimeError("called")
        def __ipow__(self, exponent):
            if exponent == "fail":
                raise KeyError("ipow")
            return self, exponent, "ipow"
    class Plain:
        def __pow__(self, exponent, modulus=None):
            return self, exponent, modulus, "pow"
    thing, plain = Thing(), Plain()
    assert mod.inplace_power(thing, 2, None) == (thing, 2, "ipow")
    assert mod.inplace_power(plain, 2, None) == (plain, 2, None, "pow")
    assert mod.inplace_power(plain, 2, 3) == (plain, 2, 3, "pow")
    with raises(KeyError, match="^'ipow'$"):
        mod.inplace_power(thing, "fail", None)
    `,
  ),
  test(
    "HPy_Index() returns an int itself, a plain int of a bool or subclass, and what __index__() returns",
    `
    class Index:
        def __index__(self):
            return 2**70
    class Sub(int):
        def __index__(self):
            raise RuntimeError("called")
    big, sub = 2**80, Sub(7)
    assert mod.index(big) is big
    for value, expected in ((sub, 7), (True, 1), (Index(), 2**70)):
        made = mod.index(value)
        assert type(made) is int
        assert made == expected
    `,
  ),
  test(
    "HPy_Index() sets TypeError for what has no __index__(), and passes on what __index__() raises",
    `
    class Int:
        def __int__(self):
            return 1
    class Failing:
        def __index__(self):
            raise KeyError("index")
    class Wrong:
        def __index__(self):
            return 1.0
    for other in (1.0, "1", None, object(), Int(), Wrong()):
        with raises(TypeError):
            mod.index(other)
    with raises(KeyError, match="^'index'$"):
        mod.index(Failing())
    `,
  ),
  test(
    "HPy_Long() makes an int of numbers, of objects with __int__() or __index__(), and of text",
    `
    class Int:
        def __int__(self):
            return 2**70
    class Index:
        def __index__(self):
            return 8
    for value, expected in ((5, 5), (True, 1), (3.9, 3), (-3.9, -3), (1e20, 10**20), (Int(), 2**70), (Index(), 8),
                            ("12", 12), (" -7 ", -7), (b"12", 12), (bytearray(b"3"), 3)):
        made = mod.long(value)
        assert type(made) is int
        assert made == expected
    `,
  ),
  test(
    "HPy_Long() sets TypeError, ValueError or OverflowError for what makes no int, and passes on what __int__() raises",
    `
    class Failing:
        def __int__(self):
            raise KeyError("int")
    class Wrong:
        def __int__(self):
            return "1"
    for other in (None, 1j, object(), [], Wrong()):
        with raises(TypeError):
            mod.long(other)
    for other in ("x", "", "1.5", b"x", float("nan")):
        with raises(ValueError):
            mod.long(other)
    with raises(OverflowError):
        mod.long(float("inf"))
    with raises(KeyError, match="^'int'$"):
        mod.long(Failing())
    `,
  ),
  test(
    "HPy_Float() makes a float of numbers, of objects with __float__() or __index__(), and of text",
    `
    class Float:
        def __float__(self):
            return 2.5
    class Index:
        def __index__(self):
            return 8
    for value, expected in ((5, 5.0), (True, 1.0), (3.9, 3.9), (2**60, 2.0**60), (Float(), 2.5), (Index(), 8.0),
                            ("1.5", 1.5), (" -7 ", -7.0), (b"12", 12.0), ("1e3", 1000.0)):
        made = mod.float(value)
        assert type(made) is float
        assert made == expected
    `,
  ),
  test(
    "HPy_Float() sets TypeError, ValueError or OverflowError for what makes no float, and passes on what __float__() raises",
    `
    class Failing:
        def __float__(self):
            raise KeyError("float")
    class Wrong:
        def __float__(self):
            return 1
    for other in (None, 1j, object(), [], Wrong()):
        with raises(TypeError):
            mod.float(other)
    for other in ("x", "", b"x"):
        with raises(ValueError):
            mod.float(other)
    with raises(OverflowError):
        mod.float(2**1024)
    with raises(KeyError, match="^'float'$"):
        mod.float(Failing())
    `,
  ),
  test(
    "HPy_Negative(), HPy_Index() and the other functions of one operand set SystemError for the null handle",
    `
    assert mod.null_handles() == ""
    `,
    { fixture: "number-raw" },
  ),
]);
