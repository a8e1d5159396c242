import { type Suite, suite, test } from "../suite.ts";

/**
 * Formatting: `HPyUnicode_FromFormat`, `HPyErr_Format`.
 *
 * Fixture `format`:
 * - `int(format, value)`, `unsigned_int`, `long`, `unsigned_long`, `long_long`, `unsigned_long_long`, `ssize_t`,
 *   `size_t`, `pointer`, `text`, `object`: HPyUnicode_FromFormat of a str and a value of that C type (`const char *` for
 *   `text`, `void *` for `pointer`, HPy for `object`)
 * - `nothing(format)`: HPyUnicode_FromFormat of a str alone
 * - `null(format)`: HPyUnicode_FromFormat of a str and a null pointer or handle
 * - `either(format, h, text)`: HPyUnicode_FromFormat of a str, an object (`None` for HPy_NULL) and a `const char *`
 * - `mixed(h)`: HPyUnicode_FromFormat of "%s has %d%% of %5.2s: %R, %zd %c", "text", -50, "abc", the object, 7 and 33
 * - `error(type, format, h)`: HPyErr_Format of an exception type, a str and an object
 * - `error_number(type, number)`: HPyErr_Format of an exception type, "number %d" and an int
 */
export const format: Suite = suite("format", [
  test(
    "HPyUnicode_FromFormat() copies what is no unit, and makes % of %%",
    `
    for format in ("", "text", "".join(map(chr, range(1, 128))).replace("%", ""), "x" * 5000):
        made = mod.nothing(format)
        assert type(made) is str
        assert made == format
    assert mod.nothing("%%") == "%"
    assert mod.nothing("100%% of %%d%%") == "100% of %d%"
    assert mod.int("<%d>", 5) == "<5>"
    assert mod.int("%d%%", 5) == "5%"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes an int for %d and %i",
    `
    for value in (0, 1, -1, 42, 2**31 - 1, -2**31):
        assert mod.int("%d", value) == str(value)
        assert mod.int("%i", value) == str(value)
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes an unsigned int for %u, and an int in hexadecimal for %x",
    `
    for value in (0, 1, 42, 2**31, 2**32 - 1):
        assert mod.unsigned_int("%u", value) == str(value)
        assert mod.unsigned_int("%x", value) == f"{value:x}"
    assert mod.int("%x", 0xabcdef) == "abcdef"
    assert mod.int("%x", -1) == "ffffffff"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes longs, long longs and sizes",
    `
    least, greatest = -sys.maxsize - 1, sys.maxsize
    for value in (0, 1, -1, least, greatest):
        for unit in ("%ld", "%li"):
            assert mod.long(unit, value) == str(value)
        for unit in ("%zd", "%zi"):
            assert mod.ssize_t(unit, value) == str(value)
    for value in (0, 1, greatest, 2 * greatest + 1):
        assert mod.unsigned_long("%lu", value) == str(value)
        assert mod.size_t("%zu", value) == str(value)
    for value in (0, -1, 2**63 - 1, -2**63):
        assert mod.long_long("%lld", value) == str(value)
        assert mod.long_long("%lli", value) == str(value)
    for value in (0, 1, 2**63, 2**64 - 1):
        assert mod.unsigned_long_long("%llu", value) == str(value)
    `,
  ),
  test(
    "HPyUnicode_FromFormat() gives numbers at least as many digits as the precision, and as many characters as the width",
    `
    def expected(digits, sign, zero, width, precision):
        digits = digits.rjust(precision, "0")
        if zero:
            return sign + digits.rjust(width - len(sign), "0")
        return (sign + digits).rjust(width)
    functions = {"d": mod.int, "i": mod.int, "u": mod.unsigned_int, "x": mod.int, "ld": mod.long, "li": mod.long,
                 "lu": mod.unsigned_long, "lld": mod.long_long, "lli": mod.long_long, "llu": mod.unsigned_long_long,
                 "zd": mod.ssize_t, "zi": mod.ssize_t, "zu": mod.size_t}
    for unit, function in functions.items():
        for value in (0, 7, 123, -123):
            if value < 0 and unit[-1] in "ux":
                continue
            digits, sign = f"{abs(value):{'x' if unit == 'x' else 'd'}}", "-" if value < 0 else ""
            for zero in ("", "0"):
                for width in ("", "1", "3", "4", "9", "30"):
                    for precision in (None, "", "0", "1", "2", "5", "12", "40"):
                        format = "%" + zero + width + ("" if precision is None else "." + precision) + unit
                        made = function(format, value)
                        assert made == expected(digits, sign, zero, int(width or 0), int(precision or 0)), format
    assert mod.int("%05d", -5) == "-0005"
    assert mod.int("%5.3d", -5) == " -005"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes a character for %c",
    `
    for point in (0x41, 0x25, 0x7f, 0x80, 0xe9, 0xff, 0x20ac, 0x1f600, 0x10ffff):
        assert mod.int("<%c>", point) == f"<{chr(point)}>"
    assert mod.int("%.c", 0x41) == "A"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() sets OverflowError for %c when it is no code point",
    `
    for point in (-1, 0x110000, 2**31 - 1, -2**31):
        with raises(OverflowError, r"^character argument not in range\\(0x110000\\)$"):
            mod.int("%c", point)
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes an address that starts with 0x for %p",
    `
    for address in (0x1, 0x1234, 0x80000000, 0xffffffff):
        made = mod.pointer("%p", address)
        assert made.startswith("0x")
        assert int(made, 16) == address
    assert mod.pointer("at %p.", 0x1234).endswith("1234.")
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes text for %s",
    String.raw`
    for text in ("", "text", "100%", "h\xe9llo \u20ac \U0001f600", "x" * 5000):
        assert mod.text("%s", text) == text
        assert mod.text("<%s>", text) == f"<{text}>"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes what ascii(), str() and repr() give, and a str",
    String.raw`
    class Thing:
        def __repr__(self):
            return "the \u20ac repr"
        def __str__(self):
            return "the \u20ac str"
    assert mod.object("%A", Thing()) == "the \\u20ac repr"
    assert mod.object("%R", Thing()) == "the \u20ac repr"
    assert mod.object("%S", Thing()) == "the \u20ac str"
    for value in (None, 1, "h\xe9", b"x", [1, "\U0001f600"], object):
        assert mod.object("<%A>", value) == f"<{value!a}>"
        assert mod.object("<%R>", value) == f"<{value!r}>"
        assert mod.object("<%S>", value) == f"<{value!s}>"
    for text in ("", "text", "h\xe9llo \u20ac \U0001f600"):
        assert mod.object("<%U>", text) == f"<{text}>"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() writes the str or else the text for %V",
    String.raw`
    assert mod.either("<%V>", "the str \u20ac", "the text") == "<the str \u20ac>"
    assert mod.either("<%V>", None, "the text \u20ac") == "<the text \u20ac>"
    assert mod.either("<%V>", "", "the text") == "<>"
    assert mod.either("<%10.3V>", "the str", "the text") == "<       the>"
    assert mod.either("<%10.3V>", None, "text") == "<       tex>"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() cuts text to the precision and fills it up to the width",
    `
    for text in ("", "x", "hello"):
        for width in ("", "1", "4", "5", "6", "20"):
            for precision in (None, "", "0", "1", "4", "5", "6", "20"):
                flags = width + ("" if precision is None else "." + precision)
                kept = text if not precision else text[:int(precision)]
                expected = kept.rjust(int(width or 0))
                assert mod.text(f"%{flags}s", text) == expected
                assert mod.object(f"%{flags}U", text) == expected
                assert mod.object(f"%{flags}S", text) == expected
                assert mod.either(f"%{flags}V", text, "other") == expected
                assert mod.either(f"%{flags}V", None, text) == expected
    assert mod.object("%8.3R", "hello") == "     'he"
    assert mod.object("%8.3A", "hello") == "     'he"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() counts the characters of objects",
    String.raw`
    text = "\xe9\u20ac\U0001f600x"
    for precision in range(6):
        for width in range(8):
            expected = text[:precision].rjust(width)
            assert mod.object(f"%{width or ''}.{precision}U", text) == expected
            assert mod.object(f"%{width or ''}.{precision}S", text) == expected
    assert mod.object("%7.3R", "\u20ac\U0001f600") == "    '\u20ac\U0001f600"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() takes several units of different types",
    `
    assert mod.mixed([1]) == "text has -50% of    ab: [1], 7 !"
    `,
  ),
  test(
    "HPyUnicode_FromFormat() passes on what repr() and its like raise",
    `
    class Bad:
        def __repr__(self):
            raise ZeroDivisionError("from __repr__")
    bad = Bad()
    before = sys.getrefcount(bad)
    for unit in "ARS":
        with raises(ZeroDivisionError, "from __repr__"):
            mod.object(f"before %{unit} after", bad)
    assert sys.getrefcount(bad) == before
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets SystemError for an invalid format",
    `
    for format in ("%", "%5", "%05", "%.", "%.3", "%5.3", "%q", "text %!", "%-5d", "%+d", "% d", "%#x", "%l", "%ll", "%z",
                   "%5%", "%.3%", "%hd", "%f", "%lx", "%zx", "%lld%", "% "):
        with raises(SystemError, "^invalid format string$"):
            mod.long_long(format, 1)
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets SystemError for flags that a unit does not take",
    `
    for unit in "sUVSRApc":
        for zero in ("0", "05", "00", "0.3"):
            with raises(SystemError, f"^formatting unit '%{unit}' does not support 0-padding$"):
                mod.nothing(f"%{zero}{unit}")
    for unit in "cp":
        for flags in ("5", ".3", "5.3", ".0"):
            with raises(SystemError, f"^formatting unit '%{unit}' does not support width nor precision$"):
                mod.nothing(f"%{flags}{unit}")
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets SystemError for null pointers and handles",
    `
    with raises(SystemError, "^null c string passed as value for formatting unit '%s'$"):
        mod.null("%s")
    with raises(SystemError, "^HPy_NULL passed as value for formatting unit '%U'$"):
        mod.null("%U")
    for unit in "SRA":
        with raises(SystemError, "^HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'$"):
            mod.null(f"%{unit}")
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets ValueError for a width or a precision that is too big",
    `
    for big in (sys.maxsize + 1, 10**20, 10**200):
        for unit in "ds":
            with raises(ValueError, "^width too big$"):
                mod.nothing(f"%{big}{unit}")
            with raises(ValueError, "^precision too big$"):
                mod.nothing(f"%.{big}{unit}")
            with raises(ValueError, "^precision too big$"):
                mod.nothing(f"%5.{big}{unit}")
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets MemoryError for more text than memory can hold",
    `
    for flags in (f"{sys.maxsize}", f".{sys.maxsize}"):
        with raises(MemoryError, "^cannot allocate memory for string format$"):
            mod.int(f"%{flags}d", 1)
    `,
  ),
  test(
    "HPyUnicode_FromFormat() returns null and sets ValueError when the format is not ASCII",
    String.raw`
    for format, byte in (("\xe9", "c3"), ("text \u20ac", "e2"), ("%% \U0001f600", "f0"), ("\x80", "c2")):
        message = f"^expected an ASCII-encoded format string, got a non-ASCII byte: 0x{byte}$"
        with raises(ValueError, message):
            mod.nothing(format)
    `,
  ),
  test(
    "HPyErr_Format() raises the exception with the formatted message",
    String.raw`
    class Mine(Exception):
        pass
    for type in (ValueError, Mine, SystemExit):
        with raises(type) as caught:
            mod.error(type, "got %R!", "h\xe9")
        assert caught.value.args == ("got 'h\xe9'!",)
    with raises(KeyError) as caught:
        mod.error(KeyError, "no %S", "key")
    assert caught.value.args == ("no key",)
    with raises(OverflowError, "^number -5$"):
        mod.error_number(OverflowError, -5)
    `,
  ),
  test(
    "HPyErr_Format() lets go of what it formats",
    `
    thing = object()
    before = sys.getrefcount(thing)
    with raises(ValueError, "object at"):
        mod.error(ValueError, "%R", thing)
    assert sys.getrefcount(thing) == before
    `,
  ),
]);
