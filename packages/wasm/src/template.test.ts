import { describe, expect, test } from "vitest";
import { op, sleb, uleb } from "./encoder.ts";
import { CodeTemplate, callHole, constHole } from "./template.ts";

describe("CodeTemplate", () => {
  test("has the numbers where the holes were", () => {
    const make = (call: number[], constant: number[]): number[] => [
      ...[...op.localGet(0), ...constant, ...op.i32Add, ...call, ...op.i32Const(-1), ...op.i32Add, ...call],
    ];
    const template = new CodeTemplate(make(callHole(300), constHole(5)));
    expect(template.holes).toEqual([5, 300, 300]);
    for (const [index, value] of [
      [0, 0],
      [127, -1],
      [70_000, 0x7fff_ffff],
    ] as const)
      expect(template.code((hole) => (hole === 300 ? uleb(index) : sleb(value)))).toEqual(
        make(op.call(index), op.i32Const(value)),
      );
  });

  test.each([
    [0, 0],
    [70_000, -1],
    [0xffff_ffff, 0x7fff_ffff],
    [1, -0x8000_0000],
  ])("filled() puts numbers of five bytes there: %d and %d", (index, value) => {
    const template = new CodeTemplate([...callHole(0), ...constHole(1), ...op.end]);
    const long = (short: number[]): number[] => {
      const fill = (short.at(-1) as number) & 0x40 && value < 0 ? 0x7f : 0;
      const all = [...short, ...Array(5 - short.length).fill(fill)];
      return all.map((byte, at) => (at < 4 ? byte | 0x80 : byte));
    };
    template.filled([1, 1]);
    expect([...template.filled([index, value])]).toEqual([
      ...[0x10, ...(index === 0xffff_ffff ? uleb(index) : long(uleb(index)))],
      ...[0x41, ...long(sleb(value)), ...op.end],
    ]);
  });

  test("takes no other number for a hole", () => {
    for (const value of [0x7fff_ffff, -0x8000_0000, 0x4000_0000, -1, 8, 0x08080808]) {
      const code = [...op.i32Const(value), ...op.call(value >>> 1), ...op.i32Load(0x7fff_ffff)];
      expect(new CodeTemplate(code).holes).toEqual([]);
      expect(new CodeTemplate(code).code(() => [])).toEqual(code);
    }
  });
});
