/** Tables for a terminal. */

/** A table: its head, and rows that begin with a name. */
export interface Table {
  /** The names of the columns; they are broken at their hyphens and plus signs where they are long. */
  readonly head: readonly string[];
  /** Rows of as many cells; `null` is a line. */
  readonly rows: readonly (readonly string[] | null)[];
}

/** The lines of a column's name. */
function broken(name: string): string[] {
  return name.split(/(?<=-)|(?=\+)/);
}

/** A table as text: the first column to the left, all others to the right. */
export function tableText({ head, rows }: Table): string {
  const names = head.map(broken);
  const height = Math.max(...names.map((lines) => lines.length));
  const headRows = Array.from({ length: height }, (_, line) =>
    names.map((lines) => lines[line - height + lines.length] ?? ""),
  );
  const cells = [...headRows, ...rows.filter((row) => row !== null)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [...headRows.map(line), rule, ...rows.map((row) => (row === null ? rule : line(row)))].join("\n");
}
