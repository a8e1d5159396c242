import { describe, expect, it } from "vitest";
import { geometricMean, logLogSlope, lowDecile, median } from "./statistics.ts";

describe("geometricMean()", () => {
  it("is the mean of ratios: a half and a double cancel each other", () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1);
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10);
  });

  it("of one number is that number, and of none is not a number", () => {
    expect(geometricMean([1.25])).toBeCloseTo(1.25);
    expect(geometricMean([])).toBeNaN();
  });
});

describe("median()", () => {
  it("is the middle, or half-way between the two in the middle", () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it("of nothing is not a number", () => expect(median([])).toBeNaN());
});

describe("lowDecile()", () => {
  const turns = Array.from({ length: 40 }, (_, index) => 20 + ((index * 7) % 40) / 100);

  it("is the time that a tenth of the times stay below", () => {
    expect(lowDecile(turns)).toBeCloseTo(20.04);
    expect(lowDecile(turns.toReversed())).toBeCloseTo(20.04);
  });

  it("is hardly moved by single turns that took far too little or too long", () => {
    expect(lowDecile([...turns, 3, 11.5, 250])).toBeCloseTo(20.02);
  });

  it("of a few times is the smallest, and of none is not a number", () => {
    expect(lowDecile([5, 3, 4])).toBe(3);
    expect(lowDecile([])).toBeNaN();
  });
});

describe("logLogSlope()", () => {
  const curve = (cost: (n: number) => number) =>
    [1, 10, 100, 1000].map((n) => [n, cost(n)] as [number, number]);

  it("is the exponent of what grows as a power", () => {
    expect(logLogSlope(curve((n) => 3 * n))).toBeCloseTo(1);
    expect(logLogSlope(curve((n) => 0.1 * n ** 2))).toBeCloseTo(2);
    expect(logLogSlope(curve(() => 5))).toBeCloseTo(0);
  });

  it("fits a line through points that lie beside it", () => {
    expect(
      logLogSlope([
        [1, 2],
        [10, 10],
        [100, 200],
      ]),
    ).toBeCloseTo(1);
  });

  it("leaves out what has no logarithm", () => {
    expect(
      logLogSlope([
        [0, 1],
        [10, -1],
        [1, 1],
        [10, 10],
      ]),
    ).toBeCloseTo(1);
    expect(logLogSlope([[1, 1]])).toBeNaN();
  });
});
