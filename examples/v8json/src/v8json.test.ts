import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import { describe, expect, test } from "vitest";
import { floatText } from "./dumps.ts";
import { nestingOf } from "./nesting.ts";
import { v8json } from "./v8json.ts";

const pyodide = await loadPyodide();
loadHPy(pyodide).load(v8json);
pyodide.runPython(`
import enum, json, math, random
from collections import OrderedDict, namedtuple
import v8json

def same(left, right):
    if type(left) is not type(right):
        return False
    if type(left) is list:
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is dict:
        return list(left) == list(right) and all(map(same, left.values(), right.values()))
    if type(left) is float:
        return repr(left) == repr(right)
    return left == right

def outcome(function, *args, **kwargs):
    """What a call gives, or the type and the words of what it raises."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return [type(error), str(error)]

def agree(document):
    left, right = outcome(v8json.loads, document), outcome(json.loads, document)
    assert same(left, right), (document, left, right)

def agree_dumps(value, **options):
    left, right = outcome(v8json.dumps, value, **options), outcome(json.dumps, value, **options)
    assert left == right, (value, left, right)
`);

function python(code: string): void {
  pyodide.runPython(code);
}

describe("loads()", () => {
  test.each([
    ...["null", "true", "false", "0", "-1", '""', "[]", "{}", " [ ] ", "\t\n\r 1"],
    ...["1.0", "1e2", "1E+2", "-0", "-0.0", "0.0", "-0e1", "1e400", "-1e400", "1e-400", "5e-324"],
    ...[
      "9007199254740991",
      "9007199254740992",
      "9007199254740993",
      "-9007199254740993",
      `1${"0".repeat(400)}`,
    ],
    ...["0.99999999999999999999", "999999999999999.99", "4503599627370496.5", "123456789.00000001"],
    ...["9999999999.99999999", "12345678.99999999999", "100000000000000000000.5", "0.1", "85.60903777459771"],
    ...["[1,1.0,1]", '{"a":1.0}', '{"a": -0}', "[1.0,\n2.0]", "[9007199254740993,1e2]"],
    ...['{"b":1,"2":2,"1":3}', '{"1":1,"a":{"3":1,"2":2}}', String.raw`{"a":1,"\u0031":2}`],
    ...['{"01":1,"1":2}', '{"4294967295":1,"4294967294":2,"a":3}', '[{"z":1,"0":{"y":"1\\"2\\":"}}]'],
    ...['{"a":1,"a":2}', '{"a":1,"b":2,"a":3}', '{"":1}', '{"__proto__":{"x":1},"constructor":2}'],
    ...['{"1":1,"__proto__":1.0}', '{"#":1,"1":2}', '{"a":"1\\":2"}'],
    ...[String.raw`"\ud800"`, String.raw`"\ud83d\ude00"`, String.raw`"\u0000"`, '"é\u{1f600}"', '"\u2028"'],
    ...["NaN", "Infinity", "-Infinity", "[NaN,1]", '{"1":NaN,"0":1.0}'],
    ...["", " ", "[1,]", '{"a" 1}', "{1:2}", "01", "[1 2]", '"abc', "tru", "\0", '"\t"', String.raw`"\x"`],
    ...["\ufeff[]", '{"a":1,}', "[", "]", "1 2", "'a'", "0x10", "1.", ".5", "+1", "nan", "undefined"],
  ])("%j gives what Python's json gives", (document) => {
    pyodide.globals.set("document", document);
    python("agree(document)");
  });

  test("bytes are decoded as Python's json decodes them", () => {
    python(`
for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32-be"):
    agree('{"é": [1.0, "\\U0001f600"]}'.encode(codec))
    agree(bytearray('[1]', codec))
for document in (b"", b"\\xff", None, 1, ["[]"], memoryview(b"[]")):
    agree(document)
`);
  });

  test("a lone surrogate in the document itself survives", () => {
    python(`agree('["\\ud800", "a\\udfff"]')`);
  });

  test("an integer of more digits than Python reads is Python's ValueError", () => {
    python(`agree("[" + "1" * 5000 + "]")`);
  });

  test("random documents give what Python's json gives", () => {
    python(`
random.seed(20240229)
def scalar():
    return random.choice([
        lambda: random.choice(["null", "true", "false", "NaN", "Infinity", "-0", "-0.0", "1.0"]),
        lambda: str(random.randrange(-2**random.randrange(1, 80), 2**random.randrange(1, 80))),
        lambda: repr(random.uniform(-1, 1) * 10 ** random.randrange(-30, 30)),
        lambda: f"{random.randrange(10**random.randrange(1, 18))}.{random.choice('09') * random.randrange(1, 18)}",
        lambda: f"{random.randrange(1000)}e{random.randrange(-20, 20)}",
        lambda: json.dumps("".join(chr(random.choice([34, 92, 48, 49, 58, 233, 0x1f600, 0xd800])) for _ in range(4))),
    ])()
def key():
    return json.dumps(random.choice(["a", "b", "#", "", "__proto__", str(random.randrange(12)), "01", "é"]))
def document(depth):
    kind = random.randrange(3) if depth else 2
    if kind == 2: return scalar()
    space = random.choice(["", " ", "\\n  "])
    if kind == 1: return "[" + space + ("," + space).join(document(depth - 1) for _ in range(random.randrange(5))) + "]"
    return "{" + ("," + space).join(f"{key()}{space}:{document(depth - 1)}" for _ in range(random.randrange(6))) + "}"
for _ in range(4000):
    text = document(4)
    agree(text)
    if random.random() < 0.3 and text:
        at = random.randrange(len(text))
        agree(text[:at] + random.choice(["", ",", "}", "x", '"']) + text[at + 1:])
`);
  });

  test("a document that is nested too deeply is a RecursionError, whether it is valid or not", () => {
    python(`
assert v8json.loads("[" * 1000 + "]" * 1000)
for document in ("[" * 1001 + "]" * 1001, '{"":' * 5000 + "1" + "}" * 5000, "[" * 300000, "[" * 100000 + "]" * 100000):
    kind, words = outcome(v8json.loads, document)
    assert kind is RecursionError and "1000" in words, words
agree('"' + "[" * 5000 + '"')
agree('"' + "[" * 5000)
`);
  });
});

describe("dumps()", () => {
  test("values of all types give the text that Python's json gives", () => {
    python(`
class Color(enum.IntEnum):
    RED = 1
class Half(float): pass
class Name(str): pass
Point = namedtuple("Point", "x y")
values = [
    None, True, False, 0, -1, 2**53, 2**53 + 1, -2**80, 10**4000, 10**5000, Color.RED, Half(0.5), Name("n"),
    0.0, -0.0, 1.0, 1e15, 1e16, 123456789012345680.0, 1e22, 1e-4, 1e-5, 1.5e-7, 5e-324, 1.7976931348623157e308, 0.1,
    math.nan, math.inf, -math.inf, "", "\\x7f\\x00\\x1f\\b\\f\\n\\r\\t\\"\\\\/", "é\\u2028", "\\U0001f600",
    [], (), {}, [[]], [{}], {"a": []}, [1, "a", None, 1.0], Point(1, 2), OrderedDict(b=1, a=2),
    {"b": 1, "2": 2, "1": 3}, {1: "a", "1": "b"}, {1.5: 0, None: 1, True: 2, 2**70: 3, Color.RED: 4},
    {(): 1}, {b"": 1}, object, b"", {1, 2}, [1, {"a": 1j}], Half("nan"),
]
for value in values:
    for options in ({}, {"indent": 2}, {"indent": "\\t"}, {"indent": 0}, {"indent": -1}, {"sort_keys": True},
                    {"ensure_ascii": False}, {"separators": (",", ":")}, {"separators": (";", "="), "indent": 1},
                    {"default": str}, {"default": list, "indent": 3}):
        agree_dumps(value, **options)
agree_dumps({"b": 1, 2: 3}, sort_keys=True)
`);
  });

  test("a lone surrogate is escaped, as it is by default in Python", () => {
    python(`
agree_dumps("a\\ud800b")
assert v8json.dumps("\\ud800", ensure_ascii=False) == '"\\\\ud800"'
`);
  });

  test("a container that contains itself is Python's ValueError, too deep nesting a RecursionError", () => {
    python(`
loop = []; loop.append({"loop": loop})
agree_dumps(loop)
agree_dumps(object(), default=lambda o: o)
deep = []
for _ in range(1000): deep = [deep]
kind, words = outcome(v8json.dumps, deep)
assert kind is RecursionError and "1000" in words
kind, words = outcome(v8json.dumps, 0j, default=lambda o: o + 1)
assert kind is RecursionError
`);
  });

  test("wrong arguments are TypeErrors", () => {
    python(`
for args, kwargs in (((), {}), ((1, 2), {}), ((1,), {"indention": 1}), ((1,), {"separators": 1}),
                     ((1,), {"separators": (",",)}), ((1,), {"indent": "x" and 1.5})):
    kind, words = outcome(v8json.dumps, *args, **kwargs)
    assert kind is TypeError, (args, kwargs, kind, words)
`);
  });

  test("what default raises comes through", () => {
    python(`
def refuse(value): raise LookupError(value)
assert outcome(v8json.dumps, 1j, default=refuse) == [LookupError, "1j"]
`);
  });

  test("random values come back as they were", () => {
    python(`
random.seed(20240301)
def value(depth):
    kind = random.randrange(7) if depth else random.randrange(5)
    if kind == 0: return random.choice([None, True, False])
    if kind == 1: return random.randrange(-2**random.randrange(1, 90), 2**random.randrange(1, 90))
    if kind < 4: return random.choice([float(random.randrange(100)), random.uniform(-1, 1) * 10**random.randrange(-25, 25)])
    if kind == 4: return "".join(chr(random.choice([34, 49, 233, 0x1f600])) for _ in range(random.randrange(4)))
    if kind == 5: return [value(depth - 1) for _ in range(random.randrange(5))]
    return {random.choice(["a", "b", "1", "0", "é"]): value(depth - 1) for _ in range(random.randrange(5))}
for _ in range(3000):
    original = value(4)
    agree_dumps(original)
    assert same(v8json.loads(v8json.dumps(original)), original), original
`);
  });
});

test("floatText() writes 1e16 as Python does", () => {
  expect([1e16, 1e15, 1e-5, 0.0001, -0].map(floatText)).toEqual([
    "1e+16",
    "1000000000000000.0",
    "1e-05",
    "0.0001",
    "-0.0",
  ]);
});

test("nestingOf() counts brackets outside of strings", () => {
  expect(['[{"a":[]}]', '"[[["', '["[\\"["', "]][", ""].map(nestingOf)).toEqual([3, 0, 1, 0, 0]);
});
