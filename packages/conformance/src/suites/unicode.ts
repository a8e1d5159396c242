import { type Suite, suite, test } from "../suite.ts";

/**
 * Strings: `HPyUnicode_*`. Formatting is the suite `format`.
 *
 * Fixture `unicode` (where a function takes `errors` or `encoding`, `None` is passed as NULL):
 * - `check(h)`: HPyUnicode_Check, as a bool
 * - `from_string(text)`: HPyUnicode_FromString of the UTF-8 of a str
 * - `as_ascii_string(h)`, `as_latin1_string(h)`, `as_utf8_string(h)`, `encode_fs_default(h)`: HPyUnicode_AsASCIIString,
 *   HPyUnicode_AsLatin1String, HPyUnicode_AsUTF8String, HPyUnicode_EncodeFSDefault
 * - `from_wide_char(text, size)`: HPyUnicode_FromWideChar of the code points of a str and a NUL, with `size` an int
 * - `decode_fs_default(data)`: HPyUnicode_DecodeFSDefault of the content of a bytes object without NUL
 * - `decode_fs_default_and_size(data)`: HPyUnicode_DecodeFSDefaultAndSize of the content and the size of a bytes object
 * - `decode_ascii(data, errors)`, `decode_latin1(data, errors)`: HPyUnicode_DecodeASCII, HPyUnicode_DecodeLatin1 of the
 *   content and the size of a bytes object
 * - `from_encoded_object(obj, encoding, errors)`: HPyUnicode_FromEncodedObject
 * - `from_encoded_null()`: HPyUnicode_FromEncodedObject of HPy_NULL
 * - `read_char(h, index)`: HPyUnicode_ReadChar, as an int
 * - `substring(str, start, end)`: HPyUnicode_Substring
 *
 * Fixture `unicode-raw`:
 * - `from_string(data)`: HPyUnicode_FromString of the content of a bytes object
 * - `as_utf8_and_size(h)`: HPyUnicode_AsUTF8AndSize: the bytes there, one more than the size says
 * - `as_utf8_without_size(h)`: HPyUnicode_AsUTF8AndSize with NULL for the size: the bytes there up to the first NUL
 * - `from_wide_char(data, size)`: HPyUnicode_FromWideChar of the content of a bytes object
 * - `from_wide_char_null(size)`: HPyUnicode_FromWideChar of NULL
 * - `decode_fs_default(data)`: HPyUnicode_DecodeFSDefault of the content of a bytes object
 */
export const unicode: Suite = suite("unicode", [
  test(
    "HPyUnicode_Check() is true for str and instances of subclasses, and for nothing else",
    String.raw`
    class Sub(str):
        pass
    assert mod.check("") is True
    assert mod.check("\u20ac") is True
    assert mod.check(Sub("x")) is True
    for other in (None, b"", str, 1, ["a"]):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyUnicode_FromString() decodes UTF-8",
    String.raw`
    for text in ("", "a", "\xfc", "\u20ac", "\U0001f600", "na\xefve \u65e5\u672c \U0010ffff", "\u20ac" * 5000):
        made = mod.from_string(text)
        assert type(made) is str
        assert made == text
    `,
  ),
  test(
    "HPyUnicode_FromString() reads up to the first NUL",
    String.raw`
    assert mod.from_string(b"") == ""
    assert mod.from_string("\u20ac".encode()) == "\u20ac"
    assert mod.from_string(b"abc\0def") == "abc"
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_FromString() returns null and sets UnicodeDecodeError for what is no UTF-8",
    String.raw`
    for data in (b"\xff", b"a\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
        with raises(UnicodeDecodeError) as caught:
            mod.from_string(data)
        assert caught.value.encoding == "utf-8"
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_AsASCIIString() encodes ASCII",
    String.raw`
    for text in ("", "hello", "a\0b", "".join(map(chr, range(128)))):
        made = mod.as_ascii_string(text)
        assert type(made) is bytes
        assert made == text.encode("ascii")
    `,
  ),
  test(
    "HPyUnicode_AsASCIIString() returns null and sets UnicodeEncodeError for other characters",
    String.raw`
    for text in ("\x80", "ab\xfc", "\u20ac", "\ud800", "\U0001f600"):
        with raises(UnicodeEncodeError) as caught:
            mod.as_ascii_string(text)
        assert caught.value.encoding == "ascii"
        assert caught.value.start == len(text) - 1
    `,
  ),
  test(
    "HPyUnicode_AsLatin1String() encodes Latin-1",
    `
    for text in ("", "hello", "".join(map(chr, range(256)))):
        made = mod.as_latin1_string(text)
        assert type(made) is bytes
        assert made == text.encode("latin-1")
    `,
  ),
  test(
    "HPyUnicode_AsLatin1String() returns null and sets UnicodeEncodeError for other characters",
    String.raw`
    for text in ("\u0100", "\xfc\u20ac", "\udfff"):
        with raises(UnicodeEncodeError) as caught:
            mod.as_latin1_string(text)
        assert caught.value.encoding == "latin-1"
    `,
  ),
  test(
    "HPyUnicode_AsUTF8String() encodes UTF-8",
    String.raw`
    for text in ("", "hello", "a\0b", "\xfc\u20ac\U0001f600\U0010ffff"):
        made = mod.as_utf8_string(text)
        assert type(made) is bytes
        assert made == text.encode("utf-8")
    `,
  ),
  test(
    "HPyUnicode_AsUTF8String() returns null and sets UnicodeEncodeError for a lone surrogate",
    String.raw`
    for text in ("\ud800", "a\udfff", "\udc80x"):
        with raises(UnicodeEncodeError, "surrogates not allowed"):
            mod.as_utf8_string(text)
    `,
  ),
  test(
    "HPyUnicode_EncodeFSDefault() encodes as os.fsencode() does",
    String.raw`
    import os
    for text in ("", "name.txt", "\xfc\u20ac\U0001f600", "escaped\udcff\udc80"):
        made = mod.encode_fs_default(text)
        assert type(made) is bytes
        assert made == os.fsencode(text)
    assert mod.encode_fs_default("\udcff") == b"\xff"
    `,
  ),
  test(
    "HPyUnicode_EncodeFSDefault() returns null and sets UnicodeEncodeError for a surrogate that escapes no byte",
    String.raw`
    for text in ("\ud800", "\udc7f", "\udd00"):
        with raises(UnicodeEncodeError):
            mod.encode_fs_default(text)
    `,
  ),
  test(
    "HPyUnicode_AsASCIIString() and its like set TypeError when the object is not a str",
    `
    for encode in (mod.as_ascii_string, mod.as_latin1_string, mod.as_utf8_string, mod.encode_fs_default):
        for other in (None, b"abc", 1, bytearray(b"x")):
            with raises(TypeError):
                encode(other)
    `,
  ),
  test(
    "HPyUnicode_AsUTF8AndSize() points to UTF-8 that ends with NUL, and says its size",
    String.raw`
    for text in ("", "hello", "a\0b", "\0", "\xfc\u20ac\U0001f600", "\u20ac" * 5000):
        assert mod.as_utf8_and_size(text) == text.encode() + b"\0"
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_AsUTF8AndSize() works without the size",
    String.raw`
    assert mod.as_utf8_without_size("h\xe9llo") == "h\xe9llo".encode()
    assert mod.as_utf8_without_size("abc\0def") == b"abc"
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_AsUTF8AndSize() returns null and sets UnicodeEncodeError for a lone surrogate",
    String.raw`
    for text in ("\ud800", "a\udfffb"):
        with raises(UnicodeEncodeError, "surrogates not allowed"):
            mod.as_utf8_and_size(text)
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_AsUTF8AndSize() returns null and sets TypeError when the object is not a str",
    `
    for other in (None, b"abc", 1):
        with raises(TypeError):
            mod.as_utf8_and_size(other)
        with raises(TypeError):
            mod.as_utf8_without_size(other)
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_FromWideChar() takes as many code points as it is told to",
    String.raw`
    text = "h\xe9\u20ac\U0001f600!"
    for size in range(len(text) + 1):
        assert mod.from_wide_char(text, size) == text[:size]
    assert type(mod.from_wide_char("", 0)) is str
    assert mod.from_wide_char("a\0b", 3) == "a\0b"
    `,
  ),
  test(
    "HPyUnicode_FromWideChar() with size -1 takes the code points before the first NUL",
    String.raw`
    assert mod.from_wide_char("h\xe9llo", -1) == "h\xe9llo"
    assert mod.from_wide_char("ab\0cd", -1) == "ab"
    assert mod.from_wide_char("", -1) == ""
    `,
  ),
  test(
    "HPyUnicode_FromWideChar() takes lone surrogates and the greatest code point as they are",
    String.raw`
    text = "\ud800-\udfff-\ude00\U0010ffff"
    wide = b"".join(ord(c).to_bytes(4, sys.byteorder) for c in text) + bytes(4)
    assert mod.from_wide_char(wide, len(text)) == text
    assert mod.from_wide_char(wide, -1) == text
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_FromWideChar() returns null and sets ValueError for what is no code point",
    `
    for point in (0x110000, 0x7fffffff, 0xffffffff):
        with raises(ValueError):
            mod.from_wide_char(point.to_bytes(4, sys.byteorder), 1)
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_FromWideChar() returns null and sets SystemError for NULL, unless the size is 0",
    `
    assert mod.from_wide_char_null(0) == ""
    with raises(SystemError):
        mod.from_wide_char_null(1)
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_DecodeFSDefault() decodes as os.fsdecode() does",
    String.raw`
    import os
    for data in (b"", b"name.txt", "\xfc\u20ac\U0001f600".encode(), b"broken\xff\x80"):
        made = mod.decode_fs_default(data)
        assert type(made) is str
        assert made == os.fsdecode(data)
    assert mod.decode_fs_default(b"\xff") == "\udcff"
    `,
  ),
  test(
    "HPyUnicode_DecodeFSDefault() reads up to the first NUL",
    String.raw`
    assert mod.decode_fs_default(b"abc\0def") == "abc"
    `,
    { fixture: "unicode-raw" },
  ),
  test(
    "HPyUnicode_DecodeFSDefaultAndSize() decodes as os.fsdecode() does, NULs included",
    String.raw`
    import os
    for data in (b"", b"name.txt", b"a\0b\0", "\xfc\u20ac".encode(), b"broken\xff\x80"):
        made = mod.decode_fs_default_and_size(data)
        assert type(made) is str
        assert made == os.fsdecode(data)
    `,
  ),
  test(
    "HPyUnicode_ReadChar() returns the code point at an index",
    String.raw`
    text = "a\0\xfc\u20ac\U0001f600\ud800\U0010ffff"
    for index, character in enumerate(text):
        assert mod.read_char(text, index) == ord(character)
    `,
  ),
  test(
    "HPyUnicode_ReadChar() returns -1 and sets IndexError for an index out of range",
    `
    for text, index in (("", 0), ("abc", 3), ("abc", -1), ("abc", sys.maxsize), ("abc", -sys.maxsize - 1)):
        with raises(IndexError, "string index out of range"):
            mod.read_char(text, index)
    `,
  ),
  test(
    "HPyUnicode_ReadChar() returns -1 and sets TypeError when the object is not a str",
    `
    for other in (None, b"abc", ["a"]):
        with raises(TypeError):
            mod.read_char(other, 0)
    `,
  ),
  test(
    "HPyUnicode_DecodeASCII() decodes ASCII",
    String.raw`
    for data in (b"", b"hello", b"a\0b", bytes(range(128))):
        for errors in (None, "strict", "ignore"):
            made = mod.decode_ascii(data, errors)
            assert type(made) is str
            assert made == data.decode("ascii")
    `,
  ),
  test(
    "HPyUnicode_DecodeASCII() handles other bytes as errors says",
    String.raw`
    data = b"a\x80b\xff"
    for errors in ("ignore", "replace", "surrogateescape", "backslashreplace"):
        assert mod.decode_ascii(data, errors) == data.decode("ascii", errors)
    for errors in (None, "strict"):
        with raises(UnicodeDecodeError) as caught:
            mod.decode_ascii(data, errors)
        assert (caught.value.encoding, caught.value.start, caught.value.object) == ("ascii", 1, data)
    with raises(LookupError, "unknown error handler name"):
        mod.decode_ascii(data, "no such handler")
    `,
  ),
  test(
    "HPyUnicode_DecodeASCII() calls error handlers written in Python, and passes on what they raise",
    String.raw`
    import codecs
    def shout(error):
        return "!" * (error.end - error.start), error.end
    def fail(error):
        raise ZeroDivisionError("from the handler")
    codecs.register_error("conformance.shout", shout)
    codecs.register_error("conformance.fail", fail)
    assert mod.decode_ascii(b"a\x80b", "conformance.shout") == "a!b"
    with raises(ZeroDivisionError, "from the handler"):
        mod.decode_ascii(b"a\x80b", "conformance.fail")
    `,
  ),
  test(
    "HPyUnicode_DecodeLatin1() decodes any bytes",
    String.raw`
    for data in (b"", b"hello", b"a\0b", bytes(range(256)), b"\xff" * 5000):
        for errors in (None, "strict", "ignore"):
            made = mod.decode_latin1(data, errors)
            assert type(made) is str
            assert made == data.decode("latin-1")
    `,
  ),
  test(
    "HPyUnicode_FromEncodedObject() decodes bytes-like objects",
    String.raw`
    data = "\xfc\u20ac".encode("utf-16")
    for obj in (data, bytearray(data), memoryview(data)):
        made = mod.from_encoded_object(obj, "utf-16", "strict")
        assert type(made) is str
        assert made == "\xfc\u20ac"
    assert mod.from_encoded_object(b"", "utf-8", "strict") == ""
    assert mod.from_encoded_object(b"a\0b", "ascii", None) == "a\0b"
    `,
  ),
  test(
    "HPyUnicode_FromEncodedObject() takes NULL for UTF-8 and for strict",
    String.raw`
    assert mod.from_encoded_object("\xfc".encode(), None, None) == "\xfc"
    for errors in (None, "strict"):
        with raises(UnicodeDecodeError):
            mod.from_encoded_object(b"a\xffb", None, errors)
    assert mod.from_encoded_object(b"a\xffb", None, "ignore") == "ab"
    assert mod.from_encoded_object(b"a\xffb", "utf-8", "replace") == "a\ufffdb"
    `,
  ),
  test(
    "HPyUnicode_FromEncodedObject() returns null and sets LookupError for an unknown codec or error handler",
    String.raw`
    with raises(LookupError, "unknown encoding"):
        mod.from_encoded_object(b"abc", "no such codec", None)
    with raises(LookupError, "unknown error handler name"):
        mod.from_encoded_object(b"\xff", "ascii", "no such handler")
    `,
  ),
  test(
    "HPyUnicode_FromEncodedObject() returns null and sets TypeError for a str and for what has no bytes",
    `
    for other in ("abc", "", 1, None, [1]):
        with raises(TypeError, "decoding"):
            mod.from_encoded_object(other, "utf-8", "strict")
    `,
  ),
  test(
    "HPyUnicode_FromEncodedObject() returns null and sets SystemError for the null handle",
    `
    with raises(SystemError):
        mod.from_encoded_null()
    `,
  ),
  test(
    "HPyUnicode_Substring() takes the characters from start to end",
    String.raw`
    text = "a\xfc\u20ac\U0001f600\ud800z"
    for start in range(len(text) + 2):
        for end in range(len(text) + 2):
            made = mod.substring(text, start, end)
            assert type(made) is str
            assert made == text[start:end]
    `,
  ),
  test(
    "HPyUnicode_Substring() takes an end beyond the end for the end, and gives an empty str for a start beyond it",
    `
    assert mod.substring("hello", 2, sys.maxsize) == "llo"
    assert mod.substring("hello", 5, 5) == ""
    assert mod.substring("hello", sys.maxsize, sys.maxsize) == ""
    assert mod.substring("hello", 3, 1) == ""
    assert mod.substring("", 0, 1) == ""
    `,
  ),
  test(
    "HPyUnicode_Substring() returns null and sets IndexError for a negative index",
    `
    for start, end in ((-1, 3), (0, -1), (-2, -1), (-sys.maxsize - 1, 0)):
        with raises(IndexError, "string index out of range"):
            mod.substring("hello", start, end)
    `,
  ),
]);
