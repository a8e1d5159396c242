import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type CompileOptions, type CompileResult, type Compiler, loadCompiler } from "../src/index.ts";
import { exportTypes, importTypes } from "./export-types.ts";

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

const folder = new URL("../include/hpy/limited_python_h/limited/", import.meta.url);
const text = readdirSync(folder)
  .map((file) => readFileSync(new URL(file, folder), "utf8"))
  .join("\n");

/** The names of what the header declares of one kind. */
function declared(pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name as string);
}
const functions = declared(/^PyAPI_FUNC\(.*\) (?:__attribute__\(\(noreturn\)\) )?(\w+)\(.*;$/gm);
const data = declared(/^PyAPI_DATA\(.*\) (\w+);$/gm);

/** A module that calls each function once, with zeros, and reads each variable: what it imports has their types. */
const callAll = `
#include <Python.h>
template <auto function> struct Call;
template <typename R, typename... A, R (*function)(A...)> struct Call<function> {
  static void call() { (void)function(A()...); }
};
template <typename R, typename... A, R (*function)(A..., ...)> struct Call<function> {
  static void call() { (void)function(A()...); }
};
${functions.map((name) => `#undef ${name}`).join("\n")}
extern "C" __attribute__((visibility("default"))) void call_all(int which) {
  switch (which) {
${functions.map((name, index) => `  case ${index}: Call<&${name}>::call(); break;`).join("\n")}
  }
}
extern "C" __attribute__((visibility("default"))) const void *address_of(int which) {
  const void *const all[] = {${data.map((name) => `&${name}`).join(", ")}};
  return all[which];
}`;

describe("the Python.h of HPy's own", () => {
  test("declares many functions and variables", () => {
    expect(functions.length).toBeGreaterThan(400);
    expect(data.length).toBeGreaterThan(90);
    expect(new Set(functions).size).toBe(functions.length);
  });

  test.each(["pyodide-312", "pyodide-313", "pyodide-314"])(
    "declares what %s exports, with its types",
    (name) => {
      const url = new URL(`../../../node_modules/${name}/pyodide.asm.wasm`, import.meta.url);
      const interpreter = exportTypes(readFileSync(url));
      const result = compile("all.cpp", callAll, { flags: ["-std=c++17"] });
      expect(result.stderr).toBe("");
      const imported = importTypes(result.bytes);
      const differing = functions
        .filter((symbol) => imported.get(symbol) !== interpreter.get(symbol))
        .map((symbol) => `${symbol}: ${imported.get(symbol)} is ${interpreter.get(symbol)}`);
      expect(differing).toEqual([]);
      expect(data.filter((symbol) => interpreter.get(symbol) !== "global")).toEqual([]);
    },
  );

  const module = `
    #include <Python.h>
    #include <structmember.h>
    typedef struct { PyObject_HEAD int x; } Point;
    static PyMemberDef members[] = {{"x", T_INT, offsetof(Point, x), READONLY, NULL}, {NULL, 0, 0, 0, NULL}};
    static PyType_Slot slots[] = {{Py_tp_members, members}, {0, NULL}};
    static PyType_Spec spec = {"m.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT, slots};
    static PyObject *f(PyObject *self, PyObject *arg) {
      (void)self;
      if (!PyLong_Check(arg))
        Py_RETURN_NONE;
      return PyType_FromSpec(&spec);
    }
    static PyMethodDef methods[] = {{"f", f, METH_O, NULL}, {NULL, NULL, 0, NULL}};
    static PyModuleDef def = {PyModuleDef_HEAD_INIT, "m", NULL, 0, methods, NULL, NULL, NULL, NULL};
    PyMODINIT_FUNC PyInit_m(void) { return PyModuleDef_Init(&def); }`;

  test.each([
    ["m.c", "-std=c11"],
    ["m.cpp", "-std=c++17"],
  ])("compiles an ordinary extension without a warning, as %s with %s", (file, standard) => {
    const result = compile(file, module, { flags: [...strict, standard] });
    expect(result.stderr).toBe("");
    expect(result.ok).toBe(true);
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(result.bytes));
    expect(exported.map(({ name }) => name)).toContain("PyInit_m");
  });

  test("gives way to a real one", () => {
    const files = { "Python.h": '#error "this is the real one"\n' };
    const result = compile("m.c", module, { python: { ...python, files } });
    expect(result.stderr).toContain("this is the real one");
  });
});
