/** The wheels in a stock Pyodide in Node, as micropip installs them. */

import { describe, expect, test } from "vitest";
import { loadHPy, type PyodideLike } from "../../packages/hpyjs/src/index.ts";
import { steps } from "./steps.ts";

interface StockPyodide extends PyodideLike {
  unpackArchive(content: Uint8Array, format: string, options: { extractDir: string }): void;
}

async function installed(
  alias: string,
  wheels: readonly Uint8Array[],
  prepare: (pyodide: StockPyodide) => void = () => {},
): Promise<StockPyodide> {
  const { loadPyodide } = (await import(alias)) as { loadPyodide(): Promise<StockPyodide> };
  const pyodide = await loadPyodide();
  prepare(pyodide);
  // What micropip does once it has downloaded a wheel.
  const extractDir = String(pyodide.runPython("import site; site.getsitepackages()[0]"));
  for (const content of wheels) pyodide.unpackArchive(content, "wheel", { extractDir });
  pyodide.runPython("import importlib; importlib.invalidate_caches()");
  return pyodide;
}

/** Describes the wheels on one Pyodide. */
export function describeWheel(alias: string, wheels: readonly Uint8Array[]): void {
  describe(`the wheel hpyjs on ${alias}`, async () => {
    const pyodide = await installed(alias, wheels);
    test.each(steps)("%s", (_name, code) => {
      pyodide.runPython(code);
    });
  });
}

/** How large the wheel of the runtime may be, in bytes. */
const limit = 400_000;

/** Describes the wheel itself, and what an application sees that has called `loadHPy()`. */
export function describeApplication(alias: string, wheels: readonly Uint8Array[]): void {
  test("the wheel hpyjs is not too large", () => {
    expect(wheels[0]?.length).toBeLessThan(limit);
  });

  describe(`an application that has called loadHPy() on ${alias}`, async () => {
    const pyodide = await installed(alias, wheels, loadHPy);

    test("keeps its own runtime", () => {
      const code = "import sys, editdistance; (editdistance.distance('a', 'b'), 'hpyjs' in sys.modules)";
      expect(String(pyodide.runPython(code))).toBe("(1, False)");
      expect(() => pyodide.runPython("import hpyjs; hpyjs.unload('x')")).toThrow(
        "this application has started HPy.js itself",
      );
    });
  });
}
