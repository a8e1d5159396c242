import { readFileSync } from "node:fs";
import { spec } from "@hpyjs/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type CompileOptions, type CompileResult, type Compiler, loadCompiler } from "../src/index.ts";

const strict = ["-Wall", "-Wextra", "-Werror"];
const python = { version: [3, 14] as const };

let compiler: Compiler;
beforeAll(async () => {
  compiler = await loadCompiler();
});

function compile(file: string, text: string, options: Partial<CompileOptions> = {}): CompileResult {
  const sources = [{ file, text }];
  return compiler.compile({ name: "m", sources, abi: "cpython", python, flags: strict, ...options });
}

function exportsOf({ bytes }: CompileResult): string[] {
  return WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
}

const everything = readFileSync(new URL("./fixtures/everything.c", import.meta.url), "utf8");
const { handles, signatures, slots } = spec;

/** CPython's own type of the function that it calls for a signature. */
const functionTypes: Readonly<Record<string, string>> = {
  VARARGS: "PyObject *(*)(PyObject *, PyObject *const *, size_t)",
  KEYWORDS: "vectorcallfunc",
  NOARGS: "PyCFunction",
  O: "PyCFunction",
  DESTROYFUNC: "void (*)(void *)",
  FREEFUNC: "freefunc",
  TRAVERSEPROC: "traverseproc",
  CAPSULE_DESTRUCTOR: "PyCapsule_Destructor",
  VECTORCALLFUNC: "vectorcallfunc",
  MOD_CREATE: "PyObject *(*)(PyObject *, PyModuleDef *)",
};

describe("hpy.h for the CPython ABI", () => {
  test.each([
    ["everything.c", "-std=c11"],
    ["everything.c", "-std=c17"],
    ["everything.cpp", "-std=c++17"],
    ["everything.cpp", "-std=c++20"],
  ])("compiles without a warning as %s with %s, and exports PyInit alone", (file, standard) => {
    const result = compile(file, everything, { flags: [...strict, standard] });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
    const own = exportsOf(result).filter((name) => name.endsWith("everything"));
    expect(own).toEqual(["PyInit_everything"]);
  });

  test("compiles where nothing is optimised and pedantry is asked for", () => {
    const flags = [...strict, "-Wpedantic", "-std=c11"];
    const result = compile("everything.c", everything, { flags, optimise: "0" });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });

  test("names the file after the interpreter", () => {
    expect(compile("everything.c", everything, { name: "everything" }).file).toBe(
      "everything.cpython-314-wasm32-emscripten.so",
    );
  });

  test("makes a trampoline of CPython's type for each signature", () => {
    const each = signatures.map(({ name }) => {
      const type = functionTypes[name] ?? name.toLowerCase();
      return `
        HPyFunc_DECLARE(impl_${name}, HPyFunc_${name})
        HPyFunc_TRAMPOLINE(trampoline_${name}, impl_${name}, HPyFunc_${name})
        _Static_assert(__builtin_types_compatible_p(__typeof__(&trampoline_${name}), ${type}), "${name}");`;
    });
    const flags = [...strict, "-Wno-unused-function", "-Wno-undefined-internal"];
    const result = compile(
      "trampolines.c",
      ["#include <hpy.h>", ...each, "HPyModuleDef *unused;"].join("\n"),
      { flags },
    );
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });

  test("fills a slot's definition with its trampoline", () => {
    const each = slots.map(({ name }) => `HPyDef_SLOT_IMPL(def_${name}, impl_${name}, HPy_${name})`);
    const used = slots.map(({ name }) => `&def_${name}`).join(", ");
    const text = ["#include <hpy.h>", ...each, `HPyDef *all[] = {${used}, NULL};`].join("\n");
    // Nothing implements them; what is compiled is what the definitions need.
    const result = compile("slots.c", text, { flags: ["-Wno-undefined-internal"] });
    expect(result.stderr).toBe("");
  });

  test("has a context of handles alone", () => {
    const word = (index: number): number => 8 + 4 * index;
    const facts = [
      `sizeof(HPyContext) == ${word(handles.length)}`,
      "offsetof(HPyContext, name) == 0 && offsetof(HPyContext, abi_version) == 4",
      ...[...handles]
        .sort((a, b) => a.index - b.index)
        .map(({ name }, place) => `offsetof(HPyContext, ${name}) == ${word(place)}`),
    ];
    const lines = facts.map((fact) => `_Static_assert(${fact}, "${fact}");`);
    const result = compile("facts.c", ["#include <hpy.h>", ...lines, "HPyModuleDef *unused;"].join("\n"));
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });

  test("lets several modules live in one file", () => {
    const text = (name: string): string => `
      #include <hpy.h>
      HPY_MOD_EMBEDDABLE(${name})
      static HPyModuleDef def = {0};
      HPy_MODINIT(${name}, def)`;
    const sources = ["a", "b"].map((name) => ({ file: `${name}.c`, text: text(name) }));
    const flags = [...strict, "-Wno-missing-field-initializers", "-DHPY_EMBEDDED_MODULES"];
    const result = compiler.compile({ name: "a", sources, abi: "cpython", python, flags });
    expect(result.stderr).toBe("");
    expect(exportsOf(result)).toEqual(expect.arrayContaining(["PyInit_a", "PyInit_b"]));
  });

  test("offers CPython's own C API beside HPy's", () => {
    const text = `
      #include <hpy.h>
      HPyDef_METH(f, "f", HPyFunc_O)
      static HPy f_impl(HPyContext *ctx, HPy self, HPy arg) {
        (void)self;
        PyObject *object = HPy_AsPyObject(ctx, arg);
        PyObject *list = PyList_New(0);
        PyList_Append(list, object);
        Py_DECREF(object);
        HPy result = HPy_FromPyObject(ctx, list);
        Py_DECREF(list);
        return result;
      }
      HPyDef *used = &f;`;
    const result = compile("both.c", text, { flags: [...strict, "-std=c11"] });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });
});
