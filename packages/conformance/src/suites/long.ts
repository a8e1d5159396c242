import { type Suite, suite, type Test, test } from "../suite.ts";

/** A C integer type: the words by which functions are told apart, and its range in Python. */
interface Width {
  /** What the names of its functions end in, in C: `Int32_t`. */
  readonly symbol: string;
  /** What the names of the fixture's functions end in: `int32_t`. */
  readonly method: string;
  /** The smallest value, in Python. */
  readonly low: string;
  /** The largest value, in Python. */
  readonly high: string;
}

/** How many bits a `size_t` has. */
const size = "(sys.maxsize.bit_length() + 1)";
/** How many bits a C `long` has. */
const clong = `(8 * __import__("struct").calcsize("l"))`;

function signed(symbol: string, method: string, bits: string): Width {
  return { symbol, method, low: `-2**(${bits} - 1)`, high: `2**(${bits} - 1) - 1` };
}

function unsigned(symbol: string, method: string, bits: string): Width {
  return { symbol, method, low: "0", high: `2**${bits} - 1` };
}

const signedWidths: readonly Width[] = [
  signed("Int32_t", "int32_t", "32"),
  signed("Int64_t", "int64_t", "64"),
  signed("Long", "long", clong),
  signed("LongLong", "long_long", "64"),
];
const ssize: Width = signed("Ssize_t", "ssize_t", size);
const unsignedWidths: readonly Width[] = [
  unsigned("UInt32_t", "uint32_t", "32"),
  unsigned("UInt64_t", "uint64_t", "64"),
  unsigned("Size_t", "size_t", size),
  unsigned("UnsignedLong", "unsigned_long", clong),
  unsigned("UnsignedLongLong", "unsigned_long_long", "64"),
];
const address: Width = unsigned("VoidPtr", "void_ptr", size);
const maskWidths: readonly Width[] = [
  unsigned("UInt32_tMask", "uint32_t_mask", "32"),
  unsigned("UInt64_tMask", "uint64_t_mask", "64"),
  unsigned("UnsignedLongMask", "unsigned_long_mask", clong),
  unsigned("UnsignedLongLongMask", "unsigned_long_long_mask", "64"),
];

/** Python that makes `values`: what is remarkable between the limits of a type. */
function valuesOf({ low, high }: Width): string {
  return `
    low, high = ${low}, ${high}
    edges = [2**bits + step for bits in (0, 7, 8, 15, 16, 30, 31, 32, 60, 62, 63) for step in (-1, 0, 1)]
    values = [value for value in [low, low + 1, high - 1, high, *edges, *(-edge for edge in edges)]
              if low <= value <= high]`;
}

/** Objects that no function takes for an integer. */
const strangers = `
    class Int:
        def __int__(self):
            return 1
    class Float:
        def __float__(self):
            return 1.0
    strangers = ["1", b"1", None, 1.5, 1j, (1,), object(), int, Int(), Float()]`;

function makes(width: Width): Test {
  return test(
    `HPyLong_From${width.symbol}() makes an int of every value from the smallest to the largest`,
    `
    ${valuesOf(width).trimStart()}
    for value in values:
        made = mod.from_${width.method}(str(value))
        assert type(made) is int
        assert made == value
    `,
  );
}

function reads(width: Width): readonly Test[] {
  const { symbol, method } = width;
  return [
    test(
      `HPyLong_As${symbol}() reads every value from the smallest to the largest`,
      `
    ${valuesOf(width).trimStart()}
    for value in values:
        assert mod.as_${method}(value) == str(value)
    `,
    ),
    test(
      `HPyLong_As${symbol}() reads a bool and an instance of a subclass of int`,
      `
    class Sub(int):
        def __index__(self):
            raise RuntimeError("called")
    assert mod.as_${method}(True) == "1"
    assert mod.as_${method}(False) == "0"
    assert mod.as_${method}(Sub(77)) == "77"
    `,
    ),
    test(
      `HPyLong_As${symbol}() sets TypeError for what is no integer`,
      `
    ${strangers.trimStart()}
    for stranger in strangers:
        with raises(TypeError):
            mod.as_${method}(stranger)
    `,
    ),
  ];
}

function refusesBeyond(width: Width): Test {
  return test(
    `HPyLong_As${width.symbol}() sets OverflowError for what the type cannot hold`,
    `
    low, high = ${width.low}, ${width.high}
    for value in (low - 1, low - 2, high + 1, high + 2, 2**65, -2**65, 10**100, -10**100):
        with raises(OverflowError):
            mod.as_${width.method}(value)
    `,
  );
}

function asksForIndex({ symbol, method }: Width): Test {
  return test(
    `HPyLong_As${symbol}() asks __index__()`,
    `
    class Index:
        def __init__(self, value):
            self.value = value
        def __index__(self):
            return self.value
    class Failing:
        def __index__(self):
            raise ZeroDivisionError("index")
    for value in (0, 1, 255, 2**31 - 1):
        assert mod.as_${method}(Index(value)) == str(value)
    with raises(ZeroDivisionError, match="^index$"):
        mod.as_${method}(Failing())
    with raises(TypeError):
        mod.as_${method}(Index("1"))
    `,
  );
}

function ignoresIndex({ symbol, method }: Width): Test {
  return test(
    `HPyLong_As${symbol}() sets TypeError for an object that only has __index__()`,
    `
    class Index:
        def __index__(self):
            return 1
    with raises(TypeError):
        mod.as_${method}(Index())
    `,
  );
}

/** Reading the lower bits of any integer. */
function masks(width: Width): readonly Test[] {
  const { symbol, method, high } = width;
  return [
    ...reads(width),
    asksForIndex(width),
    test(
      `HPyLong_As${symbol}() keeps the lower bits of what the type cannot hold`,
      `
    for value in (-1, -2, -2**31, -2**63, -2**64, 2**32, 2**33 + 5, 2**64, 2**64 - 1, 2**65 + 7, 10**100, -10**100):
        assert mod.as_${method}(value) == str(value & (${high}))
    `,
    ),
  ];
}

/**
 * Integers: `HPyLong_*`.
 *
 * Numbers go to and fro as decimal text, so that no function of the family is tested through another one. In fixture
 * `long`, `TYPE` is one of `int32_t`, `uint32_t`, `int64_t`, `uint64_t`, `size_t`, `ssize_t`, `long`,
 * `unsigned_long`, `long_long`, `unsigned_long_long`; and for `as_TYPE` also `uint32_t_mask`, `uint64_t_mask`,
 * `unsigned_long_mask`, `unsigned_long_long_mask`, `void_ptr`:
 * - `from_TYPE(text)`: HPyLong_FromInt32_t … of the decimal number in the str `text`
 * - `as_TYPE(h)`: HPyLong_AsInt32_t …, as a str with the decimal number
 * - `as_double(h)`: HPyLong_AsDouble, as a float
 *
 * Fixture `long-raw`:
 * - `null_handles()`: calls each function `HPyLong_As…` of the context but HPyLong_AsVoidPtr with HPy_NULL; the names
 *   of those that did not return their failure value and set SystemError, as a str with a space between
 */
export const long: Suite = suite("long", [
  ...[...signedWidths, ssize, ...unsignedWidths].map(makes),
  ...signedWidths.flatMap((width) => [...reads(width), refusesBeyond(width), asksForIndex(width)]),
  ...[ssize, ...unsignedWidths].flatMap((width) => [
    ...reads(width),
    refusesBeyond(width),
    ignoresIndex(width),
  ]),
  ...maskWidths.flatMap(masks),
  ...reads(address),
  ignoresIndex(address),
  test(
    "HPyLong_AsVoidPtr() reads a negative number as the address with the same bits",
    `
    bits = ${size}
    assert mod.as_void_ptr(-1) == str(2**bits - 1)
    assert mod.as_void_ptr(-2**(bits - 1)) == str(2**(bits - 1))
    `,
  ),
  test(
    "HPyLong_AsVoidPtr() sets OverflowError for what no pointer can hold",
    `
    bits = ${size}
    for value in (2**bits, 2**bits + 1, -2**(bits - 1) - 1, 2**65, -2**65, 10**100):
        with raises(OverflowError):
            mod.as_void_ptr(value)
    `,
  ),
  test(
    "HPyLong_AsDouble() reads the nearest float",
    `
    for value in (0, 1, -1, 2, 2**53, 2**53 + 1, 2**53 + 3, -2**63, 10**22 + 1, 10**300, -10**300):
        read = mod.as_double(value)
        assert type(read) is float
        assert read == float(value)
    assert mod.as_double(True) == 1.0
    `,
  ),
  test(
    "HPyLong_AsDouble() sets OverflowError for what is larger than any float",
    `
    for value in (2**1024, -2**1024, 10**400):
        with raises(OverflowError):
            mod.as_double(value)
    `,
  ),
  test(
    "HPyLong_AsDouble() sets TypeError for what is no int, be it a float",
    `
    ${strangers.trimStart()}
    class Index:
        def __index__(self):
            return 1
    for stranger in [*strangers, Index()]:
        with raises(TypeError):
            mod.as_double(stranger)
    `,
  ),
  test(
    "HPyLong_As…() sets SystemError for the null handle",
    `
    assert mod.null_handles() == ""
    `,
    { fixture: "long-raw" },
  ),
]);
