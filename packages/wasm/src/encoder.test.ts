import { describe, expect, test } from "vitest";
import { op, sleb, uleb, WasmModule } from "./encoder.ts";

function load(module: WasmModule, imports: WebAssembly.Imports = {}): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), imports).exports;
}

describe("LEB128", () => {
  test.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [0xffff_ffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("uleb(%d)", (value, bytes) => {
    expect(uleb(value)).toEqual(bytes);
  });

  test.each([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [0x7fff_ffff, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-0x8000_0000, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])("sleb(%d)", (value, bytes) => {
    expect(sleb(value)).toEqual(bytes);
  });
});

describe("WasmModule", () => {
  test("an engine accepts and runs what it encodes", () => {
    const module = new WasmModule();
    const add = module.importFunction("env", "add", "i:ii");
    module.function("i:i", [...op.localGet(0), ...op.i32Const(-300), ...op.call(add)], "minus300");
    const { minus300 } = load(module, { env: { add: (a: number, b: number) => a + b } });
    expect((minus300 as (value: number) => number)(1000)).toBe(700);
  });

  test("64-bit integers and doubles pass unchanged", () => {
    const module = new WasmModule();
    const long = module.importFunction("env", "long", "j:j");
    const double = module.importFunction("env", "double", "d:d");
    module.function("j:j", [...op.localGet(0), ...op.call(long)], "long");
    module.function("d:d", [...op.localGet(0), ...op.call(double)], "double");
    const same = <T>(value: T): T => value;
    const exports = load(module, { env: { long: same, double: same } });
    expect((exports.long as (value: bigint) => bigint)(-(2n ** 63n))).toBe(-(2n ** 63n));
    expect((exports.double as (value: number) => number)(1e300)).toBe(1e300);
  });

  test("locals and the memory work", () => {
    const module = new WasmModule();
    module.importMemory("env", "memory");
    const add = [...op.localGet(1), ...op.localGet(0), ...op.i32Add];
    const code = [...op.i32Const(0), ...op.i32Load(64), ...op.localTee(1), ...op.i32Const(1), ...op.i32Add];
    module.function("i:i", [...op.i32Const(0), ...code, ...op.i32Store(64), ...add], "step", 1);
    const memory = new WebAssembly.Memory({ initial: 1 });
    new Int32Array(memory.buffer)[16] = 41;
    const { step } = load(module, { env: { memory } });
    expect((step as (value: number) => number)(100)).toBe(141);
    expect(new Int32Array(memory.buffer)[16]).toBe(42);
  });

  test("an import after a function, and a letter without a type, are refused", () => {
    const module = new WasmModule();
    module.function("v:", []);
    expect(() => module.importFunction("env", "late", "v:")).toThrow("imports come before");
    expect(() => new WasmModule().function("q:", [])).toThrow("no WebAssembly type has the letter 'q'");
  });
});
