import type { Pointer } from "@hpyjs/core";
import { expect, it } from "vitest";
import { ValueTable } from "./value-table.ts";

const list = 8 as Pointer;

it("a value table gives numbers above 0, and gives them again after they were freed", () => {
  const words = new Int32Array(100);
  const table = new ValueTable({ i32: () => words }, list);
  const a = table.add("a");
  const b = table.add("b");
  expect([a, b, table.size]).toEqual([1, 2, 2]);
  expect(table.get(0)).toBeUndefined();
  expect(table.remove(a)).toBe("a");
  expect([table.get(a), table.size]).toEqual([undefined, 1]);
  expect(table.add("c")).toBe(a);
  table.set(b, "B");
  expect([table.get(a), table.get(b)]).toEqual(["c", "B"]);
});

it("a value table takes back the numbers in its list", () => {
  const words = new Int32Array(100);
  const table = new ValueTable({ i32: () => words }, list);
  const numbers = ["a", "b", "c", "d"].map((value) => table.add(value));
  words.set([2, numbers[0] as number, numbers[2] as number], list >>> 2);
  expect(table.add("e")).toBe(numbers[2]);
  expect(words[list >>> 2]).toBe(1);
  expect(table.remove(numbers[1] as number)).toBe("b");
  expect(words[list >>> 2]).toBe(0);
  expect([table.get(numbers[0] as number), table.size]).toEqual([undefined, 2]);
  expect([table.add("f"), table.add("g")].sort()).toEqual([numbers[0], numbers[1]]);
});
