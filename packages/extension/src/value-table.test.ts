import { expect, it } from "vitest";
import { ValueTable } from "./value-table.ts";

it("a value table gives numbers above 0, and gives them again after they were freed", () => {
  const table = new ValueTable();
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
