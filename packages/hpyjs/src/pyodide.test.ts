import { describe, expect, test } from "vitest";
import { loadHPy, PyodideVersionError } from "./index.ts";

/** Calls `loadHPy` with anything, as JavaScript can. */
const load = loadHPy as (pyodide: unknown) => unknown;

const fake = { version: "314.0.7", pyimport: () => {}, runPython: () => {} };

describe("loadHPy() with something that is no Pyodide", () => {
  test.each([
    [null, "this is null."],
    [undefined, "this is undefined."],
    [42, "this is 42."],
    [() => {}, "call loadPyodide() and await its result"],
    [Promise.resolve(fake), "write loadHPy(await loadPyodide())"],
    [{ loadPyodide: () => {}, version: "314.0.7" }, "write loadHPy(await pyodide.loadPyodide())"],
    [{}, "this object has no method pyimport()"],
    [{ ...fake, version: undefined }, "this object has no version"],
  ])("%o", (value, message) => {
    expect(() => load(value)).toThrow(TypeError);
    expect(() => load(value)).toThrow(message);
  });

  test("a Pyodide that is too old is named with its version", () => {
    expect(() => load({ ...fake, version: "0.26.4" })).toThrow(PyodideVersionError);
    expect(() => load({ ...fake, version: "0.26.4" })).toThrow("Pyodide 0.26.4");
  });

  test("an object without a Pyodide's inside is told what is missing", () => {
    expect(() => load(fake)).toThrow("it lacks _module");
  });
});
