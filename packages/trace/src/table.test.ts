import { describe, expect, test } from "vitest";
import { formatCount, formatShare, formatTable, formatTime } from "./table.ts";

describe("formatTime()", () => {
  test.each([
    [0, "0 ns"],
    [1, "1 ns"],
    [999, "999 ns"],
    [999.6, "1.00 µs"],
    [1000, "1.00 µs"],
    [9994, "9.99 µs"],
    [9996, "10.0 µs"],
    [99_940, "99.9 µs"],
    [99_960, "100 µs"],
    [999_400, "999 µs"],
    [999_600, "1.00 ms"],
    [1_234_567, "1.23 ms"],
    [59_940_000_000, "59.9 s"],
  ])("%d", (nanoseconds, text) => {
    expect(formatTime(nanoseconds)).toBe(text);
  });
});

test("formatCount() puts commas", () => {
  expect([0, 999, 1000, 1_234_567.8].map(formatCount)).toEqual(["0", "999", "1,000", "1,234,568"]);
});

test("formatShare() gives percent", () => {
  expect([0, 0.5, 0.12345, 1].map(formatShare)).toEqual(["0.0 %", "50.0 %", "12.3 %", "100.0 %"]);
});

test("formatTable() aligns texts at the left and numbers at the right", () => {
  expect(
    formatTable(
      ["name", "n"],
      [
        ["a", "1,000"],
        ["longer", "2"],
      ],
      1,
    ),
  ).toEqual(["name        n", "a       1,000", "longer      2"]);
});
