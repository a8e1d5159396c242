/**
 * Mutation testing on one target. For each mutant, the tests that exercise its function run until one fails: first
 * as they are, then, if none did, as leak tests. The most specific tests come first.
 */

import { type ApiFunctionName, spec } from "@hpyjs/core";
import { type Mutant, mutantsOf, offered, type TestResult } from "../src/index.ts";
import type { TargetReport } from "./run-target.ts";
import type { Selection } from "./selection.ts";
import { TestProcess } from "./test-process.ts";

/** How long a test may take with a mutant before it counts as one that hangs, in milliseconds. */
const deadline = 10_000;

/** What became of a mutant. */
export interface MutantResult {
  /** The mutant. */
  readonly mutant: Mutant;
  /** The test that noticed, or `null` when none did. */
  readonly killedBy: string | null;
  /** How many tests exercise the function. */
  readonly tests: number;
}

/** Runs all mutants of a target, or those of the chosen suites' families. */
export async function runMutants(
  report: TargetReport,
  selection: Selection,
  onResult: (result: MutantResult) => void,
): Promise<readonly MutantResult[]> {
  const { target, results: baseline } = report;
  const families = selection.complete ? undefined : [...selection.suites.keys()];
  const rows = offered(target).filter(
    (row) => families === undefined || families.some((family) => spec.families[family]?.includes(row)),
  );
  const queue = rows.flatMap(mutantsOf);
  const results: MutantResult[] = [];
  const work = async (): Promise<void> => {
    const tests = new TestProcess(target.name, deadline);
    try {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const candidates = candidatesFor(mutant.name, baseline);
        const killedBy = await findKiller(tests, mutant, candidates);
        const result = { mutant, killedBy, tests: candidates.length };
        results.push(result);
        onResult(result);
      }
    } finally {
      tests.close();
    }
  };
  await Promise.all(Array.from({ length: selection.jobs }, work));
  return results;
}

async function findKiller(
  tests: TestProcess,
  mutant: Mutant,
  candidates: readonly string[],
): Promise<string | null> {
  let killer: string | null = null;
  for (const leaks of [false, true]) {
    await tests.run({ tests: candidates, mutant, leaks, untilFailure: true }, (test, { status }) => {
      if (status === "failed") killer = test;
    });
    if (killer !== null) break;
  }
  return killer;
}

/** The tests that pass and exercise a function: those of its own family first, then those that exercise little. */
function candidatesFor(name: ApiFunctionName, baseline: ReadonlyMap<string, TestResult>): readonly string[] {
  const family = Object.entries(spec.families).find(([, rows]) =>
    rows.some(({ member }) => member === name),
  )?.[0];
  const foreign = (id: string): number => (id.startsWith(`${family}/`) ? 0 : 1);
  return [...baseline]
    .filter(([, { status, functions }]) => status === "passed" && functions.includes(name))
    .sort(([idA, a], [idB, b]) => foreign(idA) - foreign(idB) || a.functions.length - b.functions.length)
    .map(([id]) => id);
}
