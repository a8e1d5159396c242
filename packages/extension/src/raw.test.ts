import { describe, expect, it } from "vitest";
import { adaptRaw, hasLoop, type RawContext } from "./raw.ts";

describe("hasLoop()", () => {
  it("sees each kind of loop", () => {
    expect(
      hasLoop((n: number) => {
        for (let i = 0; i < n; i++);
      }),
    ).toBe(true);
    expect(
      hasLoop((n: number) => {
        let left = n;
        while (left > 0) left--;
      }),
    ).toBe(true);
    expect(
      hasLoop(function method(list: readonly number[]) {
        let i = 0;
        do i++;
        while (i < list.length);
        return i;
      }),
    ).toBe(true);
  });

  it("takes no other word for one", () => {
    expect(hasLoop((undo: number, format: number) => undo + format)).toBe(false);
    expect(hasLoop(Math.max)).toBe(false);
  });
});

describe("adaptRaw()", () => {
  const ctx = {} as RawContext;
  const ownCode = <F>(factory: F): F => factory;

  it("passes the context and all arguments on, with a loop and without one", () => {
    const seen: unknown[] = [];
    const plain = adaptRaw(ctx, ownCode, { raw: (...args) => seen.push(args) as never });
    const looped = adaptRaw(ctx, ownCode, {
      raw(this: unknown, ...args) {
        for (const arg of args) seen.push(arg);
        return (this === undefined ? 7 : 8) as never;
      },
    });
    (plain as (...args: number[]) => unknown)(1, 2, 3, 4);
    expect(seen).toEqual([[ctx, 1, 2, 3, 4]]);
    expect((looped as (...args: number[]) => unknown)(5, 6, 7, 8)).toBe(7);
    expect(seen.slice(1)).toEqual([ctx, 5, 6, 7, 8]);
  });
});
