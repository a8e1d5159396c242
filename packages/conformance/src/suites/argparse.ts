import { type Suite, suite, type Test, test } from "../suite.ts";

/**
 * Parsing arguments: `HPyArg_Parse`, `HPyArg_ParseKeywords`, `HPyArg_ParseKeywordsDict`.
 *
 * Fixture `argparse`. Functions that parse several arguments return a tuple of the values, in which the str `"missing"`
 * stands for an optional argument that is missing.
 *
 * - `b(*args)`, `B`, `h`, `H`, `i`, `I`, `l`, `k`, `L`, `K`, `n`, `f`, `d`, `O`, `p`, `s`: HPyArg_Parse with that format;
 *   they return the value, made a Python object again
 * - `parse_…(*args)`: HPyArg_Parse with the format: `nothing` "", `two` "lO", `optional` "l|lO", `all_optional` "|ll",
 *   `all_units` "bBhHiIlkLKnfdOps", `named` "ll:named", `message` "ll;this is all that is said",
 *   `name_with_semicolon` "l:name;more", `message_with_colon` "l;message:more", `named_byte` "b:named_byte",
 *   `message_byte` "b;no byte", `named_text` "s:named_text", `unknown` "lZ:unknown",
 *   `unknown_optional` "|Z:unknown_optional", `dollar` "l$l:dollar"
 * - `keywords_…(*args, **kw)`: HPyArg_ParseKeywords with the format and the names: `one` "l" a, `two` "lO" a b,
 *   `optional` "l|lO" a b c, `keyword_only` "l|l$lO:keyword_only" a b c d, `only_keyword_only` "$ll" a b, `positional_only` "ll|l" and an
 *   empty name, an empty name, c; `optional_positional_only` the same with "l|ll"; `all_units` "bBhHiIlkLKnfdOps", each
 *   named as its unit; `named` "ll:named" a b, `message` "ll;this is all that is said" a b, `other_names` "OO" größe and
 *   U+1F600, `too_few_names` "ll:f" a, `too_many_names` "l:f" a b, `empty_name` "lll:f" a, an empty name, c;
 *   `unknown` "lZ:f" a b, `nothing` "" and no names
 * - `dict_…(args[, kw])`: HPyArg_ParseKeywordsDict of the items of a tuple and a dict, HPy_NULL when it is left out
 */
export const argparse: Suite = suite("argparse", [
  ...unitTests(),
  ...formatTests(),
  ...keywordTests(),
  ...bothKeywordTests(
    "HPyArg_ParseKeywords",
    "call = lambda name, *args, **kw: getattr(mod, 'keywords_' + name)(*args, **kw)",
  ),
  ...bothKeywordTests(
    "HPyArg_ParseKeywordsDict",
    "call = lambda name, *args, **kw: getattr(mod, 'dict_' + name)(args, kw)",
  ),
]);

/** What each format unit takes and gives. */
function unitTests(): readonly Test[] {
  return [
    test(
      "HPyArg_Parse() reads a checked integer for each of b, h, i, l, L, n",
      `
      limits = {"b": (0, 255), "h": (-2**15, 2**15 - 1), "i": (-2**31, 2**31 - 1), "L": (-2**63, 2**63 - 1),
                "l": (-sys.maxsize - 1, sys.maxsize), "n": (-sys.maxsize - 1, sys.maxsize)}
      for unit, (least, greatest) in limits.items():
          parse = getattr(mod, unit)
          for value in (least, least + 1, 0, 1, 100, greatest - 1, greatest):
              assert parse(value) == value
              assert type(parse(value)) is int
          for value in (least - 1, greatest + 1, -2**100, 2**100):
              with raises(OverflowError):
                  parse(value)
      assert mod.h(-1) == mod.i(-1) == mod.l(-1) == mod.L(-1) == mod.n(-1) == -1
      `,
    ),
    test(
      "HPyArg_Parse() reads the lowest bits for each of B, H, I, k, K",
      `
      bits = {"B": 8, "H": 16, "I": 32, "k": sys.maxsize.bit_length() + 1, "K": 64}
      for unit, count in bits.items():
          parse = getattr(mod, unit)
          for value in (0, 1, -1, 2**count - 1, 2**count, -2**count, 2**(count - 1), 2**100 + 7, -2**100 + 7):
              assert parse(value) == value % 2**count
      `,
    ),
    test(
      "HPyArg_Parse() asks for __index__() where it reads an integer, except for n",
      `
      class Index:
          def __index__(self):
              return 7
      class Bad:
          def __index__(self):
              raise ZeroDivisionError("from __index__")
      for unit in "bBhHiIlkLK":
          parse = getattr(mod, unit)
          assert parse(Index()) == 7
          with raises(ZeroDivisionError, "from __index__"):
              parse(Bad())
      with raises(TypeError):
          mod.n(Index())
      for unit in "bBhHiIlkLKn":
          parse = getattr(mod, unit)
          assert parse(True) == 1
          for other in (None, "1", b"1", 1.0, [1], object()):
              with raises(TypeError):
                  parse(other)
      `,
    ),
    test(
      "HPyArg_Parse() says which limit of b and h a number exceeds",
      `
      for parse, name, low, high in ((mod.b, "unsigned byte integer", -1, 256),
                                     (mod.h, "signed short integer", -2**15 - 1, 2**15)):
          for value in (low, -2**31):
              with raises(OverflowError, f"^function {name} is less than minimum$"):
                  parse(value)
          for value in (high, 2**31 - 1):
              with raises(OverflowError, f"^function {name} is greater than maximum$"):
                  parse(value)
      `,
    ),
    test(
      "HPyArg_Parse() reads a double for d, and rounds it to a float for f",
      `
      import math, struct
      for value in (0.0, 1.5, -2.25, 0.1, 1e300, 5e-324, math.inf, -math.inf, 7, 2**60):
          assert mod.d(value) == float(value)
          assert type(mod.d(value)) is float
      for value in (0.0, 1.5, 0.1, -1e30, math.inf, 3):
          assert mod.f(value) == struct.unpack("f", struct.pack("f", value))[0]
      assert type(mod.f(1)) is float
      for parse in (mod.d, mod.f):
          assert math.isnan(parse(math.nan))
          assert math.copysign(1, parse(-0.0)) == -1
          assert parse(-1.0) == -1
      assert mod.f(1e300) == math.inf
      `,
    ),
    test(
      "HPyArg_Parse() asks for __float__() where it reads a double or a float",
      `
      class Float:
          def __float__(self):
              return 1.5
      class Bad:
          def __float__(self):
              raise ZeroDivisionError("from __float__")
      for parse in (mod.d, mod.f):
          assert parse(Float()) == 1.5
          with raises(ZeroDivisionError, "from __float__"):
              parse(Bad())
          for other in (None, "1.5", b"1", [1], 1j):
              with raises(TypeError):
                  parse(other)
          with raises(OverflowError):
              parse(10**400)
      `,
    ),
    test(
      "HPyArg_Parse() passes the object itself for O",
      `
      thing = object()
      before = sys.getrefcount(thing)
      for value in (thing, None, mod, "text"):
          assert mod.O(value) is value
      assert sys.getrefcount(thing) == before
      `,
    ),
    test(
      "HPyArg_Parse() reads the truth of an object for p",
      `
      class Bad:
          def __bool__(self):
              raise ZeroDivisionError("from __bool__")
      for value in (True, 1, "x", [0], 0.5, object()):
          assert mod.p(value) == True
      for value in (False, 0, "", [], 0.0, None):
          assert mod.p(value) == False
      with raises(ZeroDivisionError, "from __bool__"):
          mod.p(Bad())
      `,
    ),
    test(
      "HPyArg_Parse() reads the text of a str for s",
      String.raw`
      class Sub(str):
          pass
      for text in ("", "a", "h\xe9llo \u20ac \U0001f600", "x" * 5000, Sub("sub")):
          assert mod.s(text) == text
      `,
    ),
    test(
      "HPyArg_Parse() sets TypeError for s when the object is not a str",
      `
      for other in (None, b"abc", 1, ["a"]):
          with raises(TypeError, "^function a str is required$"):
              mod.s(other)
      with raises(TypeError, r"^named_text\\(\\) a str is required$"):
          mod.parse_named_text(1)
      `,
    ),
    test(
      "HPyArg_Parse() sets ValueError for s when the str contains NUL",
      String.raw`
      for text in ("\0", "a\0", "\0a", "a\0b", "x" * 100 + "\0"):
          with raises(ValueError, "^function embedded null character$"):
              mod.s(text)
      with raises(ValueError, r"^named_text\(\) embedded null character$"):
          mod.parse_named_text("a\0b")
      `,
    ),
    test(
      "HPyArg_Parse() parses all units in one format",
      `
      thing = object()
      values = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1.5, 2.5, thing, [], "text")
      assert mod.parse_all_units(*values) == values[:14] + (False, "text")
      `,
    ),
  ];
}

/** What `HPyArg_Parse` makes of a format. */
function formatTests(): readonly Test[] {
  return [
    test(
      "HPyArg_Parse() takes no arguments for an empty format",
      `
      assert mod.parse_nothing() == ()
      with raises(TypeError, r"^function mismatched args \\(too many arguments for fmt\\)$"):
          mod.parse_nothing(1)
      `,
    ),
    test(
      "HPyArg_Parse() sets TypeError when there are too few arguments",
      `
      assert mod.parse_two(1, "x") == (1, "x")
      for args in ((), (1,)):
          with raises(TypeError, "^function required positional argument missing$"):
              mod.parse_two(*args)
      for parse in (mod.b, mod.K, mod.d, mod.O, mod.p, mod.s):
          with raises(TypeError, "^function required positional argument missing$"):
              parse()
      `,
    ),
    test(
      "HPyArg_Parse() sets TypeError when there are too many arguments",
      `
      for args in ((1, "x", 2), (1, "x", 2, 3)):
          with raises(TypeError, r"^function mismatched args \\(too many arguments for fmt\\)$"):
              mod.parse_two(*args)
      with raises(TypeError, r"^function mismatched args \\(too many arguments for fmt\\)$"):
          mod.parse_optional(1, 2, 3, 4)
      `,
    ),
    test(
      "HPyArg_Parse() leaves missing optional arguments alone",
      `
      thing = object()
      assert mod.parse_optional(1) == (1, "missing", "missing")
      assert mod.parse_optional(1, 2) == (1, 2, "missing")
      assert mod.parse_optional(1, 2, thing) == (1, 2, thing)
      assert mod.parse_all_optional() == ("missing", "missing")
      assert mod.parse_all_optional(0) == (0, "missing")
      with raises(TypeError, "^function required positional argument missing$"):
          mod.parse_optional()
      with raises(TypeError):
          mod.parse_optional(1, "x")
      `,
    ),
    test(
      "HPyArg_Parse() starts messages with the name after a colon",
      `
      assert mod.parse_named(1, 2) == (1, 2)
      with raises(TypeError, r"^named\\(\\) required positional argument missing$"):
          mod.parse_named(1)
      with raises(TypeError, r"^named\\(\\) mismatched args \\(too many arguments for fmt\\)$"):
          mod.parse_named(1, 2, 3)
      with raises(OverflowError, r"^named_byte\\(\\) unsigned byte integer is greater than maximum$"):
          mod.parse_named_byte(256)
      with raises(TypeError, r"^name;more\\(\\) required positional argument missing$"):
          mod.parse_name_with_semicolon()
      `,
    ),
    test(
      "HPyArg_Parse() says only what stands after a semicolon",
      `
      assert mod.parse_message(1, 2) == (1, 2)
      for args in ((), (1,), (1, 2, 3)):
          with raises(TypeError, "^this is all that is said$"):
              mod.parse_message(*args)
      with raises(OverflowError, "^no byte$"):
          mod.parse_message_byte(-1)
      with raises(TypeError, "^message:more$"):
          mod.parse_message_with_colon()
      `,
    ),
    test(
      "HPyArg_Parse() sets SystemError for an unknown unit, of which $ is one",
      `
      with raises(SystemError, r"^unknown\\(\\) unknown arg format code$"):
          mod.parse_unknown(1, 2)
      with raises(SystemError, r"^dollar\\(\\) unknown arg format code$"):
          mod.parse_dollar(1, 2, 3)
      for args in ((), (1,)):
          with raises(SystemError, r"^unknown_optional\\(\\) unknown arg format code$"):
              mod.parse_unknown_optional(*args)
      `,
    ),
    test(
      "HPyArg_Parse() reports the first argument that is wrong",
      `
      with raises(TypeError, "required positional argument missing"):
          mod.parse_unknown(1)
      with raises(TypeError, "str"):
          mod.parse_two("not an int", 2, 3)
      with raises(TypeError, "str"):
          mod.parse_unknown("not an int", 2)
      `,
    ),
  ];
}

/** What only calls with keyword arguments can show. */
function keywordTests(): readonly Test[] {
  return [
    test(
      "HPyArg_ParseKeywords() works without keyword arguments",
      `
      assert mod.keywords_two(1, "x") == (1, "x")
      assert mod.keywords_optional(1) == (1, "missing", "missing")
      `,
    ),
    test(
      "HPyArg_ParseKeywordsDict() works without a dict",
      `
      assert mod.dict_two((1, "x")) == (1, "x")
      with raises(TypeError, "^function no value for required argument$"):
          mod.dict_two((1,))
      `,
    ),
    test(
      "HPyArg_ParseKeywordsDict() sets TypeError for a keyword that is no str",
      `
      with raises(TypeError, "^keywords must be strings$"):
          mod.dict_two((), {"a": 1, "b": 2, 3: 4})
      with raises(TypeError, "^keywords must be strings$"):
          mod.dict_nothing((), {None: 1})
      `,
    ),
    test(
      "HPyArg_ParseKeywordsDict() leaves the dict and its values as they were",
      `
      thing = object()
      kw = {"b": thing, "a": 1}
      before = sys.getrefcount(thing)
      assert mod.dict_two((), kw) == (1, thing)
      assert kw == {"b": thing, "a": 1}
      assert sys.getrefcount(thing) == before
      with raises(TypeError):
          mod.dict_two((), {"b": thing, "a": "no int"})
      assert sys.getrefcount(thing) == before
      `,
    ),
  ];
}

/** What holds for both ways to pass keyword arguments; `define` makes `call(name, *args, **kw)`. */
function bothKeywordTests(symbol: string, define: string): readonly Test[] {
  return [
    test(
      `${symbol}() takes arguments by position, by name, or both`,
      `
      ${define}
      thing = object()
      assert call("two", 1, thing) == (1, thing)
      assert call("two", 1, b=thing) == (1, thing)
      assert call("two", a=1, b=thing) == (1, thing)
      assert call("two", b=thing, a=1) == (1, thing)
      assert call("nothing") == ()
      `,
    ),
    test(
      `${symbol}() passes on the objects themselves, and takes no reference`,
      `
      ${define}
      thing = object()
      before = sys.getrefcount(thing)
      for _ in range(3):
          assert call("two", 1, thing)[1] is thing
          assert call("two", a=1, b=thing)[1] is thing
      assert sys.getrefcount(thing) == before
      `,
    ),
    test(
      `${symbol}() leaves missing optional arguments alone`,
      `
      ${define}
      assert call("optional", 1) == (1, "missing", "missing")
      assert call("optional", a=1, c=3) == (1, "missing", 3)
      assert call("optional", 1, b=2) == (1, 2, "missing")
      assert call("optional", 1, 2, 3) == (1, 2, 3)
      assert call("optional", c=None, b=2, a=1) == (1, 2, None)
      `,
    ),
    test(
      `${symbol}() sets TypeError when a required argument is missing`,
      `
      ${define}
      for args, kw in (((), {}), ((1,), {}), ((), {"a": 1}), ((), {"b": 2})):
          with raises(TypeError, "^function no value for required argument$"):
              call("two", *args, **kw)
          with raises(TypeError, r"^named\\(\\) no value for required argument$"):
              call("named", *args, **kw)
          with raises(TypeError, "^this is all that is said$"):
              call("message", *args, **kw)
      with raises(TypeError, "^function no value for required argument$"):
          call("optional", b=2, c=3)
      `,
    ),
    test(
      `${symbol}() takes what stands after $ by name only`,
      `
      ${define}
      assert call("keyword_only", 1) == (1, "missing", "missing", "missing")
      assert call("keyword_only", 1, 2, c=3) == (1, 2, 3, "missing")
      assert call("keyword_only", 1, d=4) == (1, "missing", "missing", 4)
      assert call("keyword_only", a=1, b=2, c=3, d=4) == (1, 2, 3, 4)
      assert call("only_keyword_only") == ("missing", "missing")
      assert call("only_keyword_only", b=2) == ("missing", 2)
      with raises(TypeError, r"^keyword_only\\(\\) keyword only argument passed as positional argument$"):
          call("keyword_only", 1, 2, 3)
      with raises(TypeError, "^function keyword only argument passed as positional argument$"):
          call("only_keyword_only", 1)
      `,
    ),
    test(
      `${symbol}() takes what has an empty name by position only`,
      `
      ${define}
      assert call("positional_only", 1, 2) == (1, 2, "missing")
      assert call("positional_only", 1, 2, 3) == (1, 2, 3)
      assert call("positional_only", 1, 2, c=3) == (1, 2, 3)
      assert call("optional_positional_only", 1, c=3) == (1, "missing", 3)
      with raises(TypeError, "^function no value for required argument$"):
          call("positional_only", 1)
      with raises(TypeError, "^function no value for required argument$"):
          call("positional_only", 1, **{"": 2})
      `,
    ),
    test(
      `${symbol}() finds any name`,
      String.raw`
      ${define}
      assert call("other_names", **{"\U0001f600": 2, "gr\xf6\xdfe": 1}) == (1, 2)
      assert call("other_names", 1, **{"\U0001f600": 2}) == (1, 2)
      `,
    ),
    test(
      `${symbol}() parses all units`,
      `
      ${define}
      thing = object()
      values = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1.5, 2.5, thing, [], "text")
      expected = values[:14] + (False, "text")
      assert call("all_units", *values) == expected
      assert call("all_units", **dict(zip("bBhHiIlkLKnfdOps", values))) == expected
      assert call("all_units", *values[:5], **dict(list(zip("bBhHiIlkLKnfdOps", values))[5:])) == expected
      for bad in ({"b": 256}, {"s": 1}, {"K": "no int"}, {"d": "no float"}):
          with raises((TypeError, OverflowError)):
              call("all_units", **{**dict(zip("bBhHiIlkLKnfdOps", values)), **bad})
      `,
    ),
    test(
      `${symbol}() sets TypeError for too many positional arguments`,
      `
      ${define}
      for name, args, message in (
          ("nothing", (1,), "function takes exactly 0 positional arguments (1 given)"),
          ("one", (1, 2), "function takes exactly 1 positional argument (2 given)"),
          ("two", (1, 2, 3), "function takes exactly 2 positional arguments (3 given)"),
          ("optional", (1, 2, 3, 4), "function takes at most 3 positional arguments (4 given)"),
          ("named", (1, 2, 3), "named() takes exactly 2 positional arguments (3 given)"),
      ):
          with raises(TypeError) as caught:
              call(name, *args)
          assert str(caught.value) == message
      with raises(TypeError, "^this is all that is said$"):
          call("message", 1, 2, 3)
      `,
    ),
    test(
      `${symbol}() sets TypeError for an unknown keyword`,
      `
      ${define}
      with raises(TypeError, "unexpected keyword argument 'z'"):
          call("two", 1, 2, z=3)
      with raises(TypeError, r"^named\\(\\) got an unexpected keyword argument 'A'$"):
          call("named", a=1, b=2, A=3)
      with raises(TypeError, "unexpected keyword argument"):
          call("nothing", a=1)
      with raises(TypeError, "unexpected keyword argument"):
          call("positional_only", 1, 2, **{"": 2})
      with raises(TypeError, "^this is all that is said$"):
          call("message", a=1, b=2, c=3)
      `,
    ),
    test(
      `${symbol}() sets TypeError for an argument that is given by position and by name`,
      `
      ${define}
      with raises(TypeError, "multiple values for argument 'a'"):
          call("two", 1, 2, a=3)
      with raises(TypeError, r"^named\\(\\) got multiple values for argument 'b'$"):
          call("named", 1, 2, b=3)
      `,
    ),
    test(
      `${symbol}() sets TypeError when the names do not fit the format`,
      `
      ${define}
      with raises(TypeError, r"^f\\(\\) mismatched args \\(too few keywords for fmt\\)$"):
          call("too_few_names", 1, 2)
      with raises(TypeError, r"^f\\(\\) mismatched args \\(too many keywords for fmt\\)$"):
          call("too_many_names", 1)
      `,
    ),
    test(
      `${symbol}() sets SystemError for an empty name after others`,
      `
      ${define}
      with raises(SystemError, r"^f\\(\\) empty keyword parameter name$"):
          call("empty_name", 1, 2, 3)
      `,
    ),
    test(
      `${symbol}() sets SystemError for an unknown unit`,
      `
      ${define}
      with raises(SystemError, r"^f\\(\\) unknown arg format code$"):
          call("unknown", 1, 2)
      with raises(SystemError, r"^f\\(\\) unknown arg format code$"):
          call("unknown", a=1, b=2)
      `,
    ),
  ];
}
