/** The chart of growth: a panel for each kind of cost, both axes logarithmic. */

import type { CurveGroup } from "../scale/curves.ts";
import type { Point } from "../statistics.ts";
import { escapeXml, logScale, svg, ticks } from "./svg.ts";

const [width, height, gap, columns] = [330, 220, 30, 2] as const;

/** The colours of flavours; modes have the colour of their flavour, and dashes. */
const colours: Readonly<Record<string, string>> = {
  "universal-linked": "#3b6fb6",
  "universal-sandboxed": "#c2554d",
  typescript: "#3f9b5f",
};

const compact = new Intl.NumberFormat("en", { notation: "compact" });

function stroke(name: string): string {
  const [flavour = name, mode] = name.split("+");
  return `stroke="${colours[flavour] ?? "#8a8a8a"}"${mode === undefined ? "" : ' stroke-dasharray="5 4"'}`;
}

function range(points: readonly Point[], axis: 0 | 1): [number, number] {
  const values = points.map((point) => point[axis]).filter((value) => value > 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // What does not grow is a flat line in the middle.
  return high / low < 4 ? [low / 4, high * 4] : [low, high];
}

function panel({ of, cost, curves }: CurveGroup, left: number, top: number): string {
  const all = Object.values(curves).flatMap(({ points }) => points);
  const [xRange, yRange] = [range(all, 0), range(all, 1)];
  const [x, y] = [
    logScale(xRange, [left + 44, left + width]),
    logScale(yRange, [top + height - 24, top + 24]),
  ];
  const counts = [...new Set(all.map(([count]) => count))].map(
    (count) =>
      `<text class="small" x="${x(count).toFixed(1)}" y="${top + height - 6}" text-anchor="middle">${compact.format(count)}</text>`,
  );
  const levels = [
    ...ticks(...yRange).map(
      (tick) =>
        `<line class="grid" x1="${left + 44}" x2="${left + width}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>` +
        `<text class="small" x="${left + 38}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick}</text>`,
    ),
  ];
  const lines = Object.entries(curves).map(([name, { points, slope }]) => {
    const path = points
      .filter(([, value]) => value > 0)
      .map(([count, value]) => `${x(count).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline class="line" ${stroke(name)} points="${path.join(" ")}"><title>${escapeXml(name)}: slope ${slope.toFixed(2)}</title></polyline>`;
  });
  return `<text x="${left}" y="${top + 12}">${escapeXml(of)}: ${escapeXml(cost)}</text>${[...counts, ...levels, ...lines].join("")}`;
}

/** Draws it; `about` is the line below. */
export function growthChart(groups: readonly CurveGroup[], about: string): string {
  const names = [...new Set(groups.flatMap(({ curves }) => Object.keys(curves)))];
  const rows = Math.ceil(groups.length / columns);
  const bottom = rows * (height + gap);
  const place = (index: number): [number, number] => [
    (index % columns) * (width + gap),
    Math.floor(index / columns) * (height + gap),
  ];
  const legend = names.map((name, index) => {
    const y = bottom + 14 + 18 * index;
    return `<line class="line" ${stroke(name)} x1="0" x2="30" y1="${y - 4}" y2="${y - 4}"/><text x="38" y="${y}">${escapeXml(name)}</text>`;
  });
  const label = groups.map(({ of, cost, curves }) => {
    const slopes = Object.entries(curves).map(([name, { slope }]) => `${name} ${slope.toFixed(2)}`);
    return `${of}, ${cost}: ${slopes.join(", ")}`;
  });
  return svg(
    {
      width: columns * (width + gap),
      height: bottom + 18 * names.length + 24,
      label: `Slopes of growth. ${label.join("; ")}`,
    },
    [
      ...groups.map((group, index) => panel(group, ...place(index))),
      ...legend,
      `<text class="small" x="0" y="${bottom + 18 * names.length + 16}">${escapeXml(about)}</text>`,
    ],
  );
}
