/** Hybrid extensions in C and TypeScript, for the tests of every version. */

import { hybridFileName, interpreterTag } from "@hpyjs/abi-hybrid";
import type { Handle, Pointer } from "@hpyjs/core";
import { createDebug } from "@hpyjs/debug";
import { HPyModule } from "@hpyjs/extension";
import { HybridModule } from "@hpyjs/extension/hybrid";
import { createTrace } from "@hpyjs/trace";
import { describe, expect, test } from "vitest";
import { compileC, compileFile, counter } from "../c-extensions.ts";
import { startPython } from "../python.ts";

/** A module with one function that calls a function of CPython's API. */
function caller(name: string, symbol: string): string {
  return `
#include <Python.h>
#include "hpy.h"

extern PyObject *${symbol}(PyObject *);

HPyDef_METH(call, "call", HPyFunc_O)
static HPy call_impl(HPyContext *ctx, HPy self, HPy arg) {
    PyObject *object = HPy_AsPyObject(ctx, arg);
    PyObject *result = ${symbol}(object);
    HPy h = HPy_FromPyObject(ctx, result);
    Py_DECREF(object);
    Py_XDECREF(result);
    return h;
}

static PyObject *legacy(PyObject *module, PyObject *arg) { return ${symbol}(arg); }
static PyMethodDef methods[] = { { "legacy", legacy, METH_O, NULL }, { NULL, NULL, 0, NULL } };
static HPyDef *defines[] = { &call, NULL };
static HPyModuleDef module = { .defines = defines, .legacy_methods = methods };
HPy_MODINIT(${name}, module)
`;
}

/** Describes it on one Pyodide. */
export async function describeHybrid(alias: string): Promise<void> {
  const debug = createDebug({ onViolation: "throw" });
  const trace = createTrace();
  const { hpy, run, write } = await startPython(alias, { modes: { debug: debug.mode, trace: trace.mode } });
  const { pythonVersion: python } = hpy;
  const [major, minor] = python;
  const compile = (name: string, symbol = "PyObject_Repr"): Promise<Uint8Array<ArrayBuffer>> =>
    compileFile({
      name,
      abi: "hybrid",
      python: { version: python },
      sources: [{ file: `${name}.c`, text: caller(name, symbol) }],
    });
  const file = (name: string): string => hybridFileName(name, python);
  const bytes = await compile("both");
  run("import sys");

  describe(`a hybrid extension in C on ${alias}`, () => {
    test("is loaded by the tag in its name, and calls CPython's own functions", () => {
      hpy.load({ path: `dist/${file("both")}`, bytes });
      run(`
import both
assert both.call([1]) == "[1]" and both.legacy((2,)) == "(2,)"
del sys.modules["both"], both
`);
    });

    test("is imported from a folder, before a universal one of the same name", async () => {
      write("/hybrid", {
        [file("long")]: await compile("long"),
        "long.hpy0.wasm": await compileC("long", counter("long")),
        [`short.hpy0-${interpreterTag(python)}.wasm`]: await compile("short"),
      });
      run(`
import long, short
assert long.legacy("x") == "'x'" and short.call(1) == "1"
assert long.__file__ == "/hybrid/${file("long")}"
`);
    });

    test.each([["debug"], ["trace"], ["debug", "trace"], ["trace", "debug"]])(
      "works in modes %s %s",
      (...modes) => {
        using _leaks = debug.detectLeaks();
        hpy.load({ path: file("both"), bytes }, { modes });
        run(`
import both
assert both.call([1]) == "[1]" and both.legacy((2,)) == "(2,)"
del sys.modules["both"], both
`);
      },
    );

    test("is refused by another interpreter, with the one that it is for", () => {
      const other = minor === 13 ? 12 : 13;
      const path = hybridFileName("both", [major, other]);
      const says = `was built for CPython 3.${other} (cp3${other}), and this is CPython 3.${minor} (cp3${minor})`;
      expect(() => hpy.load({ path, bytes })).toThrow(says);
      expect(() =>
        hpy.load({ path: path.replace("emscripten", "wasi").replace(`cp3${other}`, `cp3${minor}`), bytes }),
      ).toThrow("the platform 'wasm32-wasi'");
      write("/other", { [path.replace("both", "elsewhere")]: bytes });
      run(`
try:
    import elsewhere
except ImportError as error:
    assert type(error) is ImportError and error.name == "elsewhere", repr(error)
    assert error.path == "/other/${path.replace("both", "elsewhere")}"
    assert ${JSON.stringify(says)} in str(error), error
else:
    raise AssertionError("it was imported")
import hpy.universal, importlib.machinery
try:
    hpy.universal.load("elsewhere", "/other/${path.replace("both", "elsewhere")}", importlib.machinery.ModuleSpec("elsewhere", None))
except ImportError as error:
    assert ${JSON.stringify(says)} in str(error), error
`);
    });

    test("is found last: what else has the name comes before one for another interpreter", () => {
      write("/last", { "preferred.py": "value = 1", "preferred.hpy0-cp301-wasm32-emscripten.wasm": bytes });
      run("import preferred; assert preferred.value == 1");
    });

    test("cannot be sandboxed", () => {
      expect(() => hpy.load({ path: file("both"), bytes }, { flavour: "sandboxed" })).toThrow(
        /cannot be sandboxed: it is one of the hybrid ABI/,
      );
    });

    test("is not loaded as a universal one, nor a universal one as hybrid", async () => {
      expect(() => hpy.load({ path: file("both"), bytes }, { abi: "universal" })).toThrow(
        `'both' is in a WebAssembly file that is loaded with abi: "hybrid", not "universal".`,
      );
      const universal = await compileC("counter", counter("counter"));
      expect(() => hpy.load({ path: "counter.hpy0.wasm", bytes: universal }, { abi: "hybrid" })).toThrow(
        'loaded with abi: "universal", not "hybrid"',
      );
      expect(() => hpy.load({ path: "both.hpy0.wasm", bytes })).toThrow(
        /it imports 'env\.(PyObject_Repr|Py\w+)'.*; what uses CPython's own C API is an extension of the hybrid ABI/,
      );
    });

    test("that uses what the interpreter lacks is refused with its name", async () => {
      const lacking = await compile("lacking", "PyObject_NeverHeardOf");
      expect(() => hpy.load({ path: file("lacking"), bytes: lacking })).toThrow(
        "it imports 'env.PyObject_NeverHeardOf', which this interpreter does not export",
      );
    });

    test("cannot be unloaded once it was loaded", () => {
      const extension = hpy.open({ path: file("both"), bytes });
      extension.unload();
      const kept = hpy.open({ path: file("both"), bytes });
      hpy.load(kept.module());
      run('del sys.modules["both"]');
      expect(() => kept.unload()).toThrow(/code that CPython itself may call.*A hybrid extension stays/);
    });
  });

  describe(`a hybrid extension in TypeScript on ${alias}`, () => {
    test("goes between handles, addresses and proxies", () => {
      const addresses = HybridModule("addresses", (legacy) => ({
        methods: {
          through_proxy: {
            O: (_ctx, _self, h) => {
              const proxy = legacy.asPyProxy(h) as { destroy?: () => void };
              const back = legacy.fromPyProxy(proxy);
              proxy.destroy?.();
              return back;
            },
          },
          length: {
            O: (_ctx, _self, h) => {
              const proxy = legacy.asPyProxy(h) as { length: number; destroy(): void };
              const { length } = proxy;
              proxy.destroy();
              return length;
            },
          },
          from_javascript: { NOARGS: () => legacy.fromPyProxy({ answer: 42 }) },
          text: { NOARGS: () => legacy.fromPyProxy("a text") },
        },
      }));
      for (const modes of [[], ["debug"], ["trace"]]) {
        using _leaks = debug.detectLeaks();
        hpy.load(addresses, { modes });
        run(`
import addresses
thing = [object()]
before = sys.getrefcount(thing)
assert addresses.through_proxy(thing) is thing
assert addresses.length([1, 2, 3]) == 3
assert addresses.text() == "a text" and addresses.through_proxy(5) == 5
assert addresses.from_javascript().answer == 42
assert sys.getrefcount(thing) == before
del addresses, sys.modules["addresses"]
`);
      }
    });

    test("has legacy methods, and types whose slots are C functions", () => {
      const pointer = (name: string): Pointer => hpy.bridge.wasm?.functionPointer(name) as Pointer;
      const METH_O = 8;
      const slots = HybridModule("slots", (legacy) => ({
        types: [
          legacy.type("slots.Thing", {
            fields: ["kept"],
            struct: () => ({ count: 1 }),
            members: { number: { type: "INT" } },
            methods: {
              keep: {
                O: (_ctx, self, value) => {
                  self.store("kept", value);
                  self.members.number = self.struct.count++;
                  return null;
                },
              },
              kept: { NOARGS: (_ctx, self) => self.load("kept") },
            },
            slots: { mp_subscript: (_ctx, _self, key) => key },
            legacySlots: [
              { slot: "nb_subtract", pointer: pointer("PyObject_GetItem") },
              { slot: 32, pointer: pointer("PyObject_Str") },
            ],
          }),
        ],
        legacyMethods: [
          {
            name: "contains",
            pointer: pointer("PyObject_GetItem"),
            flags: METH_O,
            doc: "contains(x, /)\\n--\\n\\nDoes.",
          },
        ],
      }));
      for (const modes of [[], ["debug"]]) {
        hpy.load(slots, { modes });
        run(`
import gc, slots
thing = slots.Thing()
assert thing - "key" == "key"
assert (+thing).startswith("<slots.Thing object at")
thing.keep(thing)
assert thing.kept() is thing and thing.number == 1
thing.keep([])
assert thing.number == 2
thing.keep(thing)
del thing
gc.collect()
try:
    slots.contains(1)
except TypeError as error:
    assert "'module' object is not subscriptable" in str(error), error
else:
    raise AssertionError("the C function was not called")
del slots, sys.modules["slots"]
`);
      }
    });

    test("is hybrid by what it is, and refused as a universal one", () => {
      const module = HybridModule("refused", () => ({}));
      expect(() => hpy.load(module, { abi: "universal" })).toThrow(
        'loaded with abi: "hybrid", not "universal"',
      );
      expect(() => hpy.load(module, { abi: "cpython" })).toThrow('loaded with abi: "hybrid", not "cpython"');
    });

    test("may be a universal one that is loaded as hybrid", () => {
      hpy.load(HPyModule("plain", { methods: { f: { NOARGS: () => 5 } } }), { abi: "hybrid" });
      expect(run("import plain; plain.f()")).toBe(5);
    });

    test("reaches CPython's objects in calls only", () => {
      let use: (() => unknown) | null = null;
      hpy.load(
        HybridModule("late", (legacy) => {
          expect(() => legacy.asPyObject(null)).toThrow("when the module is bound");
          return {
            exec: (ctx) => {
              const { h_None } = ctx;
              use = () => legacy.asPyObject(h_None);
              expect(legacy.fromPyObject(0 as Pointer)).toBeNull();
            },
          };
        }),
      );
      expect(use).toThrow();
      const none: Handle = hpy.bridge.hybrid.api.h_None;
      expect(none).not.toBe(0);
    });
  });
}
