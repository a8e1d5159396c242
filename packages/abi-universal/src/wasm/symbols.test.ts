import { describe, expect, test } from "vitest";
import { moduleNames, moduleSymbols, taggedVersion, tagProblem } from "./symbols.ts";

describe("moduleSymbols()", () => {
  test("uses the last part of a dotted name", () => {
    expect(moduleSymbols("package.sub.fast")).toEqual({
      major: "get_required_hpy_major_version_fast",
      minor: "get_required_hpy_minor_version_fast",
      setContext: "HPyInitGlobalContext_fast",
      init: "HPyInit_fast",
    });
  });

  test("writes a dash as an underscore, and cuts after 200 characters", () => {
    expect(moduleSymbols("two-words").init).toBe("HPyInit_two_words");
    expect(moduleSymbols("x".repeat(300)).init).toBe(`HPyInit_${"x".repeat(200)}`);
  });
});

test("moduleNames() finds every module that a file exports", () => {
  expect(moduleNames(["HPyInit_a", "malloc", "HPyInit_b", "HPyInitGlobalContext_a"])).toEqual(["a", "b"]);
});

describe("the tag in a file's name", () => {
  test.each([
    ["name.hpy0.wasm", 0],
    ["folder/name.hpy12.wasm", 12],
    ["name.hpy0-cp314.wasm", 0],
    ["name.hpy00.wasm", 0],
    ["some.hpy5/name.wasm", null],
    ["name.hpy.wasm", null],
    ["name.wasm", null],
  ])("%s carries %s", (path, version) => {
    expect(taggedVersion(path)).toBe(version);
  });

  test("is compared with the version that the module requires, in upstream's words", () => {
    const required = { major: 0, minor: 0 };
    expect(tagProblem("m", "m.hpy0.wasm", required)).toBeNull();
    expect(tagProblem("m", "m.hpy9.wasm", required)).toBe(
      "HPy extension module 'm' at path 'm.hpy9.wasm': mismatch between the HPy ABI tag encoded in the filename and " +
        "the major version requested by the HPy extension itself. Major version tag parsed from filename: 9. " +
        "Requested version: 0.0.",
    );
    expect(tagProblem("m", "m.wasm", required)).toBe(
      "HPy extension module 'm' at path 'm.wasm': could not find HPy ABI tag encoded in the filename. " +
        "The extension claims to be compiled with HPy ABI version: 0.0.",
    );
  });
});
