/** The chart of all flavours: a bar to the geometric mean of the ratios, a mark at the worst, a ring at the goal. */

import { goals } from "../goals.ts";
import type { FlavourResult } from "../results.ts";
import { escapeXml, logScale, svg, ticks } from "./svg.ts";

const [left, right, row, top] = [260, 720, 24, 34] as const;

/** Flavours that are not ours. */
const foreign: ReadonlySet<string> = new Set(["raw", "raw-fastest", "jsproxy", "python"]);

function kind(name: string): string {
  if (name.includes("+")) return "mode";
  return foreign.has(name) ? "foreign" : "bar";
}

/** Draws it; `about` is the line below. */
export function ratioChart(results: Readonly<Record<string, FlavourResult>>, about: string): string {
  const entries = Object.entries(results).filter(([name]) => name !== "raw");
  const range = [
    Math.min(0.5, ...entries.map(([, { geomean }]) => geomean)),
    Math.max(2, ...entries.map(([, { worst }]) => worst)),
  ] as const;
  const x = logScale(range, [left, right]);
  const bottom = top + row * entries.length;
  const at = (value: number): string => x(value).toFixed(1);
  const grid = ticks(...range).map(
    (tick) =>
      `<line class="${tick === 1 ? "one" : "grid"}" x1="${at(tick)}" x2="${at(tick)}" y1="${top - 6}" y2="${bottom}"/>` +
      `<text class="small" x="${at(tick)}" y="${top - 12}" text-anchor="middle">${tick}</text>`,
  );
  const rows = entries.map(([name, { geomean, worst }], index) => {
    const y = top + row * index;
    const [from, to] = [Math.min(x(1), x(geomean)), Math.max(x(1), x(geomean))];
    const middle = y + row / 2;
    const goal = goals[name];
    return [
      `<text x="${left - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect class="${kind(name)}" x="${from.toFixed(1)}" y="${y + 4}" width="${Math.max(to - from, 1).toFixed(1)}" height="${row - 8}"><title>${escapeXml(name)}: ${geomean.toFixed(2)}, worst ${worst.toFixed(2)}</title></rect>`,
      `<line class="worst" x1="${at(worst)}" x2="${at(worst)}" y1="${y + 4}" y2="${y + row - 4}"/>`,
      ...(goal === undefined
        ? []
        : [`<circle class="goal" cx="${at(goal.geomean)}" cy="${middle}" r="4.5"/>`]),
      `<text class="small" x="${right + 12}" y="${middle + 4}">${geomean.toFixed(2)}</text>`,
    ].join("");
  });
  const label = entries.map(([name, { geomean }]) => `${name} ${geomean.toFixed(2)}`).join(", ");
  const explained =
    "times the C API's; bar: geometric mean, line: worst function, ring: goal (lower is better)";
  return svg({ width: right + 60, height: bottom + 44, label: `Times as long as the C API: ${label}` }, [
    ...grid,
    ...rows,
    `<text class="small" x="${left}" y="${bottom + 18}">${explained}</text>`,
    `<text class="small" x="${left}" y="${bottom + 34}">${escapeXml(about)}</text>`,
  ]);
}
