/** What an application sees, for the tests of every version. */

import { AbiVersionError, type Layer, type Mode } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { type HPyRuntime, loadHPy, type PyodideLike } from "../src/index.ts";
import { answers, failing } from "./extension.ts";

interface Answers {
  answer(): number;
  fail(): never;
}

interface Pyodide extends PyodideLike {
  readonly globals: { set(name: string, value: unknown): void };
  pyimport(name: string): Answers;
}

/** Describes HPy on one Pyodide. */
export async function describeLoading(alias: string): Promise<void> {
  const { loadPyodide } = (await import(alias)) as { loadPyodide(): Promise<Pyodide> };
  const pyodide = await loadPyodide();
  const wrapped: Layer[] = [];
  const note: Mode = (inner) => {
    const layer = { ...inner, name: `note ${inner.name}` };
    wrapped.push(layer);
    return layer;
  };
  const hpy: HPyRuntime<Answers> = loadHPy(pyodide, { modes: { note } });
  const python = (code: string): unknown => pyodide.runPython(code);

  describe(`HPy on ${alias}`, () => {
    test("load() gives Pyodide's proxy of the module, which Python can import", () => {
      const module = hpy.load(answers("plain"));
      expect(module.answer()).toBe(42);
      expect(python("import plain; plain.answer()")).toBe(42);
    });

    test("load() with register: false leaves the module to the caller", () => {
      const module = hpy.load(answers("mine"), { register: false });
      expect(module.answer()).toBe(42);
      expect(() => python("import mine")).toThrow("No module named 'mine'");
    });

    test("load() takes another name, and each ABI", () => {
      const layers: Layer[] = [];
      const extension = answers("named", (layer) => layers.push(layer));
      hpy.load(extension, { name: "first" });
      hpy.load(extension, { name: "second", abi: "cpython" });
      hpy.load(extension, { name: "third", abi: "universal" });
      python("import first, second, third; assert first.answer() == second.answer() == third.answer()");
      expect(layers).toEqual([hpy.bridge.universal, hpy.bridge.cpython, hpy.bridge.universal]);
    });

    test("a Python exception is thrown as Pyodide's own error, and the interpreter goes on", () => {
      expect(() => hpy.load(failing("failing"))).toThrow(expect.objectContaining({ type: "ValueError" }));
      expect(() => hpy.load(answers("nowhere.answers"))).toThrow("No module named 'nowhere'");
      expect(() => hpy.load(answers("plain")).fail()).toThrow(
        expect.objectContaining({ type: "ValueError" }),
      );
      expect(hpy.load(answers("plain")).answer()).toBe(42);
    });

    test("what an extension throws when it is bound reaches the caller", () => {
      const thrown = new Error("not today");
      const extension = answers("unbound", () => {
        throw thrown;
      });
      expect(() => hpy.load(extension)).toThrow(thrown);
    });

    test("an extension that requires a newer HPy is refused in both ways", () => {
      const extension = answers("newer", () => {}, { major: 0, minor: 9 });
      for (const attempt of [hpy.load, hpy.register]) {
        expect(() => attempt(extension)).toThrow(AbiVersionError);
        expect(() => attempt(extension)).toThrow(
          "HPy extension module 'newer' requires unsupported version of the HPy runtime. " +
            "Requested version: 0.9. Current HPy version: 0.0.",
        );
      }
      expect(hpy.load(extension, { abi: "cpython" }).answer()).toBe(42);
    });

    test("register() makes import find the extension, which is bound when it is imported", () => {
      const layers: Layer[] = [];
      hpy.register(answers("lazy", (layer) => layers.push(layer)));
      hpy.register(
        answers("straight", (layer) => layers.push(layer)),
        { abi: "cpython" },
      );
      expect(layers).toEqual([]);
      expect(python("import lazy, straight; lazy.answer() + straight.answer()")).toBe(84);
      expect(layers).toEqual([hpy.bridge.universal, hpy.bridge.cpython]);
    });

    test("modes are wrapped around the layer, the innermost first; the same modes make one layer", () => {
      const seen: Layer[] = [];
      const extension = answers("modes", (layer) => seen.push(layer));
      const other: Mode = (inner) => ({ ...inner, name: `other ${inner.name}` });
      expect(hpy.load(extension, { modes: ["note"] }).answer()).toBe(42);
      hpy.load(extension, { modes: [note] });
      hpy.load(extension, { modes: ["note", other] });
      expect(wrapped).toHaveLength(1);
      expect(seen.map((layer) => layer.name)).toEqual([
        `note ${hpy.bridge.universal.name}`,
        `note ${hpy.bridge.universal.name}`,
        `other note ${hpy.bridge.universal.name}`,
      ]);
    });

    test("a mode that is not there, or has no place, is refused with what to do", () => {
      const extension = answers("refused");
      expect(() => hpy.load(extension, { modes: ["debug"] })).toThrow(
        'Cannot load in mode "debug": install @hpyjs/debug, and give its mode to ' +
          "loadHPy(pyodide, { modes: { debug: … } }).",
      );
      expect(() => hpy.load(extension, { modes: ["toString"] })).toThrow(
        'Cannot load in mode "toString": loadHPy() was given only note.',
      );
      expect(() => hpy.load(extension, { abi: "cpython", modes: ["note"] })).toThrow(TypeError);
      expect(() => hpy.load(extension, { abi: "abi3" as never })).toThrow('There is no ABI "abi3"');
    });

    test("enter() gives the context that extensions get", () => {
      expect(hpy.enter((ctx) => ctx.toJS(ctx.GetAttr_s(ctx.import("math"), "pi")))).toBe(Math.PI);
      expect(() => hpy.enter((ctx) => ctx.import("nowhere"))).toThrow("No module named 'nowhere'");
      expect(hpy.enter((ctx) => ctx.len(ctx.from([1, 2, 3])))).toBe(3);
    });

    test("load() works inside a call from Python", () => {
      const load = (name: string): number => hpy.load(answers(name)).answer();
      pyodide.globals.set("load", load);
      expect(python("load('inner') + __import__('inner').answer()")).toBe(84);
      expect(() => python("load('nowhere.inner')")).toThrow("No module named 'nowhere'");
    });

    test("handing over leaves nothing in Python", () => {
      python("import sys; assert sys.modules['_hpyjs'].left is sys.modules['_hpyjs'].failure is None");
    });
  });
}
