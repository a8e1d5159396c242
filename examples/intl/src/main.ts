/** Shows the module `intl` at work on the names of the world's countries, beside what can be done without it. */

import { measure, printTable } from "@hpyjs/example-measure";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import { intl } from "./intl.ts";

/** The names of all countries and regions in a language, from the Unicode data that Intl comes with. */
function regionNames(language: string): string[] {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return letters.flatMap((first) =>
    letters.map((second) => names.of(first + second)).filter((name) => name !== undefined),
  );
}

const pyodide = await loadPyodide();
loadHPy(pyodide).load(intl);
pyodide.globals.set("names", pyodide.toPy(regionNames("de")));
pyodide.globals.set("thai", regionNames("th").join(" "));

console.log("intl: JavaScript's Intl as Python types");
pyodide.runPython(`
from decimal import Decimal
from intl import Collator, NumberFormat, Segmenter

class Euro(NumberFormat):
    """A Python subclass."""
    def __init__(self, locale):
        super().__init__(locale, style="currency", currency="EUR")

def show(what, result):
    print(f"  {what:48} {result}")

show(f"the last of {len(names)} names, sorted()", ", ".join(sorted(names)[-4:]))
show("the first, sorted(…, key=Collator('de'))", ", ".join(sorted(names, key=Collator("de"))[:4]))
show("Collator(numeric=True)", sorted(["file10", "file9", "File1"], key=Collator("en", numeric=True)))
show("NumberFormat('hi').format(2**70)", NumberFormat("hi").format(2**70))
show("Euro('de').format(Decimal('0.1') * 10**15)", Euro("de").format(Decimal("0.1") * 10**15))
family = "\\N{WOMAN}\\u200d\\N{WOMAN}\\u200d\\N{GIRL}e\\u0301"
show(f"characters that people see, of {len(family)}", len(list(Segmenter("en").split(family))))
words = [part.segment for part in Segmenter("th", granularity="word").segments(thai) if part.is_word_like]
show(f"words in {len(thai)} characters of Thai, unspaced", f"{len(words)}: {', '.join(words[:5])}, …")
try:
    Collator("no such language")
except ValueError as error:
    show("Collator('no such language')", f"ValueError: {error}")
`);

pyodide.runPython(`
from functools import cmp_to_key
from js import Intl

collator, js_collator = Collator("de"), Intl.Collator.new("de")
euro, js_euro = Euro("de"), Intl.NumberFormat.new("de", style="currency", currency="EUR")
prices = [n * 1.25 for n in range(1000)]
segmenter, js_segmenter = Segmenter("th"), Intl.Segmenter.new("th")
assert sorted(names, key=collator) == sorted(names, key=cmp_to_key(js_collator.compare))
assert [euro.format(price) for price in prices] == [js_euro.format(price) for price in prices]
assert list(segmenter.split(thai)) == [part.segment for part in js_segmenter.segment(thai)]
`);
const times = measure(
  pyodide,
  {
    sort: "sorted(names, key=collator)",
    jsSort: "sorted(names, key=cmp_to_key(js_collator.compare))",
    format: "[euro.format(price) for price in prices]",
    jsFormat: "[js_euro.format(price) for price in prices]",
    segment: "list(segmenter.split(thai))",
    jsSegment: "[part.segment for part in js_segmenter.segment(thai)]",
  },
  20,
);
const against = (other: number, own: number): string => `${(other / own).toFixed(1)} × as long`;
printTable([
  ["sort the names", times.sort],
  ["  through JsProxy", times.jsSort, against(times.jsSort, times.sort)],
  ["format 1000 prices", times.format],
  ["  through JsProxy", times.jsFormat, against(times.jsFormat, times.format)],
  ["divide the Thai text", times.segment],
  ["  through JsProxy", times.jsSegment, against(times.jsSegment, times.segment)],
]);
console.log();
