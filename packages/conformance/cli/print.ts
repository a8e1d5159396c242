/** What the command prints. */

import { mutantId, type Target, type TestResult } from "../src/index.ts";
import type { MutantResult } from "./run-mutants.ts";
import { count, isGood, type TargetReport } from "./run-target.ts";
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

/** The numbers of one target. */
export function printTarget(report: TargetReport, selection: Selection): void {
  const { target, coverage } = report;
  const { functions, slots } = coverage;
  const verdict = isGood(report, selection) ? "ok  " : target.gates ? "FAIL" : "warn";
  console.log(
    `${verdict} ${target.name}: ${count(report, "passed")} passed, ${count(report, "failed")} failed, ` +
      `${count(report, "skipped")} skipped; functions ${functions.covered}/${functions.total}, ` +
      `slots ${slots.covered}/${slots.total}`,
  );
  if (functions.missing.length > 0) console.log(`     functions without a test: ${functions.missing.join(", ")}`);
  if (slots.missing.length > 0) console.log(`     slots without a test: ${slots.missing.join(", ")}`);
  if (target.withheld.size > 0) {
    for (const [reason, names] of Map.groupBy(target.withheld, ([, why]) => why)) {
      console.log(`     not offered: ${names.map(([name]) => name).join(", ")} (${reason})`);
    }
  }
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
