/** Numbers and tables for people. */

const units: readonly (readonly [name: string, nanoseconds: number])[] = [
  ["s", 1e9],
  ["ms", 1e6],
  ["µs", 1e3],
];

/** Nanoseconds in a unit that suits them, with three digits: `1.23 µs`. Whole nanoseconds where they are few. */
export function formatTime(nanoseconds: number): string {
  // What would be rounded up to 1000 of a unit is 1 of the next.
  const [name, size] = units.find(([, size]) => nanoseconds >= 0.9995 * size) ?? ["ns", 1];
  const value = nanoseconds / size;
  return `${size === 1 ? Math.round(value) : value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${name}`;
}

/** A number without a fraction, with commas: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A part of a whole in percent: `12.3 %`. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/**
 * The lines of a table with aligned columns.
 * @param texts how many columns are texts, which begin at the left; those after them are numbers, at the right.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number,
): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < texts ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
