/** How `import` finds extensions in files, for the tests of every version. */

import type { Mode } from "@hpyjs/core";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { compileC, counter } from "./c-extensions.ts";
import { startPython } from "./python.ts";

/** A wheel as micropip gets it. */
function wheel(name: string, files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const info = `${name}-1.0.dist-info`;
  return zipSync({
    ...files,
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`),
    [`${info}/WHEEL`]: strToU8("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    [`${info}/RECORD`]: strToU8(Object.keys(files).join(",,\n")),
  });
}

/** Describes it on one Pyodide. */
export async function describeFinding(alias: string): Promise<void> {
  const debug: Mode = (inner) => ({ ...inner, name: `debug of ${inner.name}` });
  const { run, write, printed, pyodide } = await startPython(alias, { modes: { debug } });
  const bytes = await compileC("counter", counter("counter"));
  run(`
import importlib, importlib.util, os, sys

def failure(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "no error"

def forget(*names):
    for name in names:
        for module in [module for module in sys.modules if module == name or module.startswith(f"{name}.")]:
            del sys.modules[module]

def origin(name):
    importlib.invalidate_caches()
    spec = importlib.util.find_spec(name)
    return spec and spec.origin
`);

  describe(`import of files on ${alias}`, () => {
    test("finds name.hpy0.wasm on sys.path and sets the module's attributes", () => {
      write("/plain", { "counter.hpy0.wasm": bytes });
      run(`
import counter
path = "/plain/counter.hpy0.wasm"
assert counter.count() == 1 and counter.executed == 1 and sys.modules["counter"] is counter
assert counter.__name__ == "counter" and counter.__package__ == "" and counter.__file__ == path
spec = counter.__spec__
assert spec.name == "counter" and spec.origin == path and spec.has_location and spec.parent == ""
assert counter.__loader__ is spec.loader and spec.loader.name == "counter" and spec.loader.path == path
assert not spec.loader.is_package("counter")
assert spec.loader.get_source("counter") is None and spec.loader.get_code("counter") is None
assert repr(counter) == "<module 'counter' from '/plain/counter.hpy0.wasm'>"
assert not hasattr(counter, "__path__")
assert importlib.util.find_spec("counter") is spec
forget("counter")
`);
    });

    test("reloading gives the same module and does not execute it again", () => {
      run(`
import counter
counter.mark, counter.Item, before = 1, None, counter.executed
counter.count()
assert importlib.reload(counter) is counter
assert counter.executed == before and counter.mark == 1 and counter.Item is None and counter.count() == 2
forget("counter")
import counter as other
assert other is not counter and other.count() == 1
`);
    });

    test("modules made by hand from a spec are independent", () => {
      run(`
spec = importlib.util.find_spec("counter")
first = importlib.util.module_from_spec(spec)
assert not hasattr(first, "Item")
spec.loader.exec_module(first)
spec.loader.exec_module(first)
assert first.executed == 1 and first.count() == 1 and first is not sys.modules["counter"]
forget("counter")
`);
    });

    test("finds submodules of packages, of namespace packages and of nested ones", () => {
      write("/tree", {
        "package/__init__.py": "from . import counter\nfrom .inner.counter import count\n",
        "package/counter.hpy0.wasm": bytes,
        "package/inner/counter.hpy0.wasm": bytes,
        "space/counter.hpy0.wasm": bytes,
      });
      run(`
import package, space.counter
assert package.counter.__name__ == "package.counter" and package.counter.__package__ == "package"
assert package.counter.Item.__module__ == "counter"
assert package.count() == 1 and package.counter.count() == 1
assert space.counter.count() == 1 and space.__spec__.origin is None
import package.inner.counter
assert package.inner.counter.__file__ == "/tree/package/inner/counter.hpy0.wasm"
forget("package", "space")
`);
    });

    test("an extension can be a package's own module", () => {
      write("/own", { "counter/__init__.hpy0.wasm": bytes, "counter/part.py": "from . import count\n" });
      run(`
import counter, counter.part
assert counter.__path__ == ["/own/counter"] and counter.__package__ == "counter"
assert counter.part.count is counter.count
forget("counter")
sys.path.remove("/own")
`);
    });

    test.each([
      [
        "before name.py of the same folder",
        { "r/counter.py": "", "r/counter.hpy0.wasm": bytes },
        "/rank1/r/counter.hpy0.wasm",
      ],
      [
        "after a package of the same folder",
        { "r/counter/__init__.py": "", "r/counter.hpy0.wasm": bytes },
        "/rank2/r/counter/__init__.py",
      ],
      [
        "before a folder that could be a namespace package",
        { "r/counter/x.txt": "", "r/counter.hpy0.wasm": bytes },
        "/rank3/r/counter.hpy0.wasm",
      ],
      [
        "after CPython's own extension",
        { "r/counter.so": "", "r/counter.hpy0.wasm": bytes },
        "/rank4/r/counter.so",
      ],
      [
        "before the hybrid ABI's for another interpreter",
        { "r/counter.hpy0-cp301.wasm": "", "r/counter.hpy0.wasm": bytes },
        "/rank5/r/counter.hpy0.wasm",
      ],
      [
        "after name.py of an earlier folder",
        { "q/counter.py": "", "r/counter.hpy0.wasm": bytes },
        "/rank6/q/counter.py",
      ],
      [
        "before name.py of a later folder",
        { "q/counter.hpy0.wasm": bytes, "r/counter.py": "" },
        "/rank7/q/counter.hpy0.wasm",
      ],
      [
        "before an earlier folder that could be a namespace package",
        { "q/counter/x.txt": "", "r/counter.hpy0.wasm": bytes },
        "/rank8/r/counter.hpy0.wasm",
      ],
      [
        "as a package before a module",
        { "r/counter.py": "", "r/counter/__init__.hpy0.wasm": bytes },
        "/rank9/r/counter/__init__.hpy0.wasm",
      ],
    ])("ranks %s", (_title, files: Readonly<Record<string, string | Uint8Array>>, expected) => {
      const root = `/${expected.split("/")[1]}`;
      const version = run('"".join(map(str, sys.version_info[:2]))') as string;
      const renamed = Object.entries(files).map(([path, content]) => [
        path.replace("VERSION", version),
        content,
      ]);
      write(root, Object.fromEntries(renamed));
      run(`before = sys.path[:]; sys.path[:0] = ["${root}/q", "${root}/r"]`);
      expect(run('origin("counter")')).toBe(expected);
      run("sys.path[:] = before");
    });

    test("sees files that come and go after invalidate_caches()", () => {
      write("/later", {});
      expect(run('origin("late")')).toBeUndefined();
      write("/later", { "late.hpy0.wasm": bytes });
      expect(run('origin("late")')).toBe("/later/late.hpy0.wasm");
      pyodide.FS.unlink("/later/late.hpy0.wasm");
      expect(run('origin("late")')).toBeUndefined();
    });

    test("a folder that is made after it came onto sys.path, and the current folder", () => {
      run(`
sys.path.insert(0, "/unborn")
assert failure(lambda: __import__("unborn_module")).startswith("ModuleNotFoundError")
os.mkdir("/unborn")
import shutil
shutil.copy("/plain/counter.hpy0.wasm", "/unborn/counter.hpy0.wasm")
assert origin("counter") == "/unborn/counter.hpy0.wasm"
sys.path[0] = ""
os.chdir("/unborn")
assert origin("counter") == "/unborn/counter.hpy0.wasm"
os.chdir("/")
assert origin("counter") != "/unborn/counter.hpy0.wasm"
del sys.path[0]
`);
    });

    test("a file that cannot be loaded is an ImportError with upstream's message", () => {
      const version = run('"".join(map(str, sys.version_info[:2]))') as string;
      write("/broken", {
        "broken.hpy0.wasm": "hello",
        "misnamed.hpy0.wasm": bytes,
        [`hybrid.hpy0-cp${version}.wasm`]: bytes,
        "elsewhere.hpy0-cp999.wasm": bytes,
      });
      run(`
try:
    import broken
except ImportError as error:
    assert error.name == "broken" and error.path == "/broken/broken.hpy0.wasm"
    assert str(error).startswith("Error during loading of the HPy extension module at path '/broken/broken.hpy0.wasm'.")
    assert type(error.__cause__) is RuntimeError
assert "broken" not in sys.modules
assert "get_required_hpy_minor_version_misnamed" in failure(lambda: __import__("misnamed"))
hybrid = failure(lambda: __import__("hybrid"))
assert "get_required_hpy_minor_version_hybrid" in hybrid, hybrid
assert failure(lambda: __import__("elsewhere")).startswith("ImportError: The HPy extension at path '/broken/elsewhere.hpy0-cp999")
`);
    });

    test("HPY and HPY_LOG are honoured by each import", () => {
      run(`
os.environ["HPY_LOG"] = "1"
import counter, package.counter
os.environ["HPY"] = "package.counter:debug"
forget("counter", "package")
import counter, package.counter as inner
assert not counter.context().startswith("debug") and inner.context().startswith("debug of ")
os.environ["HPY"] = "debug"
forget("counter")
import counter
assert counter.context().startswith("debug of ")
os.environ["HPY"] = "nonsense"
forget("counter")
assert failure(lambda: __import__("counter")) == "ValueError: invalid HPy mode: nonsense"
os.environ["HPY"] = "trace"
assert failure(lambda: __import__("counter")).startswith('ImportError: Cannot load in mode "trace": install @hpyjs/trace')
del os.environ["HPY"], os.environ["HPY_LOG"]
import counter
forget("counter", "package")
`);
      const loading = (name: string, context = ""): string =>
        `Loading '${name}' in HPy universal mode${context}`;
      const debugging = " with a debug context";
      expect(printed()).toEqual([
        loading("counter"),
        loading("package.counter"),
        loading("package.inner.counter"),
        loading("counter"),
        loading("package.counter", debugging),
        loading("package.inner.counter"),
        loading("counter", debugging),
        loading("counter", " with a trace context"),
      ]);
    });

    test("a wheel with one file installs and imports", () => {
      const files = {
        "counted/__init__.py": strToU8("from .counter import count\n"),
        "counted/counter.hpy0.wasm": bytes,
      };
      const site = { extractDir: run("import sysconfig; sysconfig.get_path('purelib')") as string };
      pyodide.unpackArchive(wheel("counted", files), "wheel", site);
      run(`
importlib.invalidate_caches()
import counted, importlib.metadata
assert counted.count() == 1 and importlib.metadata.version("counted") == "1.0"
assert counted.counter.__file__.endswith("/site-packages/counted/counter.hpy0.wasm")
`);
      pyodide.unpackArchive(wheel("single", { "counter.hpy0.wasm": bytes }), "wheel", site);
      run(`
sys.path.remove("/plain")
import counter
assert counter.__file__.endswith("/site-packages/counter.hpy0.wasm") and counter.count() == 1
`);
    });

    test("finds extensions in TypeScript that are bundled into name.hpy0.js", () => {
      const extension = (name: string, answer: number): string => `{
        name: "${name}", requires: { major: 0, minor: 0 },
        bind: ({ api }) => ({ doc: null, size: 0, legacyMethods: 0, globals: [], defines: [
          { kind: "meth", name: "answer", signature: "NOARGS", doc: null, impl: () => api.Long_FromInt32_t(${answer}) },
        ] }),
      }`;
      write("/scripts", {
        "single.hpy0.js": `"use strict"; exports.whatever = ${extension("single", 1)};`,
        "whole.hpy0.js": `module.exports = ${extension("other", 2)};`,
        "two.hpy0.js": `exports.default = ${extension("x.two", 3)}; exports.one = ${extension("one", 4)};`,
        "three.hpy0.js": `exports.default = ${extension("two", 3)}; exports.one = ${extension("one", 4)};`,
        "none.hpy0.js": "exports.a = 1;",
        "wrong.hpy0.js": "export default 1;",
        "throws.hpy0.js": "throw new RangeError('not today')",
        "unbundled.hpy0.js": "require('./part')",
        "made.hpy0.js": `exports.made = { name: "made", requires: { major: 0, minor: 0 },
          bind: ({ api }) => ({ doc: null, size: 0, legacyMethods: 0, globals: [], defines: [
            { kind: "slot", slot: "mod_create", impl: () => api.Long_FromInt32_t(5) },
          ] }),
        };`,
        "both.hpy0.js": "throw 1",
        "both.hpy0.wasm": bytes,
        "both.py": "",
      });
      run(`
import single, whole, two
assert [single.answer(), whole.answer(), two.answer()] == [1, 2, 3]
assert single.__file__ == "/scripts/single.hpy0.js" and single.__name__ == "single" and whole.__name__ == "whole"
assert importlib.reload(single) is single
import made
assert made == 5 and sys.modules.pop("made") == 5
for name, message in {
    "three": "it exports \\"two\\", \\"one\\", but no \\"three\\".",
    "none": "it exports no extension.",
    "wrong": "SyntaxError",
    "throws": "RangeError: not today",
    "unbundled": "it needs \\"./part\\", which is not bundled into it",
}.items():
    failed = failure(lambda: __import__(name))
    assert failed.startswith(f"ImportError: Error during loading of the HPy extension module at path '/scripts/{name}.hpy0.js'"), failed
    assert message in failed, failed
assert origin("both") == "/scripts/both.hpy0.wasm"
os.environ["HPY"] = "debug"
forget("single")
import single
assert single.answer() == 1
del os.environ["HPY"]
`);
    });

    test("ordinary imports are left to Python", () => {
      run(`
import json.decoder, xml.dom
assert failure(lambda: __import__("nowhere")) == "ModuleNotFoundError: No module named 'nowhere'"
assert failure(lambda: __import__("json.nowhere")) == "ModuleNotFoundError: No module named 'json.nowhere'"
`);
    });
  });
}
