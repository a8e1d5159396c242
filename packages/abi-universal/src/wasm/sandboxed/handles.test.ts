import type { Handle, Pointer } from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { SandboxHandles } from "./handles.ts";
import { SandboxViolation } from "./violation.ts";

function handles(): { table: SandboxHandles; freed: number[] } {
  const freed: number[] = [];
  return { table: new SandboxHandles((text) => freed.push(text)), freed };
}

const inner = (number: number): Handle => number as Handle;
const dup = (handle: Handle): Handle => (handle + 1000) as Handle;

describe("SandboxHandles", () => {
  test("give numbers that mean nothing outside", () => {
    const { table } = handles();
    const handle = table.open(inner(77));
    expect(handle).not.toBe(77);
    expect(table.inner(handle, "f")).toBe(77);
    expect(table.open(inner(0))).toBe(0);
    expect(table.inner(inner(0), "f")).toBe(0);
  });

  test("refuse what was closed, and what was never given out", () => {
    const { table } = handles();
    const handle = table.open(inner(77));
    expect(table.close(handle, "f")).toBe(77);
    for (const forged of [handle, 1, 77, -1, 2 ** 31, 2 ** 31 - 1, 0xdead_beef]) {
      expect(() => table.inner(inner(forged), "HPy_Add")).toThrow(SandboxViolation);
      expect(() => table.close(inner(forged), "HPy_Close")).toThrow(SandboxViolation);
      expect(() => table.take(inner(forged), "the result", dup)).toThrow(SandboxViolation);
    }
  });

  test("keep a module from closing or returning what belongs to its caller", () => {
    const { table } = handles();
    const argument = table.open(inner(77), "borrowed");
    expect(() => table.close(argument, "HPy_Close")).toThrow("duplicate it");
    expect(() => table.take(argument, "the result", dup)).toThrow("HPy_Dup(ctx, argument)");
    table.end(argument);
    expect(() => table.inner(argument, "HPy_Add")).toThrow("closed already");
    table.end(argument);
  });

  test("let constants be closed and returned, as upstream does in practice", () => {
    const { table } = handles();
    const none = table.open(inner(5), "constant");
    expect(table.close(none, "HPy_Close")).toBe(0);
    expect(table.take(none, "the result", dup)).toBe(1005);
    expect(table.inner(none, "HPy_Add")).toBe(5);
  });

  test("refuse a constant whose authority is not granted, as a PermissionError", () => {
    const { table } = handles();
    const builtins = table.open(inner(5), "constant", "builtins");
    for (const use of [
      () => table.inner(builtins, "HPy_GetItem"),
      () => table.close(builtins, "HPy_Close"),
      () => table.take(builtins, "the result", dup),
    ]) {
      expect(use).toThrow('not granted "builtins"');
      expect(use).toThrow(expect.objectContaining({ exception: "h_PermissionError" }) as Error);
    }
  });

  test("free a string with the handle that it hangs on", () => {
    const { freed, table } = handles();
    const handle = table.open(inner(77));
    table.entry(handle, "f").text = 4096 as Pointer;
    table.close(handle, "f");
    expect(freed).toEqual([4096]);
  });

  test("give up what the module still owns, and nothing else", () => {
    const { table } = handles();
    table.open(inner(1), "constant");
    table.open(inner(2));
    table.open(inner(3), "borrowed");
    const tracked = table.open(inner(4));
    table.entry(tracked, "f").use = "tracked";
    const { mark } = table;
    table.open(inner(5));
    expect(table.takeSince(mark)).toEqual([5]);
    expect(table.takeSince(0)).toEqual([2]);
    expect(table.takeSince(0)).toEqual([]);
  });
});
