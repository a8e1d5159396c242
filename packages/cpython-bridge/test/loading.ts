/** What loading an extension does in Python, for the tests of every version. */

import {
  abiVersion,
  type Definition,
  type ExtensionModule,
  type Handle,
  HPy_NULL,
  type Layer,
  type ModuleDefinition,
  NULL,
  type Pointer,
  sourceKinds,
} from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { type Bridge, loadCPython, registerCPython } from "../src/index.ts";
import { openBridge } from "../src/pyodide/index.ts";
import type { Pyodide, PyodideAlias } from "./open.ts";

/** What the tests need of the raw context. */
interface Raw {
  readonly layer: Layer;
  /** A C string, which stays. */
  text(text: string): Pointer;
  /** Runs Python code in `__main__`. */
  run(code: string): void;
}

type Exec = (raw: Raw, module: Handle) => number;

/** An extension whose definitions and execution are given. */
function extension(name: string, define: (raw: Raw) => readonly Definition[]): ExtensionModule {
  return {
    name,
    requires: abiVersion,
    bind: (layer): ModuleDefinition => ({
      doc: null,
      size: 0,
      legacyMethods: NULL,
      globals: [],
      defines: define(rawOf(layer)),
    }),
  };
}

function rawOf(layer: Layer): Raw {
  const { api, memory } = layer;
  const text = (text: string): Pointer => {
    const bytes = new TextEncoder().encode(text);
    const pointer = memory.alloc(bytes.length + 1);
    memory.u8().set(bytes, pointer);
    return pointer;
  };
  const run = (code: string): void => {
    const main = api.Import_ImportModule(text("__main__"));
    const names = api.GetAttr_s(main, text("__dict__"));
    const compiled = api.Compile_s(text(code), text("<test>"), sourceKinds.File);
    const done = api.EvalCode(compiled, names, names);
    if (done === HPy_NULL) throw new Error(`cannot run ${code}`);
    for (const h of [main, names, compiled, done]) api.Close(h);
  };
  return { layer, text, run };
}

function executing(name: string, exec: Exec): ExtensionModule {
  return extension(name, (raw) => [{ kind: "slot", slot: "mod_exec", impl: (module) => exec(raw, module) }]);
}

/** A module with a function `answer` and a counter of executions in `__main__.executed`. */
const plain = extension("plain", (raw) => [
  {
    kind: "meth",
    name: "answer",
    signature: "NOARGS",
    doc: null,
    impl: () => raw.layer.api.Long_FromInt32_t(42),
  },
  {
    kind: "slot",
    slot: "mod_exec",
    impl: () => {
      raw.run("executed = globals().get('executed', 0) + 1");
      return 0;
    },
  },
]);

/** Describes loading on one version of Python. */
export async function describeLoading(alias: PyodideAlias): Promise<void> {
  const { loadPyodide } = (await import(alias)) as { loadPyodide(): Promise<Pyodide> };
  const pyodide = await loadPyodide();
  const bridge = openBridge(pyodide);
  const { boundary } = bridge.cpython;

  /** Gives a module to Python as `__main__.<name>`, or the exception as `__main__.error`. */
  function keep(target: Bridge, name: string, load: () => Handle): void {
    const { api, extra } = target.cpython;
    const { text } = rawOf(target.cpython);
    target.cpython.boundary.enter(() => {
      let result = load();
      const failed = result === HPy_NULL;
      if (failed) result = extra.Err_GetRaised();
      const main = api.Import_ImportModule(text("__main__"));
      api.SetAttr_s(main, text(failed ? "error" : name), result);
      api.Close(main);
      api.Close(result);
    });
  }

  function check(code: string, of: Pyodide = pyodide): void {
    of.runPython(code);
  }

  describe(`loading an extension, ${alias}`, () => {
    test("a module that is loaded by name belongs to the caller alone and has the attributes of an import", () => {
      keep(bridge, "mod", () => loadCPython(bridge, plain));
      check(`
import sys, importlib, types
assert type(mod) is types.ModuleType and mod.answer() == 42
assert "plain" not in sys.modules
assert mod.__name__ == mod.__spec__.name == "plain"
assert mod.__package__ == "" and mod.__loader__ is mod.__spec__.loader
assert repr(mod) == "<module 'plain' (HPy extension)>", mod
assert repr(mod.__loader__) == "ExtensionLoader('plain')"
assert mod.__loader__.get_source("plain") is mod.__loader__.get_code("plain") is None
try: import plain
except ModuleNotFoundError: pass
else: raise AssertionError
`);
    });

    test("the name can be another one, in any script", () => {
      keep(bridge, "mod", () => loadCPython(bridge, plain, { name: "größe" }));
      check('assert mod.__name__ == "größe" and mod.answer() == 42');
    });

    test("a name that no module can have is a TypeError in JavaScript", () => {
      for (const name of ["", "a\0b", "\ud800"]) {
        expect(() => boundary.enter(() => loadCPython(bridge, plain, { name }))).toThrow(TypeError);
        expect(() => boundary.enter(() => registerCPython(bridge, plain, { name }))).toThrow(TypeError);
      }
    });

    test("a registered module is what import gives", () => {
      keep(bridge, "mod", () => loadCPython(bridge, plain, { register: true }));
      check("import plain; assert plain is mod is sys.modules['plain']");
    });

    test("a second load is a second, independent module, which takes the first one's place", () => {
      keep(bridge, "first", () => loadCPython(bridge, plain, { register: true }));
      keep(bridge, "second", () => loadCPython(bridge, plain, { register: true }));
      check(`
assert first is not second and sys.modules["plain"] is second
first.x = 1
assert not hasattr(second, "x") and first.answer() == second.answer() == 42
`);
    });

    test("importlib.reload() gives the same module without executing it again", () => {
      keep(bridge, "mod", () => loadCPython(bridge, plain, { register: true }));
      check(`
mod.x, mod.__loader__ = 1, None
before = executed
assert importlib.reload(mod) is mod and executed == before
assert mod.x == 1 and repr(mod.__loader__) == "ExtensionLoader('plain')"
`);
    });

    test("a dotted name becomes an attribute of its parent package", () => {
      check("package = sys.modules['package'] = types.ModuleType('package'); package.__path__ = []");
      keep(bridge, "mod", () => loadCPython(bridge, plain, { name: "package.fast", register: true }));
      check(`
assert package.fast is mod and mod.__package__ == "package"
from package.fast import answer
`);
    });

    test("a parent that is not there, or no package, is Python's ModuleNotFoundError", () => {
      keep(bridge, "mod", () => loadCPython(bridge, plain, { name: "nowhere.fast", register: true }));
      check(
        `assert isinstance(error, ModuleNotFoundError) and str(error) == "No module named 'nowhere'", error`,
      );
      keep(bridge, "mod", () => loadCPython(bridge, plain, { name: "plain.fast", register: true }));
      check(
        `assert isinstance(error, ModuleNotFoundError) and "'plain' is not a package" in str(error), error`,
      );
    });

    test("while it is executed, a registered module can be imported", () => {
      const circular = executing("circular", (raw) => {
        raw.run("import circular; inside = circular; spec_inside = circular.__spec__");
        return 0;
      });
      keep(bridge, "mod", () => loadCPython(bridge, circular, { register: true }));
      check("assert inside is mod and spec_inside is mod.__spec__ and spec_inside.name == 'circular'");
    });

    test("a module that replaces itself in sys.modules while it is executed is replaced", () => {
      const replaced = executing("replaced", (raw) => {
        raw.run("import sys; sys.modules['replaced'] = substitute = types.SimpleNamespace()");
        return 0;
      });
      keep(bridge, "mod", () => loadCPython(bridge, replaced, { register: true }));
      check("assert mod is substitute");
    });

    test("a load that fails gives the exception and leaves no trace, nor harm to an earlier module", () => {
      const failing = executing("plain", (raw) => {
        raw.layer.api.Err_SetString(raw.layer.api.h_ValueError, raw.text("no"));
        return -1;
      });
      keep(bridge, "mod", () => loadCPython(bridge, plain, { register: true }));
      keep(bridge, "other", () => loadCPython(bridge, failing, { register: true }));
      check(`
assert type(error) is ValueError and str(error) == "no"
import plain
assert plain is mod and importlib.reload(mod) is mod
`);
      keep(bridge, "mod", () => loadCPython(bridge, failing, { name: "failing", register: true }));
      check(`
assert "failing" not in sys.modules
try: import failing
except ModuleNotFoundError: pass
else: raise AssertionError
`);
    });

    test("an exec slot that throws is a RuntimeError; one that fails silently a SystemError", () => {
      const throwing = executing("throwing", () => {
        throw new RangeError("thrown");
      });
      keep(bridge, "mod", () => loadCPython(bridge, throwing));
      check("assert type(error) is RuntimeError and 'RangeError: thrown' in str(error), error");
      keep(bridge, "mod", () =>
        loadCPython(
          bridge,
          executing("silent", () => -1),
        ),
      );
      check("assert type(error) is SystemError, error");
    });

    test("what bind() throws reaches the caller as it is", () => {
      const thrown = new Error("cannot bind");
      const unbound: ExtensionModule = {
        name: "unbound",
        requires: abiVersion,
        bind: () => {
          throw thrown;
        },
      };
      expect(() => boundary.enter(() => loadCPython(bridge, unbound, { register: true }))).toThrow(thrown);
      check("assert 'unbound' not in sys.modules");
    });

    test("several exec slots run in order, up to the first that fails", () => {
      const step = (raw: Raw, name: string, status: number): Definition => ({
        kind: "slot",
        slot: "mod_exec",
        impl: () => {
          raw.run(`steps.append('${name}')`);
          if (status === -1) raw.layer.api.Err_SetString(raw.layer.api.h_ValueError, raw.text("stop"));
          return status;
        },
      });
      check("steps = []");
      const steps = (last: number): ExtensionModule =>
        extension("steps", (raw) => [step(raw, "a", 0), step(raw, "b", last), step(raw, "c", 0)]);
      keep(bridge, "mod", () => loadCPython(bridge, steps(0)));
      keep(bridge, "mod", () => loadCPython(bridge, steps(-1)));
      check("assert steps == ['a', 'b', 'c', 'a', 'b'], steps");
    });

    test("a create slot can give any object", () => {
      const created = extension("created", (raw) => [
        {
          kind: "slot",
          slot: "mod_create",
          impl: (spec) => {
            raw.run("made = types.SimpleNamespace()");
            const { api } = raw.layer;
            const made = api.GetAttr_s(api.Import_ImportModule(raw.text("__main__")), raw.text("made"));
            api.SetAttr_s(made, raw.text("spec"), spec);
            return made;
          },
        },
      ]);
      keep(bridge, "mod", () => loadCPython(bridge, created, { register: true }));
      check(`
import created
assert created is mod is made and created.spec.name == "created"
assert created.__name__ == "created" and importlib.reload(types) is types
`);
    });

    test("with a spec, the module is made and executed, and nothing else", () => {
      const { api } = bridge.cpython;
      const { text } = rawOf(bridge.cpython);
      check("spec = importlib.machinery.ModuleSpec('by.spec', None); executed = 0");
      keep(bridge, "mod", () => {
        const main = api.Import_ImportModule(text("__main__"));
        return loadCPython(bridge, plain, { spec: api.GetAttr_s(main, text("spec")) });
      });
      check(`
assert mod.__name__ == "by.spec" and executed == 1 and mod.__spec__ is None
assert "by.spec" not in sys.modules
`);
    });

    test("a registered extension is bound when it is imported, each time to a new module", () => {
      let bound = 0;
      const lazy: ExtensionModule = {
        ...plain,
        bind: (layer) => {
          bound++;
          return plain.bind(layer);
        },
      };
      expect(boundary.enter(() => registerCPython(bridge, lazy, { name: "lazy" }))).toBe(0);
      expect(bound).toBe(0);
      check("import lazy; first = lazy; import lazy; assert lazy is first and lazy.answer() == 42");
      expect(bound).toBe(1);
      check("del sys.modules['lazy']; import lazy; assert lazy is not first and lazy.answer() == 42");
      expect(bound).toBe(2);
      check("assert sum(type(f).__name__ == 'ExtensionFinder' for f in sys.meta_path) == 1");
      check("assert importlib.util.find_spec('lazy').name == 'lazy'");
    });

    test("importlib.util's LazyLoader executes the module on first use", () => {
      boundary.enter(() => registerCPython(bridge, plain, { name: "postponed" }));
      check(`
from importlib.util import LazyLoader, find_spec, module_from_spec
executed = 0
spec = find_spec("postponed")
spec.loader = LazyLoader(spec.loader)
mod = sys.modules["postponed"] = module_from_spec(spec)
spec.loader.exec_module(mod)
assert executed == 0
assert mod.answer() == 42 and executed == 1
`);
    });

    test("two interpreters have modules of their own", async () => {
      const another = await loadPyodide();
      const other = openBridge(another);
      keep(bridge, "mod", () => loadCPython(bridge, plain, { register: true }));
      keep(other, "mod", () => loadCPython(other, plain, { register: true }));
      check("import plain; plain.x = 'here'");
      check("import plain; assert plain is mod and not hasattr(plain, 'x') and executed == 1", another);
      check("assert plain.x == 'here' and plain.answer() == 42");
    });

    test("loading and dropping modules leaves nothing behind", () => {
      const cycle = (): void => {
        keep(bridge, "mod", () => loadCPython(bridge, plain, { register: true }));
        check("import gc; del mod, sys.modules['plain']; gc.collect()");
      };
      const blocks = (): number => Number(pyodide.runPython("gc.collect(); sys.getallocatedblocks()"));
      check("globals().pop('plain', None); globals().pop('first', None); globals().pop('second', None)");
      for (let i = 0; i < 5; i++) cycle();
      const before = blocks();
      for (let i = 0; i < 20; i++) cycle();
      expect(blocks() - before).toBeLessThan(20);
    });
  });
}
