import { describe, expect, it } from "vitest";
import type { FlavourResult } from "../results.ts";
import { ratioChart } from "./ratios.ts";
import { logScale, ticks } from "./svg.ts";

const result = (geomean: number, worst: number): FlavourResult => ({ geomean, worst, cells: {} });

describe("ratioChart()", () => {
  const results = {
    raw: result(1, 1),
    "universal-linked": result(2, 8),
    "universal-linked+debug": result(10, 30),
    jsproxy: result(12, 80),
  };
  const chart = ratioChart(results, "Python 3.14 <here>");
  const bars = [...chart.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)];

  it("has a bar for each flavour but the limit, of the class of its kind", () => {
    expect(bars.map(([, kind]) => kind)).toEqual(["bar", "mode", "foreign"]);
  });

  it("has bars that begin at 1 and are longer for what takes longer", () => {
    expect(new Set(bars.map(([, , x]) => x)).size).toBe(1);
    const widths = bars.map(([, , , width]) => Number(width));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  });

  it("tells its numbers to who cannot see it, and is XML", () => {
    expect(chart).toContain(
      'aria-label="Times as long as the C API: universal-linked 2.00, universal-linked+debug 10.00, jsproxy 12.00"',
    );
    expect(chart).toContain("Python 3.14 &lt;here&gt;");
  });
});

describe("logScale()", () => {
  it("puts equal ratios at equal distances, and what is beyond at the ends", () => {
    const scale = logScale([1, 100], [0, 200]);
    expect([1, 10, 100, 0.1, 1000].map(scale)).toEqual([0, 100, 200, 0, 200]);
  });
});

describe("ticks()", () => {
  it("are round, and few", () => {
    expect(ticks(0.5, 12)).toEqual([0.5, 1, 2, 5, 10]);
    expect(ticks(1, 200_000)).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  });
});
