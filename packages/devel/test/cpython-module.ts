/** Imports extensions for the CPython ABI into a Pyodide that has nothing of HPy.js. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadCompiler, type PythonVersion } from "../src/index.ts";

interface Pyodide {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
  runPython(source: string): unknown;
}

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");

/** Describes what an extension does there; each version of Pyodide has a process of its own. */
export function describeImport(packageName: string): void {
  let pyodide: Pyodide;

  beforeAll(async () => {
    const { loadPyodide } = (await import(packageName)) as { loadPyodide(): Promise<Pyodide> };
    pyodide = await loadPyodide();
    const version = pyodide.runPython("import sys; '%d.%d' % sys.version_info[:2]") as string;
    const compiler = await loadCompiler();
    const python = { version: version.split(".").map(Number) as unknown as PythonVersion };
    for (const [name, file] of [
      ["cpython_module", "cpython-module.c"],
      ["cpython_throws", "cpython-throws.cpp"],
    ] as const) {
      const sources = [{ file, text: fixture(file) }];
      const flags = ["-Wall", "-Wextra", "-Werror"];
      const result = compiler.compile({ name, sources, abi: "cpython", python, flags });
      expect(result.stderr).toBe("");
      pyodide.FS.writeFile(result.file, result.bytes);
    }
    pyodide.runPython("import gc, sys, weakref; sys.path.insert(0, '.'); import cpython_module as m");
  });

  const python = (name: string, source: string): void => {
    const indent = /^\n( *)/.exec(source)?.[1]?.length ?? 0;
    const lines = source.split("\n").map((line) => line.slice(indent));
    test(name, () => {
      // A function, so that nothing is left behind for the next test.
      pyodide.runPython(`def case():\n${lines.map((line) => `    ${line}`).join("\n")}\ncase()`);
    });
  };

  describe(`an extension for the CPython ABI, in ${packageName}`, () => {
    python(
      "is an ordinary module",
      `
      import importlib.machinery
      assert type(m.__loader__) is importlib.machinery.ExtensionFileLoader
      assert m.__doc__ == "Made with HPy." and m.abi() == "HPy CPython ABI"
      assert m.abi.__text_signature__ == "()" and m.abi.__self__ is m
      assert not any(name.startswith("hpy") for name in sys.modules)`,
    );
    python(
      "reads arguments",
      `
      assert m.add(1) == 11 and m.add(1, 2) == 3 and m.add(b=1, a=5) == 6
      for args, kw in (((), {}), (("x",), {}), ((1, 2, 3), {}), ((1,), {"c": 2})):
          try:
              m.add(*args, **kw)
          except TypeError:
              continue
          raise AssertionError(args)`,
    );
    python(
      "keeps a global, and lets go of what it held",
      `
      class Thing: pass
      thing = Thing()
      before = sys.getrefcount(thing)
      m.keep(thing)
      assert m.kept() is thing and sys.getrefcount(thing) == before + 1
      m.keep(None)
      assert sys.getrefcount(thing) == before`,
    );
    python(
      "has types with members, attributes, operators and a docstring",
      `
      assert m.Node.__module__ == "cpython_module" and m.Node.__doc__ == "A node."
      node = m.Node()
      assert (node.number, node.real, node.next) == (7, 0.0, None)
      node.number = 8
      assert node.number == 8 and node + 1 == (node, 1)
      for attribute, value, error in (("real", 1.0, AttributeError), ("number", None, TypeError)):
          try:
              setattr(node, attribute, value)
          except error:
              continue
          raise AssertionError(attribute)
      try:
          node.link
      except AttributeError as caught:
          assert "link" in str(caught)
      node.link = node
      assert node.next is node
      del node.link
      assert node.next is None`,
    );
    python(
      "has instances that are called, each by its own function if it has one",
      `
      one, two = m.Node(), m.Node()
      assert one() == (7, None, None) and one(1, 2, a=3) == (7, (1, 2), {"a": 3})
      assert type(one).__call__(one, 1, a=3) == (7, (1,), {"a": 3})
      one.hush()
      assert one(1) == "quiet" and two(1) == (7, (1,), None)
      class Derived(m.Node): pass
      assert Derived()(1) == (7, (1,), None)`,
    );
    python(
      "has instances that go with their last reference, in cycles, and in long chains",
      `
      gc.collect()
      before = m.destroyed()
      node = m.Node("kept")
      del node
      assert m.destroyed() == before + 1
      a, b = m.Node(), m.Node()
      a.next, b.next = b, a
      ref = sys.getrefcount(m.Node)
      assert gc.is_tracked(a) and gc.get_referents(a) == [b]
      del a, b
      gc.collect()
      assert m.destroyed() == before + 3
      assert sys.getrefcount(m.Node) == ref - 2
      class Derived(m.Node): pass
      d = Derived()
      d.next = d
      d.attribute = d
      gone = weakref.ref(d)
      del d
      gc.collect()
      assert gone() is None and m.destroyed() == before + 4
      chain = None
      for _ in range(100_000):
          chain = m.Node(chain)
      chain = None
      assert m.destroyed() == before + 100_004`,
    );
    python(
      "reports what a finalizer raises, and keeps the exception that is under way",
      `
      seen = []
      hook, sys.unraisablehook = sys.unraisablehook, lambda what: seen.append(what.exc_value)
      try:
          def fails():
              node = m.Node()
              node.number = 13
              raise ValueError("under way")
          try:
              fails()
          except ValueError as caught:
              assert str(caught) == "under way"
              caught.__traceback__ = None
          gc.collect()
          assert [type(each) for each in seen] == [KeyError], seen
      finally:
          sys.unraisablehook = hook`,
    );
    python(
      "extends every built-in shape, variable sizes and exceptions too",
      `
      cases = [
          (object, 0, ()), (type, 1, ("T", (), {})), (int, 2, (2**100,)), (int, 2, (0,)), (float, 3, (1.5,)),
          (str, 4, ("a text that is long enough",)), (tuple, 5, ((1, 2, 3),)), (tuple, 5, ()), (list, 6, ([1, 2],)),
          (dict, 7, ({"a": 1},)), (ValueError, 0, ("wrong",)),
      ]
      for base, shape, args in cases:
          Tagged = m.tagged(base, shape)
          class Derived(Tagged):
              pass
          for cls in (Tagged, Derived):
              one, two = cls(*args), cls(*args)
              assert one.tag == 0, (base, args)
              one.tag, two.tag = 0x12345678, -1
              assert (one.tag, two.tag) == (0x12345678, -1)
              if base in (int, float, str, tuple, list, dict):
                  assert one == base(*args) and repr(base(one)) == repr(base(*args)), (base, args)
          two.attribute = two
          assert two.attribute is two and two.tag == -1
      try:
          raise m.tagged(KeyError, 0)("raised")
      except KeyError as caught:
          assert caught.tag == 0`,
    );
    python(
      "frees types",
      `
      types = [weakref.ref(m.tagged(object, 0)) for _ in range(50)]
      gc.collect()
      assert all(each() is None for each in types)`,
    );
    python(
      "extends a type that another extension made",
      `
      import importlib.util, shutil
      path = "another" + m.__file__[m.__file__.index(".cpython"):]
      shutil.copy(m.__file__, path)
      spec = importlib.util.spec_from_file_location("cpython_module", path)
      other = importlib.util.module_from_spec(spec)
      spec.loader.exec_module(other)
      before = m.destroyed()
      Derived = other.tagged(m.Node, 0)
      node = Derived("kept")
      assert (node.tag, node.number, node.next) == (7, 7, "kept")
      assert node(1) == (7, (1,), None)
      node.next = node
      del node
      gc.collect()
      assert m.destroyed() == before + 1 and other.destroyed() == 0`,
    );
    python(
      "in C++ throws and catches",
      `
      import cpython_throws
      assert cpython_throws.checked(5) == 5
      try:
          cpython_throws.checked(-3)
      except ValueError as caught:
          assert str(caught) == "too small: -3"
      else:
          raise AssertionError`,
    );
  });
}
