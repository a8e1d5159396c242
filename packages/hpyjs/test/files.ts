/** Files as an application loads them, for the tests of every version. */

import type { Mode } from "@hpyjs/core";
import { libcModule } from "@hpyjs/devel";
import { createTrace } from "@hpyjs/trace";
import { withPython } from "@hpyjs/trace/python";
import { describe, expect, test } from "vitest";
import { loadHPy, WasmExtension, WasmInUseError, WasmLoadError } from "../src/index.ts";
import { compileC, counter, symbols } from "./c-extensions.ts";
import { answers } from "./extension.ts";
import { startPython } from "./python.ts";

interface Counter {
  count(): number;
  context(): string;
  fail(): never;
  destroy(): void;
}

/** Describes them on one Pyodide. */
export async function describeFiles(alias: string): Promise<void> {
  const note: Mode = (inner) => ({ ...inner, name: `note of ${inner.name}` });
  const modes = { note, trace: withPython(createTrace()) };
  const { hpy, run, write, pyodide } = await startPython(alias, { modes });
  const bytes = await compileC("counter", counter("counter"));
  const file = { path: "dist/counter.hpy0.wasm", bytes };
  const load = (...args: Parameters<typeof hpy.load>): Counter => hpy.load(...args) as Counter;
  run("import gc, sys");

  /** Forgets all modules of a name, and collects what is left of them. */
  function forget(name: string): void {
    run(`
sys.modules.pop(${JSON.stringify(name)}, None)
globals().pop(${JSON.stringify(name)}, None)
sys.modules["_hpy_importer"].finder.loaders.pop(${JSON.stringify(name)}, None)
gc.collect()
gc.collect()
`);
  }

  describe(`files on ${alias}`, () => {
    test("load() gives Pyodide's proxy of the module, which Python can import", () => {
      const module = load(file);
      expect([module.count(), module.count()]).toEqual([1, 2]);
      expect(run("import counter; counter.count()")).toBe(3);
      expect(() => module.fail()).toThrow(expect.objectContaining({ type: "ValueError" }));
      module.destroy();
      forget("counter");
    });

    test("each load() is a module with C statics of its own", () => {
      const [first, second] = [load(file, { register: false }), load(file, { register: false })];
      expect([first.count(), first.count(), second.count()]).toEqual([1, 2, 1]);
      expect(() => run("import counter")).toThrow("No module named 'counter'");
    });

    test("load() takes a name and modes", () => {
      write("/packages", { "package/__init__.py": "" });
      const module = load(file, { name: "package.counter", modes: ["note"] });
      expect(module.context()).toBe("note of HPy Universal ABI (CPython backend)");
      expect(run("sys.modules['package.counter'].__name__")).toBe("package.counter");
    });

    test("register() makes import find the module in the file", () => {
      hpy.register(file, { name: "counter" });
      expect(run("import counter; counter.count()")).toBe(1);
      forget("counter");
    });

    test("a file that cannot be loaded is a WasmLoadError", async () => {
      const broken = { path: "broken.hpy0.wasm", bytes: new Uint8Array(4) };
      expect(() => hpy.load(broken)).toThrow(WasmLoadError);
      expect(() => hpy.load(broken)).toThrow(
        "at path 'broken.hpy0.wasm'. Error message from dlopen/WinAPI: not a valid",
      );
      expect(() => hpy.open(broken)).toThrow(WasmLoadError);
      expect(() => hpy.load(file, { name: "other" })).toThrow("get_required_hpy_minor_version_other");
      expect(() => hpy.load({ ...file, path: "counter.wasm" })).toThrow("could not find HPy ABI tag");
      const future = { path: "f.hpy0.wasm", bytes: await compileC("f", symbols("f", { major: 7 })) };
      expect(() => hpy.load(future)).toThrow("Requested version: 7.0. Current HPy version: 0.0.");
      expect(run("1 + 1")).toBe(2);
    });

    test("what is no file, and options that make no sense, are refused", () => {
      expect(() => hpy.open("counter.hpy0.wasm" as never)).toThrow("its path and content: { path, bytes }");
      expect(() => hpy.load(bytes as never)).toThrow("these are bytes");
      expect(() => hpy.load({ path: 1, bytes } as never)).toThrow("A file's path is a text, not 1.");
      expect(() => hpy.load({ path: "x.hpy0.wasm", bytes: "text" } as never)).toThrow("is a Uint8Array");
      expect(() => hpy.load(file, { abi: "cpython" })).toThrow('loaded with abi: "universal", not "cpython"');
      expect(() => hpy.load(file, { flavour: "shared" as never })).toThrow('There is no flavour "shared"');
      expect(() => hpy.load(file, { grants: ["clock"] })).toThrow('say flavour: "sandboxed"');
      expect(() => hpy.load(file, { modes: ["debug"] })).toThrow("install @hpyjs/debug");
      expect(() => hpy.load(answers("a"), { flavour: "sandboxed" })).toThrow('option "flavour" is not for');
    });

    test("open() gives the modules in a file, and unload() frees them when nothing is alive", () => {
      const extension = hpy.open(file);
      expect(extension).toBeInstanceOf(WasmExtension);
      expect(extension.names).toEqual(["counter"]);
      const module = load(extension.module());
      expect(module.count()).toBe(1);
      expect(() => extension.unload()).toThrow(WasmInUseError);
      expect(module.count()).toBe(2);
      module.destroy();
      forget("counter");
      extension.unload();
      expect(() => hpy.load(extension.module())).toThrow();
    });

    test("unload() frees what was loaded from a path, also by Python", () => {
      write("/files", { "counter.hpy0.wasm": bytes });
      run("import counter");
      const path = run("counter.__file__") as string;
      expect(() => hpy.unload(path)).toThrow(WasmInUseError);
      expect(run("counter.count()")).toBe(1);
      forget("counter");
      expect(hpy.unload(path)).toBe(true);
      expect(hpy.unload(path)).toBe(false);
      expect(run("import counter; counter.count()")).toBe(1);
      forget("counter");
    });

    test("trace mode's modules are there, and count what an extension calls", () => {
      expect(
        run(`
import hpy.trace, hpy.universal, importlib.util
from hpy.universal import MODE_TRACE, _trace, load
assert _trace is hpy.trace._trace and hpy.trace.get_call_counts is _trace.get_call_counts
spec = importlib.util.find_spec("counter")
zero = hpy.trace.get_call_counts()
counted = load("counter", spec.origin, spec, mode=MODE_TRACE)
counts = {name: count for name, count in hpy.trace.get_call_counts().items() if count != zero[name]}
assert counts == {
    "ctx_Type_FromSpec": 1, "ctx_SetAttr_s": 2, "ctx_Close": 2, "ctx_Long_FromInt32_t": 1, "ctx_HasAttr_s": 1
}, counts
before = hpy.trace.get_call_counts()["ctx_Long_FromInt32_t"]
assert counted.context() == "HPy Trace Mode ABI", counted.context()
counted.count()
hpy.trace.get_call_counts()["ctx_Long_FromInt32_t"] - before
`),
      ).toBe(1);
    });

    test("absent modes say which package to install", () => {
      run(`
def failure(code):
    try:
        exec(code, {})
    except ImportError as error:
        return f"{type(error).__name__}: {error}"

import hpy.universal
install = "install @hpyjs/debug, and give its mode"
assert install in failure("import hpy.debug") and "ModuleNotFoundError" in failure("import hpy.debug")
assert install in failure("import hpy.debug._debug")
assert install in failure("from hpy.universal import _debug")
assert install in failure("import hpy.universal; hpy.universal._debug")
assert install in failure("from hpy.universal import load; load('counter', '/files/counter.hpy0.wasm', None, debug=True)")
`);
    });

    test("the package hpy shares its name with folders of sys.path", () => {
      write("/shared", { "hpy/devel/__init__.py": "", "hpy/other.py": "answer = 42\n" });
      run(`
import hpy, hpy.universal, hpy.devel, hpy.other
assert hpy.other.answer == 42 and hpy.universal.MODE_DEBUG == 1
`);
    });

    test("a second loadHPy() takes the place of the first", () => {
      const before = run("len(sys.meta_path)");
      const again = loadHPy(pyodide);
      expect(run("len(sys.meta_path)")).toBe(before);
      expect(run("import counter; counter.count()")).toBe(1);
      expect(run("import hpy.universal; sys.modules['hpy.universal'].MODE_TRACE")).toBe(2);
      expect((again.load(answers("answering")) as { answer(): number }).answer()).toBe(42);
    });
  });

  describe(`the sandbox on ${alias}`, async () => {
    const library = await libcModule();

    test("takes one file of an application that links the others", () => {
      expect(hpy.open(file).flavour).toBe("linked");
      expect(hpy.open(file, { flavour: "sandboxed", library }).flavour).toBe("sandboxed");
      const options = { flavour: "sandboxed", library, register: false } as const;
      const [first, second] = [load(file, options), load(file, options)];
      expect([first.count(), first.count(), second.count()]).toEqual([1, 2, 1]);
      expect(() => first.fail()).toThrow(expect.objectContaining({ type: "ValueError" }));
      expect(() => hpy.load(file, { flavour: "sandboxed" })).toThrow("needs a C library");
    });

    test("holds for whatever Python imports, if the application says so", async () => {
      const other = await startPython(alias, {
        wasm: { flavour: "sandboxed", library },
        modes: { debug: note },
      });
      other.write("/files", { "counter.hpy0.wasm": bytes });
      expect(other.hpy.open(file).flavour).toBe("sandboxed");
      expect(other.run("import counter; counter.count(); counter.count()")).toBe(2);
      expect(other.run("counter.context()")).toBe("HPy Universal ABI (CPython backend)");
      other.run(`
from hpy.universal import load
noted = load("counter", counter.__file__, counter.__spec__, debug=True)
assert noted.context().startswith("note of ") and noted.count() == 1
`);
      other.write("/scripts", { "script.hpy0.js": "" });
      expect(() => other.run("import script")).toThrow("a script cannot be sandboxed");
      expect(other.hpy.unload("/nowhere")).toBe(false);
    });
  });

  describe(`two interpreters of ${alias}`, () => {
    test("have the same file to themselves", async () => {
      const other = await startPython(alias);
      other.write("/files", { "counter.hpy0.wasm": bytes });
      write("/files", { "counter.hpy0.wasm": bytes });
      run("sys.modules.pop('counter', None)");
      expect(run("import counter; counter.count(); counter.count()")).toBe(2);
      expect(other.run("import counter; counter.count()")).toBe(1);
      expect(other.run("__import__('os').environ.__setitem__('HPY', 'note')")).toBeUndefined();
      expect(run("counter.count()")).toBe(3);
    });
  });
}
