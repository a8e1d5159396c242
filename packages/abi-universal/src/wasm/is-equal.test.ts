import { describe, expect, test } from "vitest";
import { isEqual } from "./is-equal.ts";

describe("isEqual()", () => {
  const sizes = [0, 1, 3, 4, 5, 8, 11];

  test.each(sizes)("tells every byte of %d apart, wherever the bytes lie", (size) => {
    for (const [offset, otherOffset] of [
      [0, 0],
      [1, 0],
      [3, 2],
    ] as const) {
      const one = new Uint8Array(new ArrayBuffer(32), offset, size).fill(7);
      const other = new Uint8Array(new ArrayBuffer(32), otherOffset, size).fill(7);
      expect(isEqual(one, other)).toBe(true);
      for (let index = 0; index < size; index++) {
        other[index] = 8;
        expect(isEqual(one, other)).toBe(false);
        other[index] = 7;
      }
    }
  });

  test("different lengths are different", () => {
    expect(isEqual(new Uint8Array(4), new Uint8Array(5))).toBe(false);
  });
});
