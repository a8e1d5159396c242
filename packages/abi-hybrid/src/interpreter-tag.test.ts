import { describe, expect, it } from "vitest";
import { InterpreterTagError } from "./errors.ts";
import { checkInterpreterTag, hybridFileName, interpreterTag, isHybridFile } from "./interpreter-tag.ts";

describe("a hybrid extension's file", () => {
  it("is told by the interpreter's tag in its name", () => {
    expect(hybridFileName("name", [3, 14])).toBe("name.hpy0-cp314-wasm32-emscripten.wasm");
    expect(interpreterTag([3, 9])).toBe("cp39");
    for (const path of [
      "a/name.hpy0-cp314.wasm",
      "name.hpy0-cp314-wasm32-emscripten.wasm",
      "name.hpy0-cp312.so",
    ]) {
      expect(isHybridFile(path)).toBe(true);
    }
    for (const path of [
      "name.hpy0.wasm",
      "name.wasm",
      "a.hpy0-cp314.d/name.hpy0.wasm",
      "name.cpython-314.so",
      "",
    ]) {
      expect(isHybridFile(path)).toBe(false);
    }
  });

  it("is accepted by the interpreter that it is for", () => {
    for (const path of [
      "name.hpy0-cp314.so",
      "x\\name.hpy0-cp314.wasm",
      "name.hpy0-cp314-wasm32-emscripten.wasm",
    ]) {
      expect(() => checkInterpreterTag(path, [3, 14])).not.toThrow();
    }
  });

  it.each([
    ["name.hpy0-cp313.wasm", "was built for CPython 3.13 (cp313), and this is CPython 3.14 (cp314)"],
    ["name.hpy0-pp311.wasm", "was built for 'pp311', and this is CPython 3.14 (cp314)"],
    ["name.hpy0-cp314-x86_64.wasm", "was built for the platform 'x86_64'"],
    ["name.hpy0.wasm", "For this interpreter it is called 'name.hpy0-cp314-wasm32-emscripten.wasm'"],
  ])("%s is refused", (path, message) => {
    expect(() => checkInterpreterTag(path, [3, 14])).toThrow(message);
    expect(() => checkInterpreterTag(path, [3, 14])).toThrow(InterpreterTagError);
  });
});
