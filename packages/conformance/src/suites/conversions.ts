import { type Suite, suite, test } from "../suite.ts";

/**
 * How text, numbers and formats cross between Python and TypeScript, where that is more than C can say.
 *
 * Fixture `conversions`:
 * - `echo(text)`, `echo_returned(text)`: a str made a JavaScript string and back, by `Unicode_FromString` or by being
 *   returned
 * - `units(text)`: a list of the UTF-16 code units of a str in JavaScript; `from_units(*units)`: the opposite
 * - `compile(source)`, `import_module(name)`, `new_variable(name)`: `Compile_s`, `Import_ImportModule`,
 *   `ContextVar_New` of any str
 * - `char_at(text, index)`: `Unicode_ReadChar` with any number for the index
 * - `capsule_at(address)`: `Capsule_New` with any number for the address
 * - `adjust_indices(step)`: `Slice_AdjustIndices`
 * - `kinds(*args)`: the JavaScript types that `Arg_Parse` gives for "bBhHiIlkLKnfdOps", with a space between
 * - `optional(*args)`: `Arg_Parse` with "|psd:optional" and the defaults "no yes", "no text" and -1
 * - `int(*args)`, `text(*args)`: `Arg_Parse` with "i:int", "s:text"
 * - `build(format, value)`, `build_big(format, value)`: `BuildValue` of a number, of what `toJS` makes of an object
 * - `build_text(text)`: `BuildValue` with "s"; `build_closed(h)`: `BuildValue` with "O" and a handle that is closed
 * - `format(format, value)`, `format_big(format, value)`, `format_text(format, text)`: `Unicode_FromFormat` of a number,
 *   of what `toJS` makes of an object, of any str
 * - `format_nulls()`: `Unicode_FromFormat` with "%V" and null twice
 * - `error(format)`: `Err_Format` of ValueError
 * - `point_type()`: `StructSequence_NewType` of the fields x, _ and y, of which the first two have docstrings
 */
export const conversions: Suite = suite(
  "conversions",
  [
    test(
      "Unicode_AsUTF8AndSize() and Unicode_FromString() lose nothing: NUL, lone surrogates, any length",
      String.raw`
      texts = ["", "\0", "a\0b", "\xff", "\u0100", "\ud800", "\udfff", "a\ud800b\udc00c", "\udc00\ud800", "\U0001f600",
               "\ufeffbom", "\U0010ffff\0\ud83d", "\x7f\x80"]
      for length in (1, 7, 8, 9, 23, 24, 25, 26, 340, 341, 342, 1023, 1024, 1025, 5000):
          for character in ("x", "\xe9", "\u20ac", "\U0001f600", "\ud800", "\0"):
              texts.append(character * length)
              texts.append("a" * (length - 1) + character)
      for text in texts:
          assert mod.echo(text) == text
          assert mod.echo_returned(text) == text
          assert type(mod.echo(text)) is str
      `,
    ),
    test(
      "Unicode_AsUTF8AndSize() gives UTF-16",
      String.raw`
      assert mod.units("a\0\xe9\u20ac") == [0x61, 0, 0xe9, 0x20ac]
      assert mod.units("\U0001f600") == [0xd83d, 0xde00]
      assert mod.units("\ude00\ud83d") == [0xde00, 0xd83d]
      assert mod.from_units(0xd83d, 0xde00) == "\U0001f600"
      assert mod.from_units(0xde00, 0xd83d, 0) == "\ude00\ud83d\0"
      `,
    ),
    test(
      "Unicode_AsUTF8AndSize() reads the text of a subclass, whatever it overrides",
      String.raw`
      class Sub(str):
          def __len__(self):
              return 1
          def __str__(self):
              return "overridden"
          def __getitem__(self, index):
              return "overridden"
      for text in ("hello", "h\ud800llo", "h\0llo"):
          assert mod.echo(Sub(text)) == text
          assert type(mod.echo(Sub(text))) is str
      `,
    ),
    test(
      "Unicode_AsUTF8AndSize() throws TypeError when the object is not a str",
      `
      for other in (None, b"abc", 1, [], object()):
          with raises(TypeError):
              mod.echo(other)
      `,
    ),
    test(
      "Functions that take a C string throw ValueError for NUL, and UnicodeEncodeError for a lone surrogate",
      String.raw`
      for function in (mod.compile, mod.import_module, mod.new_variable):
          for text in ("\0", "a\0", "a\0b", "x" * 5000 + "\0"):
              with raises(ValueError, "embedded null character"):
                  function(text)
          for text in ("\ud800", "a\udfff", "x" * 5000 + "\ud800"):
              with raises(UnicodeEncodeError, "surrogates not allowed"):
                  function(text)
      `,
    ),
    test(
      "Bytes_FromString() throws ValueError for NUL, and UnicodeEncodeError for a lone surrogate",
      String.raw`
      with raises(ValueError, "embedded null character"):
          mod.from_string("a\0b")
      with raises(UnicodeEncodeError):
          mod.from_string("\ud800")
      `,
      { fixture: "bytes" },
    ),
    test(
      "Bytes_GET_SIZE() and Bytes_AS_STRING() throw TypeError when the object is not bytes",
      `
      for other in (None, "abc", bytearray(b"abc"), 1):
          with raises(TypeError, "expected bytes"):
              mod.get_size(other)
          with raises(TypeError, "expected bytes"):
              mod.as_string_unchecked(other)
      `,
      { fixture: "bytes" },
    ),
    test(
      "Bytes_FromStringAndSize() throws RangeError for more bytes than there are",
      `
      for size in (4, 2**31 - 1):
          with raises(RuntimeError, f"RangeError: There are 3 bytes, not {size}"):
              mod.from_string_and_size(b"abc", size)
      `,
      { fixture: "bytes" },
    ),
    test(
      "Unicode_FromWideChar() throws RangeError for more code points than there are",
      String.raw`
      with raises(RuntimeError, "RangeError: There are 3 code points, not 4"):
          mod.from_wide_char("ab\U0001f600", 4)
      `,
      { fixture: "unicode" },
    ),
    test(
      "Unicode_DecodeFSDefault() throws ValueError for a NUL",
      String.raw`
      for data in (b"\0", b"a\0b"):
          with raises(ValueError, "embedded null byte"):
              mod.decode_fs_default(data)
      `,
      { fixture: "unicode" },
    ),
    test(
      "Numbers that a C integer cannot hold throw OverflowError, and those that are no integers ValueError",
      `
      import math
      assert mod.char_at("abc", 2.0) == "c"
      assert mod.char_at("abc", -0.0) == "a"
      for index in (2.0**31, -2.0**31 - 1, 2.0**32, 2.0**53, 1e300):
          with raises(OverflowError, "does not fit in HPy_ssize_t"):
              mod.char_at("abc", index)
      for index in (0.5, -1.5, math.nan, math.inf, -math.inf):
          with raises(ValueError, "is not an integer"):
              mod.char_at("abc", index)
      for address in (-1.0, 2.0**32):
          with raises(OverflowError, "does not fit in size_t"):
              mod.capsule_at(address)
      with raises(ValueError, "is not an integer"):
          mod.capsule_at(1.5)
      `,
    ),
    test(
      "Slice_AdjustIndices() throws RangeError when the step is 0",
      `
      assert mod.adjust_indices(1) == 3
      with raises(RuntimeError, "RangeError: The step of a slice cannot be 0"):
          mod.adjust_indices(0)
      `,
    ),
    test(
      "Arg_Parse() gives bigints for L and K, and numbers for the other integers",
      `
      values = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1.5, 2.5, object(), [], "text")
      assert mod.kinds(*values) == " ".join(["number"] * 8 + ["bigint"] * 2 + ["number"] * 3 + ["object", "boolean", "string"])
      `,
    ),
    test(
      "Arg_Parse() gives undefined for what is missing, so that defaults apply",
      `
      assert mod.optional() == ("no yes", "no text", -1)
      assert mod.optional([]) == (False, "no text", -1)
      assert mod.optional([1], "") == (True, "", -1)
      assert mod.optional([1], "text", 0) == (True, "text", 0)
      `,
    ),
    test(
      "Arg_Parse() says which limit of i a number exceeds, also beyond 32 bits",
      `
      for value in (2**31, 2**63 - 1):
          with raises(OverflowError, r"^int\\(\\) signed integer is greater than maximum$"):
              mod.int(value)
      for value in (-2**31 - 1, -2**63):
          with raises(OverflowError, r"^int\\(\\) signed integer is less than minimum$"):
              mod.int(value)
      for value in (2**63, -2**100):
          with raises(OverflowError):
              mod.int(value)
      `,
    ),
    test(
      "Arg_Parse() takes lone surrogates for s",
      String.raw`
      assert mod.text("a\ud800") == "a\ud800"
      `,
    ),
    test(
      "Helpers_PackArgsAndKeywords() throws RangeError for more names than arguments",
      `
      for kwnames, args in ((("a",), ()), (("a", "b"), (1,))):
          with raises(RuntimeError, "RangeError: There are more names of keyword arguments than arguments"):
              mod.pack_with(kwnames, *args)
      `,
      { fixture: "helpers" },
    ),
    test(
      "BuildValue() throws OverflowError for a number that its C type cannot hold, ValueError for what is no integer",
      `
      limits = {"i": (-2**31, 2**31 - 1), "I": (0, 2**32 - 1), "l": (-2**31, 2**31 - 1), "k": (0, 2**32 - 1),
                "n": (-2**31, 2**31 - 1)}
      for unit, (least, greatest) in limits.items():
          for value in (least, greatest):
              assert mod.build(unit, value) == value
          for value in (least - 1, greatest + 1):
              with raises(OverflowError):
                  mod.build(unit, value)
          with raises(ValueError):
              mod.build(unit, 0.5)
      for unit, least, greatest in (("L", -2**63, 2**63 - 1), ("K", 0, 2**64 - 1)):
          for value in (least, greatest):
              assert mod.build_big(unit, value) == value
          for value in (least - 1, greatest + 1):
              with raises(OverflowError):
                  mod.build_big(unit, value)
      `,
    ),
    test(
      "BuildValue() rounds to a float for f",
      `
      import struct
      assert mod.build("f", 0.1) == struct.unpack("f", struct.pack("f", 0.1))[0]
      assert mod.build("d", 0.1) == 0.1
      assert mod.build("f", 1e300) == float("inf")
      `,
    ),
    test(
      "BuildValue() keeps NUL and lone surrogates for s",
      String.raw`
      for text in ("a\0b", "\ud800", "\U0001f600"):
          assert mod.build_text(text) == text
      `,
    ),
    test(
      "BuildValue() throws HandleError for a handle that is closed",
      `
      with raises(RuntimeError, "^HandleError: Cannot use this handle: it was closed already"):
          mod.build_closed(object())
      `,
    ),
    test(
      "Unicode_FromFormat() throws OverflowError for a number that its C type cannot hold, ValueError for what is no integer",
      `
      signed, unsigned = (-2**31, 2**31 - 1), (-2**31, 2**32 - 1)
      limits = {"%d": ("int", *signed), "%i": ("int", *signed), "%u": ("unsigned int", *unsigned),
                "%x": ("unsigned int", *unsigned), "%ld": ("long", *signed), "%li": ("long", *signed),
                "%lu": ("unsigned long", *unsigned), "%zd": ("HPy_ssize_t", *signed), "%zi": ("HPy_ssize_t", *signed),
                "%zu": ("size_t", *unsigned)}
      for format, (name, least, greatest) in limits.items():
          mod.format(format, least)
          mod.format(format, greatest)
          for value in (least - 1, greatest + 1):
              with raises(OverflowError, f"^{value} does not fit in {name}$"):
                  mod.format(format, value)
          with raises(ValueError, "^0.5 is not an integer$"):
              mod.format(format, 0.5)
      for format, name, least, greatest in (("%lld", "long long", -2**63, 2**63 - 1),
                                            ("%lli", "long long", -2**63, 2**63 - 1),
                                            ("%llu", "unsigned long long", -2**63, 2**64 - 1)):
          assert mod.format_big(format, greatest) == str(greatest)
          mod.format_big(format, least)
          for value in (least - 1, greatest + 1):
              with raises(OverflowError, f"^{value} does not fit in {name}$"):
                  mod.format_big(format, value)
      `,
    ),
    test(
      "Unicode_FromFormat() writes a negative number as C converts it to an unsigned one",
      `
      assert mod.format("%u", -1) == str(2**32 - 1)
      assert mod.format("%x", -2**31) == "80000000"
      assert mod.format_big("%llu", -1) == str(2**64 - 1)
      `,
    ),
    test(
      "Unicode_FromFormat() counts code points, also of %s",
      String.raw`
      text = "\xe9\u20ac\U0001f600x"
      assert mod.format_text("%.3s", text) == text[:3]
      assert mod.format_text("%6.3s", text) == "   " + text[:3]
      assert mod.format_text("<%s>", "a\0b\ud800") == "<a\0b\ud800>"
      assert mod.format("%c", 0) == "\0"
      assert mod.format("%c", 0xd800) == "\ud800"
      `,
    ),
    test(
      "Unicode_FromFormat() writes 0x0 for NULL, and throws SystemError when there is neither a str nor text for %V",
      `
      assert mod.format("%p", 0) == "0x0"
      with raises(SystemError, "null"):
          mod.format_nulls()
      `,
    ),
    test(
      "Err_Format() throws what is wrong with the format",
      `
      with raises(SystemError, "^invalid format string$"):
          mod.error("%q")
      with raises(ValueError, "^all is well$"):
          mod.error("all is well")
      `,
    ),
    test(
      "StructSequence_NewType() gives fields their docstrings",
      `
      point = mod.point_type()
      assert point.x.__doc__ == "To the right."
      assert point.y.__doc__ != "To the right."
      assert point._fields[0::2] == ("x", "y")
      `,
    ),
  ],
  { languages: ["typescript"] },
);
