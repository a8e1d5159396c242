/** The command `pnpm conformance`. */

import { writeFileSync } from "node:fs";
import { suites, type TestResult } from "../src/index.ts";
import { impossible } from "../targets/impossible.ts";
import { targets } from "../targets/index.ts";
import { printFailures, printGaps, printMatrix, printMutants, printSuite, printTarget } from "./print.ts";
import { type MutantResult, runMutants } from "./run-mutants.ts";
import { count, isCounted, isGood, runTarget, type TargetReport } from "./run-target.ts";
import { type Selection, select, usage } from "./selection.ts";

/** Runs `work` on each item, `jobs` at a time. */
async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const next = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, next));
}

/** How many tests of each suite passed, failed and were skipped. */
function bySuite({ results }: TargetReport): object {
  const names = Map.groupBy(results, ([id]) => id.slice(0, id.indexOf("/")));
  return Object.fromEntries(
    [...names].map(([suite, ofSuite]) => {
      const tally = { passed: 0, failed: 0, skipped: 0 };
      for (const [, { status }] of ofSuite) tally[status]++;
      return [suite, tally];
    }),
  );
}

/** The suites that exercised each function on some target, by function. */
function exercised(reports: readonly TargetReport[]): object {
  const suitesOf = new Map<string, Set<string>>();
  for (const [id, { functions }] of reports.flatMap(({ results }) => [...results])) {
    for (const name of functions) {
      const found = suitesOf.get(name) ?? new Set();
      suitesOf.set(name, found.add(id.slice(0, id.indexOf("/"))));
    }
  }
  return Object.fromEntries([...suitesOf].sort().map(([name, found]) => [name, [...found].sort()]));
}

function numbers(report: TargetReport, mutants: readonly MutantResult[] | undefined): object {
  const { functions, slots } = report.coverage;
  const { python, language, abi, sandboxed = false, modes } = report.target;
  return {
    about: { python, language, abi, sandboxed, modes, counted: isCounted(report.target) },
    passed: count(report, "passed"),
    failed: count(report, "failed"),
    skipped: count(report, "skipped"),
    functions: { covered: functions.covered, total: functions.total },
    slots: { covered: slots.covered, total: slots.total },
    suites: bySuite(report),
    ...(mutants && {
      mutants: { killed: mutants.filter(({ killedBy }) => killedBy !== null).length, total: mutants.length },
    }),
  };
}

/** Whether the tests notice at least 98 of 100 mutants. */
function enoughKilled(results: readonly MutantResult[]): boolean {
  return results.filter(({ killedBy }) => killedBy !== null).length >= 0.98 * results.length;
}

async function run(selection: Selection): Promise<boolean> {
  const reports: TargetReport[] = [];
  await inParallel(selection.targets, selection.jobs, async (target) => {
    const onSuite = (suite: string, results: ReadonlyMap<string, TestResult>): void => {
      printSuite(target, suite, results);
      printFailures(results);
    };
    reports.push(await runTarget(target, selection, onSuite));
  });
  reports.sort((a, b) => selection.targets.indexOf(a.target) - selection.targets.indexOf(b.target));

  const mutants = new Map<TargetReport, readonly MutantResult[]>();
  if (selection.mutate) {
    for (const report of reports) {
      mutants.set(report, await runMutants(report, selection, (result) => printMutants.progress(result)));
    }
  }

  console.log();
  for (const report of reports) {
    printTarget(report, selection);
    const results = mutants.get(report);
    if (results !== undefined) printMutants.summary(results);
  }
  printGaps(reports);
  if (reports.length > 1) printMatrix(reports);
  if (selection.json !== undefined) {
    const byName = Object.fromEntries(
      reports.map((report) => [report.target.name, numbers(report, mutants.get(report))]),
    );
    writeFileSync(
      selection.json,
      `${JSON.stringify({ targets: byName, impossible, exercised: exercised(reports) }, null, 2)}\n`,
    );
  }
  const good = (report: TargetReport): boolean =>
    isGood(report, selection) && (!selection.complete || enoughKilled(mutants.get(report) ?? []));
  return reports.every((report) => !report.target.gates || good(report));
}

async function main(args: readonly string[]): Promise<number> {
  let selection: Selection;
  try {
    selection = select(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (selection.help) {
    console.log(usage);
    return 0;
  }
  if (selection.list) {
    console.log(`Targets:\n  ${targets.map(({ name }) => name).join("\n  ")}`);
    console.log(`Suites:\n  ${suites.map(({ name, tests }) => `${name} (${tests.length})`).join("\n  ")}`);
    return 0;
  }
  return (await run(selection)) ? 0 : 1;
}

// Ending by a signal ends the workers, too.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
process.exitCode = await main(process.argv.slice(2));
