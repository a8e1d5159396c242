/** The page that shows what the bench has measured. */

import { functions as measured } from "../../packages/conformance/bench/functions.ts";
import type { GeneratedPage } from "./api-pages.ts";
import { escapeHtml } from "./highlight.ts";
import type { Bench } from "./reports.ts";

/** The charts that the bench has drawn: what is in the picture, as HTML has it, by the name of its file in `docs/data`. */
export type Charts = Readonly<Record<string, string>>;

/** A table; the first column is of headings. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = head.map((text) => `<th scope="col">${text}</th>`).join("");
  const lines = rows.map(
    ([first = "", ...others]) =>
      `<tr><th scope="row">${first}</th>${others.map((text) => `<td>${text}</td>`).join("")}</tr>`,
  );
  return `<div class="table" tabindex="0"><table class="matrix">
<thead><tr>${cells}</tr></thead>
<tbody>${lines.join("\n")}</tbody>
</table></div>
`;
}

function picture(charts: Charts, file: string): string {
  const label = charts[file];
  if (label === undefined) return "";
  return `<img class="picture" src="assets/${file}" alt="${label}">\n`;
}

const ratio = (value: number | undefined): string => (value === undefined ? "" : `${value.toFixed(2)}×`);
const digits = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** Every flavour against CPython's C API. */
function flavoursSection({ flavours, jsToPython }: Bench, charts: Charts): string {
  if (flavours === undefined) return "";
  const names = Object.keys(flavours).filter((name) => name !== "raw");
  const raw = flavours.raw?.cells ?? {};
  const rows = measured
    .filter(({ name }) => raw[name] !== undefined)
    .map(({ name, shows }) => [
      `${escapeHtml(name)}: ${escapeHtml(shows)}`,
      `${digits(raw[name]?.ns ?? Number.NaN)} ns`,
      ...names.map((flavour) => ratio(flavours[flavour]?.cells[name]?.ratio)),
    ]);
  const means = ["geometric mean", "", ...names.map((name) => ratio(flavours[name]?.geomean))];
  const worst = ["worst", "", ...names.map((name) => ratio(flavours[name]?.worst))];
  const back =
    jsToPython === undefined
      ? ""
      : `A call of a Python function from JavaScript takes ${digits(jsToPython.ns)} ns in numbers, and
${digits(jsToPython.pyproxyNs)} ns through Pyodide's PyProxy.\n`;
  return `## Against the C API

The same functions in every flavour, as ratios to an extension that is written against CPython's C API (\`raw\`): below 1 is
faster. All live in one interpreter and are measured in turn; the fastest of many times counts. \`jsproxy\` is JavaScript that
Python calls through Pyodide's JsProxy, \`python\` is Python.

${picture(charts, "bench.svg")}
${table(["function", "raw", ...names.map(escapeHtml)], [...rows, means, worst])}
${back}
`;
}

function loadSection({ load, memory }: Bench): string {
  if (load === undefined) return "";
  const rows = Object.entries(load).map(([name, { firstMs, coldMs, warmMs }]) => [
    escapeHtml(name),
    ...[firstMs, coldMs, warmMs].map((ms) => `${digits(ms)} ms`),
  ]);
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
  const held = Object.entries(memory?.extensions ?? {}).map(([name, { heap, interpreter, own }]) => [
    escapeHtml(name),
    ...[heap, interpreter, own].map(kib),
  ]);
  return `## What loading costs

A small extension: the first of its flavour, which makes the context; one more; one more whose bytes were compiled before.

${table(["flavour", "first", "cold", "warm"], rows)}
${held.length === 0 ? "" : `What one more extension holds in memory:\n\n${table(["flavour", "JavaScript's heap", "the interpreter's", "its own"], held)}`}
`;
}

function growthSection(charts: Charts): string {
  if (charts["bench-scale.svg"] === undefined) return "";
  return `## How cost grows

With the number of objects, of live handles, of modules and of interpreters. Both axes are logarithmic: a slope of 1 is cost
that grows as the number does, 0 is cost that does not grow.

${picture(charts, "bench-scale.svg")}
`;
}

/** A bar chart in SVG; bars that are longer than \`limit\` are cut off. */
function chart(bars: readonly { name: string; value: number }[], unit: string): string {
  const limit = Math.max(...bars.map(({ value }) => value));
  const row = 28;
  const body = bars.map(({ name, value }, index) => {
    const width = (420 * value) / limit;
    const y = index * row;
    return `<text x="130" y="${y + 18}" text-anchor="end">${escapeHtml(name)}</text><rect x="140" y="${y + 5}" width="${width.toFixed(1)}" height="18"></rect><text x="${(148 + width).toFixed(1)}" y="${y + 18}">${value.toFixed(2)}${unit}</text>`;
  });
  const label = bars.map(({ name, value }) => `${name} ${value.toFixed(2)}${unit}`).join(", ");
  return `<svg class="chart" viewBox="0 0 640 ${bars.length * row}" role="img" aria-label="${escapeHtml(label)}">${body.join("")}</svg>`;
}

function modesSection({ functions, geomean }: Bench): string {
  const contexts = Object.keys(geomean);
  const rows = Object.entries(functions).map(([name, row]) => {
    const release = row.release ?? Number.NaN;
    const cells = contexts.map((context) => {
      const time = row[context] ?? Number.NaN;
      return `${time.toFixed(0)}${context === "release" ? "" : ` (${(time / release).toFixed(1)}×)`}`;
    });
    return [`<code>${escapeHtml(name)}</code>`, ...cells];
  });
  const bars = contexts.map((name) => ({ name, value: geomean[name] ?? 0 }));
  return `## What the modes cost

The time of a call of a context's function in each [mode](guide/debug.md), against release: the geometric mean over
${rows.length} operations. An extension that is loaded without a mode pays for none.

${chart(bars, "×")}

Nanoseconds for each operation, and the ratio to release. Ratios of operations that take a few nanoseconds say little: a
mode's own work is then nearly all of the time.

${table(["operation", ...contexts.map(escapeHtml)], rows)}
`;
}

/** The page. */
export function benchPage(bench: Bench, charts: Charts): GeneratedPage {
  const text = `# Benchmarks

What calls cost, in every flavour and mode. The numbers are of one run on one machine.

${flavoursSection(bench, charts)}${modesSection(bench)}${loadSection(bench)}${growthSection(charts)}
## Running it

\`\`\`text
npx pnpm@12 bench                             # print the tables, and draw the chart
npx pnpm@12 bench --json docs/data/bench.json # what this page shows
npx pnpm@12 bench --scale                     # how cost grows
npm start                                     # the examples, with their own measurements
\`\`\`
`;
  return { path: "benchmarks", markdown: text };
}
