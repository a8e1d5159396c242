/** Adds up what the test runners report. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** How many tests passed, failed and were skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What one target of the conformance run reports. */
export interface TargetReport extends Tally {
  readonly functions: Coverage;
  readonly slots: Coverage;
}

/** How many of those that an ABI offers were exercised. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
}

/** The file that `pnpm conformance --json FILE` writes. */
export interface ConformanceReport {
  readonly targets: Readonly<Record<string, TargetReport>>;
}

/** The part of vitest's JSON report that counts. */
export interface UnitReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

/** The tally of nothing. */
export const none: Tally = { passed: 0, failed: 0, skipped: 0 };

/** The sum of tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    none,
  );
}

/** The tally of the unit tests. */
export function unitTally(report: UnitReport): Tally {
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

/** The tally of a conformance run, over all targets. */
export function conformanceTally(report: ConformanceReport): Tally {
  return sum(Object.values(report.targets));
}

/**
 * A tally that admits how its runner ended: one that exited with an error without counting a failure failed as a
 * whole (a file that does not load, a missing test of a function), which counts as one.
 */
export function withExit(tally: Tally, success: boolean): Tally {
  return success || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

/** The closing line: `N passed, N failed`, and `, N skipped` if there are any. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Writes a tally to a file, if one was asked for. */
export function writeTally(file: string | undefined, tally: Tally): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(tally));
}
