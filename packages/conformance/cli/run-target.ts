/** Running the suites on one target. */

import type { ApiFunctionName, SlotName } from "@hpyjs/core";
import { type Coverage, coverageOf, type Target, type TestResult } from "../src/index.ts";
import { knownFailures } from "./known-failures.ts";
import type { Selection } from "./selection.ts";
import { TestProcess } from "./test-process.ts";

/** What came of a target's tests. */
export interface TargetReport {
  /** The target. */
  readonly target: Target;
  /** The results, by test id. */
  readonly results: ReadonlyMap<string, TestResult>;
  /** What was exercised. */
  readonly coverage: Coverage;
}

/** The number of results with a status. */
export function count(report: TargetReport, status: TestResult["status"]): number {
  return [...report.results.values()].filter((result) => result.status === status).length;
}

/** Whether everything that was asked for is well: no failure, and full coverage where all suites ran. */
export function isGood(report: TargetReport, selection: Selection): boolean {
  const { functions, slots } = report.coverage;
  // What a sandbox does in its own memory does not reach the layer at which functions are counted.
  const counted = report.target.sandboxed !== true && report.target.counted !== false;
  const covered = !selection.complete || !counted || functions.missing.length + slots.missing.length === 0;
  return covered && count(report, "failed") === 0;
}

/**
 * Runs the chosen tests on a target.
 * @param onSuite called when a suite is through, with the ids of its tests.
 */
export async function runTarget(
  target: Target,
  selection: Selection,
  onSuite: (suite: string, results: ReadonlyMap<string, TestResult>) => void,
): Promise<TargetReport> {
  const tests = new TestProcess(target.name, selection.deadline);
  const results = new Map<string, TestResult>();
  try {
    for (const [suite, ids] of selection.suites) {
      const ofSuite = new Map<string, TestResult>();
      await tests.run({ tests: ids, mutant: null, leaks: true, untilFailure: false }, (id, result) => {
        ofSuite.set(id, judge(target, id, result));
      });
      for (const [id, result] of ofSuite) results.set(id, result);
      onSuite(suite, ofSuite);
    }
  } finally {
    tests.close();
  }
  const functions = new Set<ApiFunctionName>();
  const slots = new Set<SlotName>();
  for (const result of results.values()) {
    for (const name of result.functions) functions.add(name);
    for (const name of result.slots) slots.add(name);
  }
  const families = selection.complete ? undefined : [...selection.suites.keys()];
  return { target, results, coverage: coverageOf(target, functions, slots, families) };
}

/** A known failure counts as skipped, and a known failure that passes as failed. */
function judge(target: Target, id: string, result: TestResult): TestResult {
  const known = knownFailures.find(({ test, targets }) => test === id && targets.includes(target.name));
  if (known === undefined || result.status === "skipped") return result;
  if (result.status === "failed") return { ...result, status: "skipped", reason: known.reason };
  return { ...result, status: "failed", reason: "passes, but is listed in known-failures.ts: take it out" };
}
