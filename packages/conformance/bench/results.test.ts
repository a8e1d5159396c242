import { describe, expect, it } from "vitest";
import { flavourResults } from "./results.ts";

describe("flavourResults()", () => {
  const times = new Map([
    [
      "nop",
      new Map([
        ["raw", 20],
        ["typescript", 10],
        ["python", 40],
      ]),
    ],
    [
      "sumlist",
      new Map([
        ["raw", 5],
        ["typescript", 40],
      ]),
    ],
  ]);
  const results = flavourResults(times);

  it("gives times and ratios to raw", () => {
    expect(results.typescript?.cells).toEqual({
      nop: { ns: 10, ratio: 0.5 },
      sumlist: { ns: 40, ratio: 8 },
    });
    expect(results.raw).toMatchObject({ geomean: 1, worst: 1 });
  });

  it("gives the geometric mean and the worst ratio of each flavour", () => {
    expect(results.typescript?.geomean).toBeCloseTo(2);
    expect(results.typescript?.worst).toBe(8);
  });

  it("leaves out the functions that a flavour does not have", () => {
    expect(Object.keys(results.python?.cells ?? {})).toEqual(["nop"]);
    expect(results.python?.geomean).toBeCloseTo(2);
  });
});
