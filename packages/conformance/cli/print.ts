/** What the command prints. */

import { mutantId, type Target, type TestResult } from "../src/index.ts";
import { impossible } from "../targets/impossible.ts";
import { matrixLines } from "./matrix.ts";
import type { MutantResult } from "./run-mutants.ts";
import { count, isCounted, isGood, type TargetReport } from "./run-target.ts";
import type { Selection } from "./selection.ts";

/** A progress line for a suite that is through. */
export function printSuite(target: Target, suite: string, results: ReadonlyMap<string, TestResult>): void {
  const all = [...results.values()];
  const tally = (["passed", "failed", "skipped"] as const)
    .map((status) => [all.filter((result) => result.status === status).length, status] as const)
    .filter(([number]) => number > 0)
    .map(([number, status]) => `${number} ${status}`)
    .join(", ");
  const seconds = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  console.log(`${target.name}  ${suite.padEnd(12)}  ${tally}  (${seconds.toFixed(2)} s)`);
}

/** The tests that failed, with the Python traceback and the JavaScript stack. */
export function printFailures(results: ReadonlyMap<string, TestResult>): void {
  for (const [id, { status, reason }] of results) {
    if (status === "failed") console.log(`  FAILED ${id}\n${indent(reason, 4)}`);
  }
}

/** The numbers of one target, in a line. */
export function printTarget(report: TargetReport, selection: Selection): void {
  const { target, coverage } = report;
  const { functions, slots } = coverage;
  const verdict = isGood(report, selection) ? "ok  " : target.gates ? "FAIL" : "warn";
  const covered =
    target.counted === false
      ? "functions not counted"
      : `functions ${functions.covered}/${functions.total}, slots ${slots.covered}/${slots.total}`;
  console.log(
    `${verdict} ${target.name}: ${count(report, "passed")} passed, ${count(report, "failed")} failed, ` +
      `${count(report, "skipped")} skipped; ${covered}`,
  );
}

/** What was not run, and what there is not to run; once for all targets of which the same is true. */
export function printGaps(reports: readonly TargetReport[]): void {
  const gaps = new Map<string, string[]>();
  const note = ({ name }: Target, gap: string): void => {
    gaps.set(gap, [...(gaps.get(gap) ?? []), name]);
  };
  for (const { target, results, coverage } of reports) {
    const { functions, slots } = coverage;
    if (isCounted(target) && functions.missing.length > 0)
      note(target, `functions without a test: ${functions.missing.join(", ")}`);
    if (isCounted(target) && slots.missing.length > 0)
      note(target, `slots without a test: ${slots.missing.join(", ")}`);
    for (const [reason, names] of Map.groupBy(target.withheld, ([, why]) => why)) {
      note(target, `not offered: ${names.map(([name]) => name).join(", ")} (${reason})`);
    }
    for (const [id, { status, reason }] of results) {
      if (status === "skipped") note(target, `skipped: ${id} (${reason})`);
    }
  }
  for (const [gap, names] of gaps) {
    console.log(`     ${names.length === reports.length ? "" : `${names.join(", ")}: `}${gap}`);
  }
}

/** The matrix of all that ran. */
export function printMatrix(reports: readonly TargetReport[]): void {
  const entries = reports.map((report) => ({
    target: report.target,
    passed: count(report, "passed"),
    failed: count(report, "failed"),
    functions: isCounted(report.target) ? report.coverage.functions : null,
  }));
  const pythons = [...new Set(reports.map(({ target }) => target.python))].sort();
  console.log();
  for (const line of matrixLines(entries, pythons, impossible)) console.log(line);
}

/** What became of mutants. */
export const printMutants: {
  progress(result: MutantResult): void;
  summary(results: readonly MutantResult[]): void;
} = {
  progress: ({ mutant, killedBy, tests }) => {
    if (killedBy === null) console.log(`  survived: ${mutantId(mutant)} (exercised by ${tests} tests)`);
  },
  summary: (results) => {
    const survivors = results.filter(({ killedBy }) => killedBy === null);
    const killed = results.length - survivors.length;
    const percent = results.length === 0 ? 100 : (100 * killed) / results.length;
    console.log(`     mutants: ${killed} of ${results.length} killed (${percent.toFixed(1)} %)`);
    if (survivors.length > 0) {
      console.log(`     survivors: ${survivors.map(({ mutant }) => mutantId(mutant)).join(", ")}`);
    }
  },
};

function indent(text: string, by: number): string {
  return text.replace(/^/gm, " ".repeat(by));
}
