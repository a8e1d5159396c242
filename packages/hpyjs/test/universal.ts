/** `hpy.universal` in Python, for the tests of every version. */

import type { Mode } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { compileC, counter, symbols } from "./c-extensions.ts";
import { startPython } from "./python.ts";

const named =
  (name: string): Mode =>
  (inner) => ({ ...inner, name: `${name} of ${inner.name}` });

/** Describes it on one Pyodide. */
export async function describeUniversal(alias: string): Promise<void> {
  const modes = { debug: named("debug"), trace: { mode: named("trace") } };
  const { run, write, printed } = await startPython(alias, { modes });
  const plain = "HPy Universal ABI (CPython backend)";
  write("/files", {
    "counter.hpy0.wasm": await compileC("counter", counter("counter")),
    "future.hpy0.wasm": await compileC("future", symbols("future", { major: 999 })),
    "silent.hpy0.wasm": await compileC("silent", symbols("silent", { major: null })),
    "uninitialised.hpy0.wasm": await compileC(
      "uninitialised",
      symbols("uninitialised", { has: ["setContext"] }),
    ),
    "contextless.hpy0.wasm": await compileC("contextless", symbols("contextless", { has: ["init"] })),
    "nothing.hpy0.wasm": await compileC("nothing", symbols("nothing", {})),
    "text.hpy0.wasm": "hello",
  });
  run(`
import importlib.machinery, importlib.util, os, shutil, sys
import hpy.universal
from hpy.universal import _load_bootstrap, load

def spec_of(name, path):
    loader = importlib.machinery.ExtensionFileLoader(name, path)
    return importlib.util.spec_from_file_location(name, path, loader=loader)

def load_file(name, path=None, **options):
    path = path or f"/files/{name}.hpy0.wasm"
    return load(name, path, spec_of(name, path), **options)

def failure(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "no error"

def bootstrap(env, name="counter", ext_name="counter"):
    path = f"/files/{name}.hpy0.wasm"
    spec = spec_of(ext_name, path)
    return _load_bootstrap(name, ext_name, ext_name.rpartition(".")[0], path, spec.loader, spec, env)
`);

  describe(`hpy.universal on ${alias}`, () => {
    test("is a module of its own with upstream's contents", () => {
      run(`
import types
assert type(hpy.universal) is types.ModuleType and sys.modules["hpy.universal"] is hpy.universal
assert hpy.universal.__name__ == "hpy.universal" and hpy.universal.__package__ == "hpy"
assert [hpy.universal.MODE_UNIVERSAL, hpy.universal.MODE_DEBUG, hpy.universal.MODE_TRACE] == [0, 1, 2]
assert [type(part) for part in hpy.universal.get_version()] == [str, str]
assert not hasattr(hpy.universal, "set_debug")
public = {name for name in vars(hpy.universal) if not name.startswith("_")}
assert public == {"load", "get_version", "MODE_UNIVERSAL", "MODE_DEBUG", "MODE_TRACE"}, public
`);
    });

    test("load() makes independent modules and leaves sys.modules alone", () => {
      run(`
first, second = load_file("counter"), load_file("counter")
assert first.__name__ == "counter" and first.__doc__ == "Counts." and first.executed == 1
assert [first.count(), first.count(), second.count()] == [1, 2, 1]
assert first.Item is not second.Item
assert "counter" not in sys.modules
assert load(name="counter", path="/files/counter.hpy0.wasm", spec=None, mode=0).count() == 1
os.environ["HPY"] = "nonsense"
os.environ["HPY_LOG"] = "1"
load_file("counter")
del os.environ["HPY"], os.environ["HPY_LOG"]
`);
      expect(printed()).toEqual([]);
    });

    test.each([
      ["", plain],
      ["debug=True", `debug of ${plain}`],
      ["debug=1, mode=0", `debug of ${plain}`],
      ["debug=True, mode=-1", `debug of ${plain}`],
      ["mode=hpy.universal.MODE_DEBUG", `debug of ${plain}`],
      ["mode=hpy.universal.MODE_TRACE", `trace of ${plain}`],
      ["debug=True, mode=2", `trace of ${plain}`],
      ["mode=3", plain],
      ["debug=True, mode=99", plain],
    ])("load(%s) loads in the mode that upstream does", (options, context) => {
      expect(run(`load_file("counter", ${options}).context()`)).toBe(context);
    });

    test.each([
      [
        'load_file("counter", "/files/none.hpy0.wasm")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/none.hpy0.wasm'. Error message " +
          "from dlopen/WinAPI: /files/none.hpy0.wasm: cannot open shared object file: No such file or directory",
      ],
      [
        'load_file("text")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/text.hpy0.wasm'. Error message " +
          "from dlopen/WinAPI: not a valid WebAssembly module: it does not begin with the magic number and version 1 " +
          "(at byte 0)",
      ],
      [
        'load_file("silent")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/silent.hpy0.wasm'. Cannot locate " +
          "the required minimal HPy versions as symbols 'get_required_hpy_minor_version_silent' and " +
          "`get_required_hpy_major_version_silent`. Error message from dlopen/WinAPI: the file does not export them",
      ],
      [
        'load_file("future")',
        "RuntimeError: HPy extension module 'future' requires unsupported version of the HPy runtime. " +
          "Requested version: 999.0. Current HPy version: 0.0.",
      ],
      [
        'load_file("uninitialised")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/uninitialised.hpy0.wasm' while " +
          "trying to find symbol 'HPyInit_uninitialised'. Did you use the HPy_MODINIT macro to register your module? " +
          "Error message from dlsym/WinAPI: the file does not export it",
      ],
      [
        'load_file("contextless")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/contextless.hpy0.wasm' while " +
          "trying to find symbol 'HPyInitGlobalContext_contextless'. Did you use the HPy_MODINIT macro to register your " +
          "module? Error message from dlsym/WinAPI: the file does not export it",
      ],
      [
        'load_file("nothing")',
        "RuntimeError: Error during loading of the HPy extension module at path '/files/nothing.hpy0.wasm'. " +
          "Function 'HPyInit_nothing' returned NULL.",
      ],
      [
        'load_file("counter", shutil.copy("/files/counter.hpy0.wasm", "/files/counter.hpy999.wasm"))',
        "RuntimeError: HPy extension module 'counter' at path '/files/counter.hpy999.wasm': mismatch between the HPy ABI " +
          "tag encoded in the filename and the major version requested by the HPy extension itself. Major version tag " +
          "parsed from filename: 999. Requested version: 0.0.",
      ],
      [
        'load_file("counter", shutil.copy("/files/counter.hpy0.wasm", "/files/counter.wasm"))',
        "RuntimeError: HPy extension module 'counter' at path '/files/counter.wasm': could not find HPy ABI tag encoded " +
          "in the filename. The extension claims to be compiled with HPy ABI version: 0.0.",
      ],
      ['load_file("zähler", "/files/counter.hpy0.wasm")', "UnicodeEncodeError"],
      ['load(1, "/files/counter.hpy0.wasm", None)', "TypeError: a str is required, not int"],
      ['load("counter", None, None)', "TypeError: a str is required, not NoneType"],
      ['load_file("counter", mode="debug")', "TypeError: 'str' object cannot be interpreted as an integer"],
      ['load("counter")', "TypeError"],
    ])("%s fails with upstream's message", (call, message) => {
      expect(run(`failure(lambda: ${call})`)).toContain(message);
    });

    test("load() finds the module by the last part of its name", () => {
      run(`
module = load("package.counter", "/files/counter.hpy0.wasm", spec_of("package.counter", "/files/counter.hpy0.wasm"))
assert module.__name__ == "package.counter" and module.count() == 1
`);
    });

    test("_load_bootstrap() sets the attributes that a stub's module needs", () => {
      run(`
module = bootstrap({}, ext_name="package.counter")
assert module.__name__ == "package.counter" and module.__package__ == "package"
assert module.__file__ == module.__spec__.origin == "/files/counter.hpy0.wasm"
assert module.__loader__ is module.__spec__.loader and "counter" not in sys.modules
assert repr(module) == "<module 'package.counter' from '/files/counter.hpy0.wasm'>"
`);
      expect(printed()).toEqual([]);
    });

    test.each([
      ["{}", plain, []],
      ["{'HPY_LOG': ''}", plain, ["Loading 'counter' in HPy universal mode"]],
      [
        "{'HPY': 'debug', 'HPY_LOG': '1'}",
        `debug of ${plain}`,
        ["Loading 'counter' in HPy universal mode with a debug context"],
      ],
      [
        "{'HPY': 'other:debug,counter:TRACE', 'HPY_LOG': '1'}",
        `trace of ${plain}`,
        ["Loading 'counter' in HPy universal mode with a trace context"],
      ],
      ["{'HPY': 'debug+trace'}", `debug of trace of ${plain}`, []],
      ["{'HPY': 'trace+debug'}", `trace of debug of ${plain}`, []],
      ["__import__('collections').ChainMap({'HPY': 'trace'})", `trace of ${plain}`, []],
    ])("_load_bootstrap() with the environment %s", (env, context, lines) => {
      expect(run(`bootstrap(${env}).context()`)).toBe(context);
      expect(printed()).toEqual(lines);
    });

    test("_load_bootstrap() refuses a mode that is none", () => {
      expect(run("failure(lambda: bootstrap({'HPY': 'nonsense'}))")).toBe(
        "ValueError: invalid HPy mode: nonsense",
      );
    });
  });
}
