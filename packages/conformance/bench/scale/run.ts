/** `pnpm bench --scale`: measures growth, prints the curves and draws them. */

import { relative } from "node:path";
import { growthChart } from "../charts/growth.ts";
import { openClock } from "../clock.ts";
import { slopeGoal } from "../goals.ts";
import type { Options } from "../options.ts";
import { Sources } from "../sources.ts";
import { tableText } from "../table.ts";
import { writeFile } from "../write-file.ts";
import type { CurveGroup } from "./curves.ts";
import { measureScale, type Sizes } from "./measure.ts";

const sizes: Readonly<Record<"quick" | "full", Sizes>> = {
  quick: {
    modules: [1, 2, 5, 10, 20, 50],
    handles: [10, 100, 1000, 10_000, 100_000],
    interpreters: [1, 2],
    objects: [100, 1000, 10_000],
    turns: 3,
  },
  full: {
    modules: [1, 2, 5, 10, 20, 50, 100, 200],
    handles: [10, 100, 1000, 10_000, 100_000, 1_000_000],
    interpreters: [1, 2, 3, 4],
    objects: [100, 1000, 10_000, 100_000],
    turns: 5,
  },
};

/** A group as text: a row for each flavour, with its costs and its slope. */
function groupTable({ of, cost, curves }: CurveGroup): string {
  const counts = Object.values(curves)[0]?.points.map(([count]) => count) ?? [];
  return tableText({
    head: [
      `${of}: ${cost}`,
      ...counts.map((count) => count.toLocaleString("en")),
      "slope",
      "of the last three",
    ],
    rows: Object.entries(curves).map(([name, { points, slope, lastSlope }]) => [
      name,
      ...points.map(([, value]) => value.toPrecision(3)),
      `${slope.toFixed(2)}${slope <= slopeGoal ? "" : " !"}`,
      lastSlope.toFixed(2),
    ]),
  });
}

/** Runs it. @returns the exit status: 1 when something grows faster than it may. */
export async function runScale({ python, quick, json, svg }: Options): Promise<number> {
  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  };
  const clock = await openClock();
  const sources = await Sources.open(null);
  const groups = await measureScale({ python, clock, sources, progress }, quick ? sizes.quick : sizes.full);
  progress("");
  console.log(`Growth in Python ${python}, by ${clock.measures}; slopes are at most ${slopeGoal}\n`);
  console.log(groups.map(groupTable).join("\n\n"));
  writeFile(svg, growthChart(groups, `Python ${python}, Node ${process.versions.node}`));
  console.log(`\nchart: ${relative("", svg)}`);
  if (json !== undefined) writeFile(json, `${JSON.stringify({ scale: groups }, null, 2)}\n`);
  const steep = groups.flatMap(({ curves }) =>
    Object.values(curves).filter(({ slope }) => slope > slopeGoal),
  );
  return steep.length === 0 ? 0 : 1;
}
