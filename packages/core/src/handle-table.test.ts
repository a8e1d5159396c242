import { describe, expect, test } from "vitest";
import { HandleError } from "./errors.ts";
import type { Handle } from "./handle.ts";
import { HandleTable } from "./handle-table.ts";

describe("HandleTable", () => {
  test("open() gives positive 31-bit numbers that lead back to their values", () => {
    const table = new HandleTable<string>();
    const handles = ["a", "b", "c"].map((value) => table.open(value));
    expect(handles.every((handle) => handle > 0 && handle <= 0x7fff_ffff)).toBe(true);
    expect(handles.map((handle) => table.deref(handle))).toEqual(["a", "b", "c"]);
    expect(table.size).toBe(3);
    expect([...table.handles()]).toEqual(handles);
  });

  test("dup() opens a handle of its own", () => {
    const table = new HandleTable<object>();
    const value = {};
    const first = table.open(value);
    const second = table.dup(first);
    expect(second).not.toBe(first);
    table.close(first);
    expect(table.deref(second)).toBe(value);
  });

  test("a closed handle is refused by every verb, with a message that says so", () => {
    const table = new HandleTable<string>();
    const handle = table.open("x");
    expect(table.consume(handle)).toBe("x");
    for (const use of [table.deref, table.dup, table.consume, table.close]) {
      expect(() => use.call(table, handle)).toThrow(HandleError);
      expect(() => use.call(table, handle)).toThrow(`handle ${handle} was closed already`);
    }
    expect(table.isOpen(handle)).toBe(false);
    expect(table.size).toBe(0);
  });

  test("null, forged, negative and fractional numbers are refused", () => {
    const table = new HandleTable<string>();
    const handle = table.open("x");
    expect(() => table.deref(0 as Handle)).toThrow("the handle is null");
    for (const forged of [handle + 1, -handle, handle + 0.5, 2 ** 31, 2 ** 40 + handle, Number.NaN, 12345]) {
      expect(table.isOpen(forged as Handle)).toBe(false);
      expect(() => table.deref(forged as Handle)).toThrow(HandleError);
    }
  });

  test("a handle stays refused while its slot is used again and again", () => {
    const table = new HandleTable<number>();
    const stale = table.open(-1);
    table.close(stale);
    for (let round = 0; round < 30_000; round++) {
      const handle = table.open(round);
      expect(handle === stale).toBe(false);
      table.close(handle);
    }
    expect(table.isOpen(stale)).toBe(false);
  });

  test("the table grows, and a full one says that handles leak", () => {
    const table = new HandleTable<number>(5000);
    const handles = Array.from({ length: 5000 }, (_, value) => table.open(value));
    expect(new Set(handles).size).toBe(5000);
    expect(handles.every((handle, value) => table.deref(handle) === value)).toBe(true);
    expect(() => table.open(0)).toThrow("5000 handles are open at once");
    table.close(handles[17] as Handle);
    expect(table.deref(table.open(4711))).toBe(4711);
  });

  test("an impossible capacity is refused", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, 2 ** 22]) {
      expect(() => new HandleTable(capacity)).toThrow(RangeError);
    }
  });
});
