/** What must work in a Pyodide into which the wheels of `wheels.ts` were unpacked, by Python alone. */

/** Each step's name and code; one builds on the other. */
export const steps: readonly (readonly [name: string, code: string])[] = [
  [
    "the extension says what it needs",
    `
import importlib.metadata
[needed] = importlib.metadata.requires("editdistance")
assert needed == f"hpyjs>={importlib.metadata.version('hpyjs')}", needed
`,
  ],
  [
    "a package just imports, with an extension in C that it imports itself",
    `
import sys
assert "hpyjs" not in sys.modules
import words
assert words.closest("pythn", ["snake", "python"]) == "python" and "hpyjs" in sys.modules
inner = sys.modules["words.editdistance"]
assert words.editdistance is inner and inner.__file__.endswith("/site-packages/words/editdistance.hpy0.wasm")
assert inner.__name__ == "words.editdistance" and inner.__package__ == "words"
`,
  ],
  [
    "one at the top does",
    `
import editdistance
assert editdistance.distance("kitten", "sitting") == 3
assert editdistance.__file__.endswith("/editdistance.hpy0.wasm"), editdistance.__file__
assert sys.modules["editdistance"] is editdistance
`,
  ],
  [
    "one in TypeScript does",
    `
import v8json
assert v8json.loads('{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}
assert v8json.__file__.endswith("/v8json.hpy0.js"), v8json.__file__
`,
  ],
  [
    "hpyjs.load() sandboxes, and watches in debug mode",
    `
import hpyjs
path = editdistance.__file__
for options in ({"flavour": "sandboxed", "grants": ["clock"]}, {"modes": ["debug"]}, {"modes": ["trace", "debug"]}):
    module = hpyjs.load(path, register=False, **options)
    assert module.distance("a", "b") == 1 and module is not editdistance
    assert sys.modules["editdistance"] is editdistance
try:
    hpyjs.load(path, grants=["clock"])
except ValueError as error:
    assert 'flavour="sandboxed"' in str(error)
else:
    raise AssertionError("a grant for a linked extension")
`,
  ],
  [
    "HPy's modes are chosen by the environment",
    `
import os
import hpy.debug, hpy.trace, hpy.universal
assert hpy.trace.get_call_counts()["ctx_Long_FromSize_t"] + hpy.trace.get_call_counts()["ctx_Long_FromSsize_t"] > 0
del sys.modules["editdistance"]
os.environ["HPY"] = "trace"
before = sum(hpy.trace.get_call_counts().values())
import editdistance
editdistance.distance("a", "b")
del os.environ["HPY"]
assert sum(hpy.trace.get_call_counts().values()) > before
`,
  ],
  [
    "a starter without its extension says so",
    `
import importlib
with open("/tmp/lonely.py", "w") as file:
    file.write("import hpyjs\\nhpyjs.take_over(__name__)\\n")
sys.path.append("/tmp")
importlib.invalidate_caches()
try:
    import lonely
except ImportError as error:
    assert str(error) == "there is no extension lonely beside /tmp/lonely.py", error
else:
    raise AssertionError("nothing was imported, and nothing was said")
assert "lonely" not in sys.modules
`,
  ],
];
