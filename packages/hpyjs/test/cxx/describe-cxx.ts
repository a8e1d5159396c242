/** Extensions in C++, for the tests of every version. */

import { readFileSync } from "node:fs";
import { libcModule } from "@hpyjs/devel";
import { describe, expect, test } from "vitest";
import { compileFile } from "../c-extensions.ts";
import { startPython } from "../python.ts";

/** The exceptions that `thrown.cpp` throws: what catches each inside, and what Python gets of one that leaves. */
const thrown: readonly (readonly [name: string, caught: string, raised: string])[] = [
  ["int", "int 42", "RuntimeError: a C++ exception left the extension: it is of type 'i'"],
  ["text", "text text", "RuntimeError: a C++ exception left the extension: it is of type 'PKc'"],
  ["string", "something", "RuntimeError: a C++ exception left the extension: it is of type 'NSt3__2"],
  ["runtime_error", "exception grüße", "RuntimeError: grüße"],
  ["out_of_range", "out_of_range out there", "IndexError: out there"],
  ["invalid_argument", "exception bad argument", "ValueError: bad argument"],
  ["overflow_error", "exception too large", "OverflowError: too large"],
  ["bad_alloc", "exception std::bad_alloc", "MemoryError: std::bad_alloc"],
  ["derived", "Base 1 Other", "RuntimeError: a C++ exception left the extension: it is of type "],
  ["virtual", "Base 1", "RuntimeError: a C++ exception left the extension: it is of type "],
  ["hidden", "something", "RuntimeError: a C++ exception left the extension: it is of type "],
  ["pointer", "pointer to Base 1", "RuntimeError: a C++ exception left the extension: it is of type 'P"],
  ["at", "out_of_range vector", "IndexError: vector"],
  ["substr", "out_of_range basic_string", "IndexError: basic_string"],
  ["optional", "exception bad_optional_access", "RuntimeError: bad_optional_access"],
  ["function", "exception std::bad_function_call", "RuntimeError: std::bad_function_call"],
  ["stoi", "exception stoi: no conversion", "ValueError: stoi: no conversion"],
  ["dynamic_cast", "exception std::bad_cast", "RuntimeError: std::bad_cast"],
];

/** Describes them on one Pyodide. */
export async function describeCxx(alias: string): Promise<void> {
  const source = readFileSync(new URL("thrown.cpp", import.meta.url), "utf8");
  const flags = ["-std=c++20", "-Wall", "-Wextra", "-Wno-missing-designated-field-initializers", "-Werror"];
  const [pic, reactor, library] = await Promise.all([
    compileFile({ name: "thrown", sources: [{ file: "thrown.cpp", text: source }], flags }),
    compileFile({ name: "thrown", sources: [{ file: "thrown.cpp", text: source }], flags, reactor: true }),
    libcModule(),
  ]);
  const { hpy, run } = await startPython(alias);
  run(`
import gc, sys
def raised(function, *args):
    try:
        function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
`);

  describe.each([
    ["linked", pic, { flavour: "linked" }],
    ["sandboxed", pic, { flavour: "sandboxed", library }],
    ["sandboxed, as a reactor", reactor, { flavour: "sandboxed" }],
  ] as const)(`C++ on ${alias}, %s`, (name, bytes, options) => {
    const path = `${name}.hpy0.wasm`;
    (hpy.load({ path, bytes }, options) as { destroy(): void }).destroy();

    test.each(thrown)("%s is caught by its type, and becomes a Python exception", (what, caught, becomes) => {
      run("import thrown");
      // The frames on the way were left in order: two have something to destroy.
      expect(run(`thrown.catches(${JSON.stringify(what)})`)).toBe(`${caught}, 2`);
      expect(run(`raised(thrown.leaves, ${JSON.stringify(what)})`)).toContain(becomes);
    });

    test("what throws nothing returns", () => {
      expect(run("thrown.catches('nothing')")).toBe("nothing, 2");
      expect(run("thrown.leaves('nothing')")).toBe(undefined);
    });

    test("exceptions nest, and are thrown on", () => {
      expect(run("thrown.nested()")).toBe("outer5outer0");
    });

    test("getters and slots let exceptions out as methods do", () => {
      run("thrower = thrown.Thrower()");
      expect(run("raised(getattr, thrower, 'attribute')")).toBe("RuntimeError: from a getter");
      expect(run("raised(repr, thrower)")).toBe("RuntimeError: from a slot");
      expect(run("raised(len, thrower)")).toBe("RuntimeError: from a length");
    });

    test("the standard library is there, and static objects are made", () => {
      expect(run("thrown.library()")).toBe("12shared8made-122.500000");
    });

    test("exceptions by the ten thousand leave the stack as it was", () => {
      run("for _ in range(10_000): raised(thrown.leaves, 'runtime_error')");
      expect(run("thrown.nested()")).toBe("outer5outer0");
    });

    test("unload() destroys static objects and gives the memory back", () => {
      run("del thrown, thrower; sys.modules.pop('thrown'); gc.collect(); gc.collect()");
      expect(() => hpy.unload(path)).not.toThrow();
    });
  });
}
