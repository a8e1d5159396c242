import { describe, expect, test } from "vitest";
import { answers } from "../test/extension.ts";
import { checkExtension } from "./extension-like.ts";

describe("a value that is no extension", () => {
  test.each([
    [undefined, "this is undefined."],
    ["geometry", "this is geometry."],
    [() => {}, "this is a function."],
    [Promise.resolve(), "this is a promise; await it first."],
    [new Uint8Array(4), 'these are bytes; pass { path: "name.hpy0.wasm", bytes }'],
    [{ geometry: answers("geometry") }, 'pass what it exports as "geometry"'],
    [{ name: "geometry.Point", spec: {} }, "list it in the `types` of an HPyModule()"],
    [{}, "this object has no name"],
  ])("%o", (value, message) => {
    expect(() => checkExtension(value)).toThrow(TypeError);
    expect(() => checkExtension(value)).toThrow(message);
  });

  test("an extension passes", () => {
    expect(() => checkExtension(answers("geometry"))).not.toThrow();
  });
});
