import { readFileSync } from "node:fs";
import { layout, spec } from "@hpyjs/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type CompileOptions, type CompileResult, type Compiler, loadCompiler } from "../src/index.ts";
import { exportTypes } from "./export-types.ts";

let compiler: Compiler;
beforeAll(async () => {
  compiler = await loadCompiler();
});

const { functions, handles, members, signatures, slots } = spec;

const strict = ["-Wall", "-Wextra", "-Werror"];

function compile(file: string, text: string, options: Partial<CompileOptions> = {}): CompileResult {
  return compiler.compile({ name: "m", sources: [{ file, text }], flags: strict, ...options });
}

/** Compiles a C source that asserts each fact, as an expression that the compiler can decide. */
function assertAll(facts: readonly string[]): void {
  const lines = facts.map((fact) => `_Static_assert(${fact}, "${fact}");`);
  const result = compile("facts.c", ["#include <hpy.h>", ...lines, "HPyModuleDef *unused;"].join("\n"));
  expect(result.stderr).toBe("");
  expect(result.ok).toBe(true);
}

const everything = readFileSync(new URL("./fixtures/everything.c", import.meta.url), "utf8");

const symbols = [
  "HPyInitGlobalContext_everything",
  "HPyInit_everything",
  "get_required_hpy_major_version_everything",
  "get_required_hpy_minor_version_everything",
];

describe("hpy.h", () => {
  test.each([
    ["everything.c", "-std=c11"],
    ["everything.c", "-std=c17"],
    ["everything.cpp", "-std=c++17"],
    ["everything.cpp", "-std=c++20"],
  ])(
    "compiles without a warning as %s with %s, and exports the four symbols of HPy_MODINIT",
    (file, standard) => {
      const result = compile(file, everything, { flags: [...strict, standard] });
      expect(result.stderr).toBe("");
      expect(result.ok).toBe(true);
      const exported = WebAssembly.Module.exports(new WebAssembly.Module(result.bytes)).map(
        ({ name }) => name,
      );
      expect(exported.filter((name) => name.endsWith("_everything")).sort()).toEqual(symbols);
    },
  );

  test("compiles where nothing is optimised and pedantry is asked for", () => {
    const flags = [...strict, "-Wpedantic", "-std=c11"];
    const result = compile("everything.c", everything, { flags, optimise: "0" });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });

  test.each([
    ...["hpydef", "hpytype", "hpymodule", "inline_helpers", "macros", "types"],
    ...["argparse", "buildvalue", "format", "helpers", "structseq"].map((name) => `runtime/${name}`),
  ])("is found from its part hpy/%s.h", (part) => {
    const text = `
      #include <hpy/${part}.h>
      #include <hpy.h>
      HPyDef_METH(f, "f", HPyFunc_O)
      static HPy f_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_BuildValue(ctx, "OO", self, arg); }`;
    const result = compile("part.c", text, { flags: [...strict, "-std=c11"] });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });

  test("keeps the contexts of modules apart that are linked into one", () => {
    const text = (name: string): string => `
      #include <hpy.h>
      HPY_MOD_EMBEDDABLE(${name})
      HPyContext *context_of_${name}(void);
      HPyContext *context_of_${name}(void) { return _ctx_for_trampolines; }
      static HPyModuleDef def = {0};
      HPy_MODINIT(${name}, def)`;
    const sources = ["a", "b"].map((name) => ({ file: `${name}.c`, text: text(name) }));
    const flags = [...strict, "-Wno-missing-field-initializers", "-DHPY_EMBEDDED_MODULES"];
    const result = compiler.compile({ name: "a", sources, flags });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
  });
});

describe("the ABI of the headers", () => {
  test("has the structs of the specification", () => {
    assertAll(
      Object.entries(layout.wasm32).flatMap(([name, { size, align, offsets }]) => [
        `sizeof(${name}) == ${size}`,
        `_Alignof(${name}) == ${align}`,
        ...Object.entries<number>(offsets).map(
          ([field, offset]) => `offsetof(${name}, ${field === "entries" ? "h_None" : field}) == ${offset}`,
        ),
      ]),
    );
  });

  test("has the entries of the context at their indices", () => {
    const { entries } = layout.wasm32.HPyContext.offsets;
    const fields = [...handles, ...functions.map(({ index, member }) => ({ index, name: `ctx_${member}` }))];
    expect(fields).toHaveLength(273);
    assertAll(fields.map(({ index, name }) => `offsetof(HPyContext, ${name}) == ${entries + 4 * index}`));
  });

  test("has the numbers of the specification", () => {
    assertAll([
      ...signatures.map(({ name, number }) => `HPyFunc_${name} == ${number}`),
      ...slots.map(({ name, number }) => `HPy_${name} == ${number}`),
      ...slots.map(({ name, signature }) => `HPySlot_SIG(HPy_${name}) == HPyFunc_${signature}`),
      ...members.map(({ name, number }) => `HPyMember_${name} == ${number}`),
      "HPY_ABI_VERSION == 0 && HPY_ABI_VERSION_MINOR == 0",
      "HPy_TPFLAGS_DEFAULT == 0x40200 && HPy_TPFLAGS_BASETYPE == 1 << 10",
      "HPy_TPFLAGS_HAVE_VECTORCALL == 1 << 11 && HPy_TPFLAGS_HAVE_GC == 1 << 14",
      "sizeof(HPy) == 4 && sizeof(HPyField) == 4 && sizeof(HPyGlobal) == 4 && sizeof(HPyTracker) == 4",
    ]);
  });

  test("passes handles and their like as words", () => {
    const types = [
      "HPy",
      "HPyField",
      "HPyGlobal",
      "HPyTracker",
      "HPyListBuilder",
      "HPyTupleBuilder",
      "HPyThreadState",
    ];
    const api = '__attribute__((visibility("default")))';
    const same = ["long", ...types].map(
      (type) => `${api} ${type} same_${type}(${type} value) { return value; }`,
    );
    const result = compile("word.c", ["#include <hpy.h>", ...same].join("\n"));
    expect(result.stderr).toBe("");
    const exported = exportTypes(result.bytes);
    for (const type of types) expect(exported.get(`same_${type}`)).toBe(exported.get("same_long"));
    expect(exported.get("same_long")).toBeDefined();
  });
});

describe("what the headers refuse", () => {
  const context = "HPyContext *ctx, HPy h, cpy_PyObject *o";
  test.each([
    [
      "Python.h",
      "#include <Python.h>",
      "forbidden to #include <Python.h> when targeting the HPy Universal ABI",
    ],
    [
      "HPy_FromPyObject",
      `HPy f(${context}); HPy f(${context}) { (void)h; return HPy_FromPyObject(ctx, o); }`,
      "Cannot use legacy functions when targeting the HPy Universal ABI",
    ],
    [
      "HPy_AsPyObject",
      `void *f(${context}); void *f(${context}) { (void)o; return HPy_AsPyObject(ctx, h); }`,
      "Cannot use legacy functions when targeting the HPy Universal ABI",
    ],
    ["an unknown slot", "HPyDef_SLOT(x, HPy_tp_nope)", "HPy_tp_nope"],
    ["an unknown signature", 'HPyDef_METH(x, "x", HPyFunc_NOPE)', "HPyFunc_NOPE"],
    [
      "a slot's function with another signature",
      "HPyDef_SLOT(x, HPy_nb_bool)\nstatic HPy x_impl(HPyContext *ctx, HPy h) { return HPy_Dup(ctx, h); }",
      "conflicting types for 'x_impl'",
    ],
  ])("is %s", (_what, text, message) => {
    for (const optimise of ["0", "2"] as const) {
      const result = compile("refused.c", `#include <hpy.h>\n${text}\n`, { optimise });
      expect(result.ok).toBe(false);
      expect(result.stderr).toContain(message);
    }
  });

  test.each([
    ["-DHPY_ABI_HYBRID", "Conflicting macros are defined: HPY_ABI_HYBRID and HPY_ABI_UNIVERSAL"],
    ["-DHPY_ABI_CPYTHON", "Conflicting macros are defined: HPY_ABI_CPYTHON and HPY_ABI_UNIVERSAL"],
    ["-UHPY_ABI_UNIVERSAL", "Cannot determine the desired HPy ABI"],
  ])("is %s", (flag, message) => {
    const result = compile("abi.c", "#include <hpy.h>\n", { flags: [flag] });
    expect(result.ok).toBe(false);
    expect(result.stderr).toContain(message);
  });
});
