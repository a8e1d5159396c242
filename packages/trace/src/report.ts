/** What a recording says, function by function: as data, and as a table to read. */

import { nanoseconds } from "./clock.ts";
import type { Recorded } from "./recorded.ts";
import { formatCount, formatShare, formatTable, formatTime } from "./table.ts";

/** One function, as one extension called it or was called. Times are in nanoseconds. */
export interface ReportRow {
  /** The extension that made the calls, or whose function it is. */
  readonly extension: string;
  /** The function: `ctx_Add`, or the extension's own, `numbers.add`. */
  readonly name: string;
  /** Whether Python called it (`extension`), or the extension called it (`context`). */
  readonly kind: "extension" | "context";
  /** How often it was called. */
  readonly calls: number;
  /** How long it took in all, calls that it led to included. */
  readonly total: number;
  /** How long it took in all without the calls that were recorded inside it. */
  readonly self: number;
  /** `total` for each call. */
  readonly mean: number;
  /** `self` as a part of the recorded time, from 0 to 1: these add up to 1 at most. */
  readonly share: number;
  /** Calls for each second of the recorded time. */
  readonly callsPerSecond: number;
}

/** What was recorded. */
export interface Report {
  /** How long was recorded, in nanoseconds. */
  readonly elapsed: number;
  /** How fine the clock is: the nanoseconds of one step. */
  readonly clockStep: number;
  /** How many calls are missing in the Chrome trace because there was no room for them. They count here. */
  readonly droppedEvents: number;
  /** The functions, those with the longest `self` first. */
  readonly rows: readonly ReportRow[];
  /**
   * The table as text.
   * @param limit how many rows at most; all when left out.
   */
  toString(limit?: number): string;
}

/** Makes the report of what was gathered in `elapsed` nanoseconds. */
export function makeReport(recorded: Recorded, elapsed: number, clockStep: number): Report {
  const rows = recorded.tallies
    .flatMap((tallies, extension) =>
      [...tallies].map(([call, tally]): ReportRow => {
        const { name, kind } = recorded.names[call] as Recorded["names"][number];
        const [total, self] = [nanoseconds(tally.total), nanoseconds(tally.self)];
        return {
          extension: recorded.extensions[extension] as string,
          name,
          kind,
          calls: tally.calls,
          total,
          self,
          mean: total / tally.calls,
          share: elapsed === 0 ? 0 : self / elapsed,
          callsPerSecond: elapsed === 0 ? 0 : (tally.calls / elapsed) * 1e9,
        };
      }),
    )
    .sort((a, b) => b.self - a.self || b.calls - a.calls || (a.name < b.name ? -1 : 1));
  const report = { elapsed, clockStep, droppedEvents: recorded.ring.dropped, rows };
  return { ...report, toString: (limit = rows.length) => format(report, limit) };
}

function format({ elapsed, clockStep, rows }: Omit<Report, "toString">, limit: number): string {
  const calls = sum(rows, (row) => row.calls);
  const inside = sum(rows, (row) => row.share);
  const shown = rows.slice(0, limit);
  const several = new Set(rows.map(({ extension }) => extension)).size > 1;
  const columns = ["function", "calls", "total", "self", "mean", "share", "calls/s"];
  const table = formatTable(
    several ? ["extension", ...columns] : columns,
    shown.map((row) => {
      const cells = [
        row.name,
        formatCount(row.calls),
        formatTime(row.total),
        formatTime(row.self),
        formatTime(row.mean),
        formatShare(row.share),
        formatCount(row.callsPerSecond),
      ];
      return several ? [row.extension, ...cells] : cells;
    }),
    several ? 2 : 1,
  );
  const hidden = rows.length - shown.length;
  return [
    `${formatCount(calls)} calls in ${formatTime(elapsed)}, ${formatShare(inside)} of the time inside them`,
    `(the clock's step is ${formatTime(clockStep)}; total includes the calls inside, self and share do not)`,
    "",
    ...table,
    ...(hidden > 0 ? [`… and ${formatCount(hidden)} more`] : []),
  ].join("\n");
}

function sum(rows: readonly ReportRow[], value: (row: ReportRow) => number): number {
  return rows.reduce((all, row) => all + value(row), 0);
}
