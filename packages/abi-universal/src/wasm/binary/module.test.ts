import { op, uleb, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { WasmFormatError } from "../errors.ts";
import { readModule } from "./module.ts";

function sample(): Uint8Array {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importFunction("env", "strlen", "i:i");
  module.function("i:", op.i32Const(7), "seven");
  return module.bytes();
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...uleb(bytes.length), ...bytes];
}

/** A module that consists of a header and one custom section. */
function withCustom(name: string, content: number[]): Uint8Array {
  const body = [...text(name), ...content];
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, ...uleb(body.length), ...body]);
}

describe("readModule()", () => {
  test("finds imports and exports in order", () => {
    const { exports, imports, dylink } = readModule(sample());
    expect(imports).toEqual([
      { module: "env", name: "memory", kind: "memory", type: null },
      { module: "env", name: "strlen", kind: "function", type: 0 },
    ]);
    expect(exports).toEqual([{ name: "seven", kind: "function", index: 1 }]);
    expect(dylink).toBeNull();
  });

  test("finds the sections, which together are the whole file but its header", () => {
    const bytes = sample();
    const { sections } = readModule(bytes);
    expect(sections.map(({ id }) => id)).toEqual([1, 2, 3, 7, 10]);
    expect(sections.reduce((sum, { size }) => sum + size, 8)).toBe(bytes.length);
  });

  test("reads the dylink.0 section, and passes over subsections that it does not know", () => {
    const memory = [1, ...uleb(5), ...uleb(300), 4, 12, 0];
    const needed = [2, ...uleb(1 + text("libc.so").length), 1, ...text("libc.so")];
    const unknown = [9, 2, 1, 1];
    const weak = [...text("env"), ...text("maybe"), 1];
    const strong = [...text("env"), ...text("surely"), 0x10];
    const info = [4, ...uleb(1 + weak.length + strong.length), 2, ...weak, ...strong];
    const { dylink } = readModule(withCustom("dylink.0", [...memory, ...needed, ...unknown, ...info]));
    expect(dylink).toEqual({
      memorySize: 300,
      memoryAlign: 4,
      tableSize: 12,
      tableAlign: 0,
      needed: ["libc.so"],
      weakImports: new Set(["maybe"]),
    });
  });

  test("refuses bytes that are no module, saying where", () => {
    expect(() => readModule(new Uint8Array())).toThrow(WasmFormatError);
    expect(() => readModule(new TextEncoder().encode("<!doctype html>"))).toThrow("magic number");
    const bytes = sample();
    for (let length = 9; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const isWhole = readable(cut);
      if (isWhole !== null) expect(isWhole.sections.reduce((sum, { size }) => sum + size, 8)).toBe(length);
    }
  });

  test("never throws anything but a WasmFormatError, whatever byte is changed", () => {
    const bytes = sample();
    for (let index = 0; index < bytes.length; index++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[index] = value;
        readable(changed);
      }
    }
    expect(readable(bytes)).not.toBeNull();
  });
});

/** What was read, or `null` when it was refused as it should be. */
function readable(bytes: Uint8Array): ReturnType<typeof readModule> | null {
  try {
    return readModule(bytes);
  } catch (thrown) {
    if (thrown instanceof WasmFormatError) return null;
    throw thrown;
  }
}
