import { describe, expect, test } from "vitest";
import { FunctionBatch, TableBatch } from "./functions.ts";

const add = (one: number, other: number): number => one + other;
const negate = (value: number): number => -value;

describe("FunctionBatch", () => {
  test("makes WebAssembly functions of callbacks, for each batch anew", () => {
    const batch = new FunctionBatch(["i:ii", "d:d"]);
    const [sum, minus] = batch.wrap([add, negate] as never[]);
    expect([sum?.(2 ** 31, 1), minus?.(1.5)]).toEqual([-(2 ** 31) + 1, -1.5]);
    const [difference] = batch.wrap([(one: number, other: number) => one - other, negate] as never[]);
    expect([difference?.(3, 1), sum?.(3, 1)]).toEqual([2, 4]);
  });
});

describe("TableBatch", () => {
  test("puts callbacks into a table, and leaves what is around them", () => {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 4 });
    const batch = new TableBatch(["i:ii", "d:d"]);
    batch.fill(table, 1, [add, negate] as never[]);
    const found = [0, 1, 2, 3].map((place) => table.get(place));
    expect([found[0], found[3]]).toEqual([null, null]);
    expect([found[1](2, 3), found[2](1.5)]).toEqual([5, -1.5]);
  });

  test("fails where the table has no room", () => {
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
    expect(() => new TableBatch(["i:ii"]).fill(table, 1, [add] as never[])).toThrow(WebAssembly.RuntimeError);
  });
});
