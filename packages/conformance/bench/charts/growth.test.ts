import { describe, expect, it } from "vitest";
import { curve } from "../scale/curves.ts";
import { growthChart } from "./growth.ts";

describe("growthChart()", () => {
  const chart = growthChart(
    [
      {
        of: "modules",
        cost: "loading them, ms",
        curves: {
          typescript: curve([
            [1, 2],
            [10, 20],
            [100, 200],
          ]),
          "typescript+debug": curve([
            [1, 0],
            [10, 30],
            [100, 300],
          ]),
        },
      },
    ],
    "Python 3.14",
  );

  it("has a line for each curve, that rises evenly where growth is linear", () => {
    const [line = ""] = [...chart.matchAll(/ points="([^"]+)"/g)].map(([, points]) => points ?? "");
    const heights = line.split(" ").map((point) => Number(point.split(",")[1]));
    const [first = 0, second = 0, third = 0] = heights;
    expect(first - second).toBeGreaterThan(10);
    expect(second - third).toBeCloseTo(first - second, 0);
  });

  it("leaves out points that have no logarithm", () => {
    const lines = [...chart.matchAll(/ points="([^"]+)"/g)].map(([, points]) => points?.split(" ").length);
    expect(lines).toEqual([3, 2]);
  });

  it("tells the slopes to who cannot see it", () => {
    expect(chart).toContain(
      'aria-label="Slopes of growth. modules, loading them, ms: typescript 1.00, typescript+debug 1.00"',
    );
  });
});
