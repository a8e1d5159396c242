import { readFileSync } from "node:fs";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../binary/byte-reader.ts";
import { readModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { InstructionReader } from "./instructions.ts";

const root = new URL("../../../../../../", import.meta.url);

/** Reads all functions of a module; gives how many there are, and how often one names another. */
function readAll(bytes: Uint8Array): { functions: number; calls: number; indirect: number } {
  const code = readModule(bytes).sections.find(({ id }) => id === 10);
  if (code === undefined) return { functions: 0, calls: 0, indirect: 0 };
  const reader = new ByteReader(bytes, code.start, code.end);
  const instructions = new InstructionReader(bytes);
  const seen = { functions: 0, calls: 0, indirect: 0 };
  reader.vector(() => {
    const size = reader.u32();
    const start = reader.position;
    reader.skip(size);
    seen.functions++;
    instructions.body(start, start + size, {
      functionIndex: () => void seen.calls++,
      indirectCall: () => void seen.indirect++,
    });
  });
  return seen;
}

/** A module whose only function has these instructions. */
function withCode(code: readonly number[]): Uint8Array {
  const module = new WasmModule();
  module.function("v:", code, "f");
  return module.bytes();
}

describe("InstructionReader", () => {
  test.each([
    "node_modules/pyodide-312/pyodide.asm.wasm",
    "node_modules/pyodide-313/pyodide.asm.wasm",
    "node_modules/pyodide-314/pyodide.asm.wasm",
    "packages/devel/node_modules/@yowasp/clang/gen/llvm.core.wasm",
  ])("reads every instruction of %s", (path) => {
    const { calls, functions, indirect } = readAll(readFileSync(new URL(path, root)));
    expect(functions).toBeGreaterThan(10_000);
    expect(calls).toBeGreaterThan(functions);
    expect(indirect).toBeGreaterThan(1000);
  });

  test("knows instructions of all proposals", () => {
    const instructions: readonly (readonly number[])[] = [
      [0xfc, 0x08, 0x80, 0x01, 0x00], // memory.init 128
      [0xfc, 0x0a, 0x00, 0x00], // memory.copy
      [0xfd, 0x0c, ...Array(16).fill(0x0b)], // v128.const
      [0xfd, 0x54, 0x00, 0x00, 0x0f], // v128.load8_lane
      [0xfd, 0x80, 0x02], // a relaxed one
      [0xfe, 0x10, 0x02, 0x08], // i32.atomic.load
      [0xfe, 0x03, 0x00], // atomic.fence
      [0x28, 0x42, 0x01, 0x04], // i32.load of memory 1
      [0x1f, 0x40, 0x02, 0x00, 0x00, 0x00, 0x02, 0x00, 0x0b], // try_table
      [0xfb, 0x18, 0x03, 0x00, 0x6e, 0x6b], // br_on_cast
      [0x13, 0x00, 0x00], // return_call_indirect
      [0x42, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], // i64.const
    ];
    for (const instruction of instructions) {
      expect(readAll(withCode([...instruction, 0x10, 0x00])).calls, instruction.join(" ")).toBe(1);
    }
  });

  test("refuses what is no instruction, and what is cut off", () => {
    for (const code of [
      [0xff],
      [0xfb, 0x7f],
      [0xfd, 0xff, 0x7f],
      [0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
    ]) {
      expect(() => readAll(withCode(code)), code.join(" ")).toThrow(WasmFormatError);
    }
    // The operand of the last instruction would be the `end`.
    expect(() => readAll(withCode([0x10]))).toThrow(WasmFormatError);
    expect(() => readAll(withCode([0x44, 0, 0]))).toThrow(WasmFormatError);
  });

  test("tells only of a load right before a call through the table", () => {
    const seen: number[] = [];
    const bytes = withCode([
      ...[...op.i32Const(0), ...op.i32Load(300), ...op.callIndirect(0)],
      ...[...op.i32Const(0), ...op.i32Load(8), ...op.localTee(0), ...op.callIndirect(0)],
    ]);
    const code = readModule(bytes).sections.find(({ id }) => id === 10) as { start: number; end: number };
    const reader = new ByteReader(bytes, code.start, code.end);
    reader.u32();
    const size = reader.u32();
    new InstructionReader(bytes).body(reader.position, reader.position + size, {
      functionIndex: () => {},
      indirectCall: (_type, offset) => void seen.push(offset),
    });
    expect(seen).toEqual([300, -1]);
  });
});
