import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import { describe, test } from "vitest";
import { intl } from "./intl.ts";

const pyodide = await loadPyodide();
loadHPy(pyodide).load(intl);
pyodide.runPython(`
from decimal import Decimal
from fractions import Fraction
import gc, inspect, sys
from intl import Collator, NumberFormat, Segmenter, Segment

def fails(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert type(error) is kind, error
        return str(error)
    raise AssertionError(f"no {kind.__name__}")
`);

/** Runs Python code with assertions. */
function python(code: string): void {
  pyodide.runPython(code);
}

describe("Collator", () => {
  test("is a sort key in the order of a language", () => {
    python(`
names = ["Zoë", "Äpfel", "apfel", "Öl", "Zebra", "Apfel", "ol"]
assert sorted(names, key=Collator("de")) == ["apfel", "Apfel", "Äpfel", "ol", "Öl", "Zebra", "Zoë"]
assert sorted(["ö", "z", "å", "a"], key=Collator("sv")) == ["a", "z", "å", "ö"]
assert sorted(["ö", "z", "å", "a"], key=Collator("de")) == ["a", "å", "ö", "z"]
assert min(names, key=Collator("de")) == "apfel"
`);
  });

  test("takes JavaScript's options under Python's names", () => {
    python(`
assert sorted(["a10", "a9"], key=Collator("en", numeric=True)) == ["a9", "a10"]
assert sorted(["a", "A"], key=Collator("en", case_first="upper")) == ["A", "a"]
base = Collator("en", sensitivity="base")
assert base("resume") == base("Résumé") and base("a") != base("b")
assert base("a") < base("B") <= base("b") and base("c") > base("b") >= base("B")
`);
  });

  test("compares two texts", () => {
    python(`
compare = Collator("de").compare
assert [compare("a", "b"), compare("b", "a"), compare("a", "a")] == [-1, 1, 0]
`);
  });

  test("takes several locales in order of preference, or none", () => {
    python(`
assert Collator(["xx", "sv"]).locale == "sv"
assert Collator(("de-AT",)).locale == "de-AT"
assert isinstance(Collator().locale, str) and Collator(None).locale == Collator().locale
`);
  });

  test("refuses what is wrong with Python's exceptions", () => {
    python(`
assert "locale" in fails(ValueError, Collator, "no such language")
assert "sensitivity" in fails(ValueError, Collator, "en", sensitivity="none")
assert fails(TypeError, Collator, "en", numerical=True) == "Collator() got an unexpected keyword argument 'numerical'"
fails(TypeError, Collator, "en", "de")
fails(TypeError, Collator, 1)
fails(TypeError, Collator("en"), 1)
fails(TypeError, Collator("en"))
fails(TypeError, Collator("en").compare, "a")
fails(TypeError, Collator("en").compare, "a", None)
fails(TypeError, lambda: Collator("en")("a") < "b")
assert Collator("en")("a") != "a"
`);
  });
});

describe("NumberFormat", () => {
  test("writes numbers as a language does", () => {
    python(`
assert NumberFormat("en").format(1234567.891) == "1,234,567.891"
assert NumberFormat("hi").format(1234567) == "12,34,567"
assert NumberFormat("de", style="currency", currency="EUR").format(-0.5) == "-0,50\\u00a0€"
assert NumberFormat("en", style="percent", maximum_fraction_digits=1).format(0.1234) == "12.3%"
assert NumberFormat("en", notation="compact").format(12345) == "12K"
`);
  });

  test("integers, Decimals and infinities of any size stay exact", () => {
    python(`
plain = NumberFormat("en", use_grouping=False, maximum_fraction_digits=20)
assert plain.format(2**200) == str(2**200) and plain.format(-(10**30)) == str(-(10**30))
assert plain.format(Decimal("12345678901234567890.12345")) == "12345678901234567890.12345"
assert plain.format(Fraction(1, 4)) == "0.25" and plain.format(True) == "1"
assert plain.format(float("inf")) == "∞" and plain.format(float("nan")) == "NaN"
`);
  });

  test("gives the parts of a number", () => {
    python(`
parts = NumberFormat("en").parts(1234.5)
assert parts == [("integer", "1"), ("group", ","), ("integer", "234"), ("decimal", "."), ("fraction", "5")]
`);
  });

  test("refuses what is wrong with Python's exceptions", () => {
    python(`
fails(TypeError, NumberFormat("en").format, "1")
fails(TypeError, NumberFormat("en").format)
fails(TypeError, NumberFormat, "en", style="currency")
fails(ValueError, NumberFormat, "en", style="currency", currency="euros")
fails(ValueError, NumberFormat, "en", maximum_fraction_digits=-1)
fails(TypeError, NumberFormat, "en", maximum_fraction_digit=1)
`);
  });

  test("can be subclassed in Python", () => {
    python(`
class Euro(NumberFormat):
    def __init__(self, locale):
        super().__init__(locale, style="currency", currency="EUR")
    def format(self, number):
        return f"[{super().format(number)}]"
assert Euro("en").format(1) == "[€1.00]" and isinstance(Euro("en"), NumberFormat)
`);
  });
});

describe("Segmenter", () => {
  test("divides text into what people see as characters", () => {
    python(`
family = "\\N{WOMAN}\\u200d\\N{WOMAN}\\u200d\\N{GIRL}"
assert list(Segmenter("en").split("e\\u0301" + family + "!")) == ["e\\u0301", family, "!"]
assert list(Segmenter("en").split("")) == []
`);
  });

  test("gives words with their places in the Python string", () => {
    python(`
words = list(Segmenter("en", granularity="word").segments("\\U0001f600 Hi, you"))
assert [word.segment for word in words] == ["\\U0001f600", " ", "Hi", ",", " ", "you"]
assert [word.index for word in words] == [0, 1, 2, 4, 5, 6]
assert [word.is_word_like for word in words] == [False, False, True, False, False, True]
assert type(words[0]) is Segment and next(Segmenter("en").segments("a")) == ("a", 0, None)
`);
  });

  test("its iterators are Python iterators", () => {
    python(`
parts = Segmenter("en").split("ab")
assert iter(parts) is parts and next(parts) == "a" and list(parts) == ["b"] and next(parts, None) is None
fails(StopIteration, next, parts)
fails(TypeError, Segmenter("en").split, 1)
fails(TypeError, Segmenter, "en", "word")
fails(ValueError, Segmenter, "en", granularity="letter")
`);
  });
});

test("types and methods are documented", () => {
  python(`
assert str(inspect.signature(NumberFormat.format)) == "(self, number, /)"
for kind in (Collator, NumberFormat, Segmenter):
    assert kind.__module__ == "intl" and len(inspect.getdoc(kind)) > 40
assert repr(Collator("de")) == "Collator('de')"
assert repr(Segmenter("th", granularity="word")) == "Segmenter('th', granularity='word')"
`);
});

test("instances go away with their last reference", () => {
  python(`
def work():
    sorted(["b", "a"], key=Collator("de"))
    NumberFormat("de").parts(2.5)
    list(Segmenter("de").segments("ab c"))
for _ in range(20): work()
gc.collect(); before = sys.getallocatedblocks()
for _ in range(100): work()
gc.collect(); assert sys.getallocatedblocks() - before < 20, sys.getallocatedblocks() - before
`);
});
