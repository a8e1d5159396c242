/** Shows the module `v8json` at work on real documents, beside what can be done without it. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { measure, printTable } from "@hpyjs/example-measure";
import { loadHPy } from "hpyjs";
import { loadPyodide } from "pyodide";
import { v8json } from "./v8json.ts";

/** The documents: Pyodide's list of packages, and a map of the world. */
const documents = [
  import.meta.resolve("pyodide/pyodide-lock.json"),
  import.meta.resolve("world-atlas/countries-110m.json"),
].map((url) => new URL(url));

const pyodide = await loadPyodide();
loadHPy(pyodide).load(v8json);

console.log("v8json: Python's loads and dumps on V8's JSON");
pyodide.runPython(`
import json
import js
import v8json
from pyodide.ffi import to_js

def same(left, right):
    """Whether values, types and the order of keys are the same."""
    if type(left) is not type(right):
        return False
    if type(left) is list:
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is dict:
        return list(left) == list(right) and all(map(same, left.values(), right.values()))
    return left == right

def count(value):
    """The number of values in a document."""
    parts = value.values() if type(value) is dict else value if type(value) is list else ()
    return 1 + sum(map(count, parts))

def show(what, result):
    print(f"  {what:36} {result}")

def attempt(document):
    try:
        return repr(v8json.loads(document))
    except ValueError as error:
        return f"{type(error).__name__}: {error}"

for document in ("[1, 1.0, 9007199254740993]", '{"b": 1, "10": 2, "9": 3}', "[NaN, -0]", "[1, 2"):
    show(f"loads('{document}')", attempt(document))

def check(text):
    """Whether loads and dumps give what Python's json gives."""
    value = v8json.loads(text)
    assert same(value, json.loads(text)) and v8json.dumps(value) == json.dumps(value)
    return count(value)
`);

for (const document of documents) {
  const text = readFileSync(document, "utf8");
  pyodide.globals.set("text", text);
  const values: number = pyodide.runPython("value = json.loads(text); check(text)");
  console.log(
    `  ${basename(document.pathname)}: ${text.length} characters, ${values} values; ` +
      "loads gives the same values, types and key order as Python's json, dumps the same text",
  );
  const times = measure(
    pyodide,
    {
      loads: "v8json.loads(text)",
      toPy: "js.JSON.parse(text).to_py()",
      pythonLoads: "json.loads(text)",
      dumps: "v8json.dumps(value)",
      toJs: "js.JSON.stringify(to_js(value, dict_converter=js.Object.fromEntries))",
      pythonDumps: "json.dumps(value)",
    },
    5,
  );
  const against = (other: number, own: number): string => `${(other / own).toFixed(1)} × as long`;
  printTable([
    ["v8json.loads", times.loads],
    ["  JSON.parse and to_py(), where 1.0 becomes 1", times.toPy, against(times.toPy, times.loads)],
    ["  Python's json.loads", times.pythonLoads, against(times.pythonLoads, times.loads)],
    ["v8json.dumps", times.dumps],
    ["  to_js() and JSON.stringify", times.toJs, against(times.toJs, times.dumps)],
    ["  Python's json.dumps", times.pythonDumps, against(times.pythonDumps, times.dumps)],
  ]);
}
console.log();
