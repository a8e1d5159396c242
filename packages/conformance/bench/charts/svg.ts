/** What the charts share: a picture that reads well on light and dark pages, and logarithmic scales. */

/** The colours, by class; a page may override them. */
const style = `
text { font: 13px system-ui, sans-serif; fill: #222 }
.small { font-size: 11px; fill: #666 }
.grid { stroke: #ddd }
.one { stroke: #888; stroke-dasharray: 4 3 }
.bar { fill: #3b6fb6 }
.mode { fill: #b0773b }
.foreign { fill: #8a8a8a }
.worst { stroke: #222; stroke-width: 1.5 }
.goal { fill: none; stroke: #2a8a4a; stroke-width: 2 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #eee } .small { fill: #aaa } .grid { stroke: #444 } .one { stroke: #999 }
  .bar { fill: #6f9fe0 } .mode { fill: #d9a066 } .worst { stroke: #eee } .goal { stroke: #5fc07f }
}`;

/** A text for XML. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A whole picture. */
export function svg(
  { width, height, label }: { readonly width: number; readonly height: number; readonly label: string },
  body: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}">`,
    `<style>${style}</style>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

/** A logarithmic scale: where a value lies between two places. */
export function logScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const span = Math.log(high / low);
  return (value) => start + ((end - start) * Math.log(Math.min(Math.max(value, low), high) / low)) / span;
}

/** Round values between two others: 1, 2 and 5 times the powers of ten, or only these where they lie far apart. */
export function ticks(low: number, high: number): number[] {
  const steps = high / low > 1000 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => first + index);
  return powers
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}
