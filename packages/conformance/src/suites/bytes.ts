import { type Suite, suite, test } from "../suite.ts";

/**
 * Bytes: `HPyBytes_*`.
 *
 * Fixture `bytes`:
 * - `check(h)`: HPyBytes_Check, as a bool
 * - `size(h)`, `get_size(h)`: HPyBytes_Size, HPyBytes_GET_SIZE, as an int
 * - `as_string(h)`, `as_string_unchecked(h)`: a list of the bytes, as ints, at HPyBytes_AsString, HPyBytes_AS_STRING;
 *   there are HPyBytes_Size of them, and HPyBytes_GET_SIZE
 * - `from_string(text)`: HPyBytes_FromString of the UTF-8 of a str
 * - `from_string_and_size(data, size)`: HPyBytes_FromStringAndSize of the content of a bytes object, with `size` an int
 * - `from_null(size)`: HPyBytes_FromStringAndSize of NULL
 *
 * Fixture `bytes-raw`:
 * - `terminator(h)`: the byte after the last one at HPyBytes_AsString, as an int
 * - `same_memory(h)`: whether HPyBytes_AsString and HPyBytes_AS_STRING return the same address
 * - `from_string(data)`: HPyBytes_FromString of the content of a bytes object
 * - `from_letter(size)`: HPyBytes_FromStringAndSize of the C string "x", with `size` an int
 */
export const bytes: Suite = suite("bytes", [
  test(
    "HPyBytes_Check() is true for bytes and instances of subclasses, and for nothing else",
    `
    class Sub(bytes):
        pass
    assert mod.check(b"") is True
    assert mod.check(b"abc") is True
    assert mod.check(Sub(b"x")) is True
    for other in (None, "", bytearray(b"x"), memoryview(b"x"), bytes, [1], 1):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyBytes_Size() counts the bytes, NULs included",
    String.raw`
    for value in (b"", b"a", b"abc", b"a\0b\0", bytes(5000)):
        assert mod.size(value) == len(value)
    `,
  ),
  test(
    "HPyBytes_Size() does not call an overridden __len__()",
    `
    class Sub(bytes):
        def __len__(self):
            raise RuntimeError("called")
    assert mod.size(Sub(b"abc")) == 3
    `,
  ),
  test(
    "HPyBytes_Size() returns -1 and sets TypeError when the object is not bytes",
    `
    for other in (None, "abc", bytearray(b"abc"), 1):
        with raises(TypeError, "expected bytes"):
            mod.size(other)
    `,
  ),
  test(
    "HPyBytes_GET_SIZE() counts the bytes",
    String.raw`
    for value in (b"", b"a", b"a\0b", bytes(5000)):
        assert mod.get_size(value) == len(value)
    `,
  ),
  test(
    "HPyBytes_AsString() points to the bytes",
    String.raw`
    for value in (b"", b"a", b"a\0b", b"\0", bytes(range(256)), b"long" * 1000):
        assert mod.as_string(value) == list(value)
    `,
  ),
  test(
    "HPyBytes_AsString() returns null and sets TypeError when the object is not bytes",
    `
    for other in (None, "abc", bytearray(b"abc"), 1):
        with raises(TypeError, "expected bytes"):
            mod.as_string(other)
    `,
  ),
  test(
    "HPyBytes_AsString() points to bytes that end with NUL",
    String.raw`
    for value in (b"", b"a", b"a\0b", b"\xff" * 100):
        assert mod.terminator(value) == 0
    `,
    { fixture: "bytes-raw" },
  ),
  test(
    "HPyBytes_AS_STRING() points to the bytes",
    String.raw`
    for value in (b"", b"a", b"a\0b", bytes(range(256))):
        assert mod.as_string_unchecked(value) == list(value)
    `,
  ),
  test(
    "HPyBytes_AS_STRING() points to the same memory as HPyBytes_AsString()",
    `
    assert mod.same_memory(b"abc") is True
    `,
    { fixture: "bytes-raw" },
  ),
  test(
    "HPyBytes_FromString() copies the bytes of a C string",
    String.raw`
    for text in ("", "a", "hello world", "\u00fc\u20ac\U0001f600", "x" * 5000):
        made = mod.from_string(text)
        assert type(made) is bytes
        assert made == text.encode()
    `,
  ),
  test(
    "HPyBytes_FromString() takes any bytes, up to the first NUL",
    String.raw`
    assert mod.from_string(bytes(range(1, 256))) == bytes(range(1, 256))
    assert mod.from_string(b"abc\0def") == b"abc"
    assert mod.from_string(b"\0def") == b""
    `,
    { fixture: "bytes-raw" },
  ),
  test(
    "HPyBytes_FromStringAndSize() copies as many bytes as it is told to",
    String.raw`
    assert mod.from_string_and_size(b"hello", 5) == b"hello"
    assert mod.from_string_and_size(b"hello", 2) == b"he"
    assert mod.from_string_and_size(b"hello", 0) == b""
    assert mod.from_string_and_size(b"", 0) == b""
    assert mod.from_string_and_size(b"a\0b\0", 4) == b"a\0b\0"
    assert mod.from_string_and_size(bytes(range(256)), 256) == bytes(range(256))
    big = b"big" * 20000
    copy = mod.from_string_and_size(big, len(big))
    assert copy == big
    assert copy is not big
    `,
  ),
  test(
    "HPyBytes_FromStringAndSize() returns null and sets SystemError for a negative size",
    `
    for size in (-1, -5, -sys.maxsize - 1):
        with raises(SystemError, "Negative size|negative length"):
            mod.from_string_and_size(b"hello", size)
    `,
  ),
  test(
    "HPyBytes_FromStringAndSize() returns null and sets OverflowError for a size that no bytes object has",
    // A sandbox says first that the memory of the module is smaller.
    `
    assert mod.from_letter(1) == b"x"
    with raises((OverflowError, SystemError), "too large|outside of the module's memory"):
        mod.from_letter(sys.maxsize)
    `,
    { fixture: "bytes-raw" },
  ),
  test(
    "HPyBytes_FromStringAndSize() returns null and sets ValueError for NULL, whatever the size",
    String.raw`
    for size in (0, 1, 100, -1):
        with raises(ValueError, r"^NULL char \* passed to HPyBytes_FromStringAndSize$"):
            mod.from_null(size)
    `,
  ),
]);
