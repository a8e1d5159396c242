/** What the command line chooses: targets, tests, and how they are run. */

import { parseArgs } from "node:util";
import { suites, type Target, testId } from "../src/index.ts";
import { targets } from "../targets/index.ts";

/** How the command is used. */
export const usage = `Runs the conformance suites.

pnpm conformance [OPTIONS]

  --target NAME   run on this target; may be repeated (if left out, those of the routine; with --mutate one of them)
  --all           run on every target: the whole matrix
  --suite NAME    run this suite only; may be repeated
  --test TEXT     run the tests whose names contain the text
  --mutate        then replace each function by ones that are wrong, and see that tests notice: 98 % at least
  --jobs N        how many processes run at a time (2)
  --json FILE     write the numbers to a file
  --list          print the targets and the suites
  --help          print this text`;

/** What was chosen. */
export interface Selection {
  /** The targets to run on. */
  readonly targets: readonly Target[];
  /** The ids of the tests to run, by suite. */
  readonly suites: ReadonlyMap<string, readonly string[]>;
  /** Whether that is everything, so that coverage counts. */
  readonly complete: boolean;
  /** Whether to run mutants too. */
  readonly mutate: boolean;
  /** How many processes run at a time. */
  readonly jobs: number;
  /** Where the numbers go, or `undefined`. */
  readonly json: string | undefined;
  /** Whether only to list what there is. */
  readonly list: boolean;
  /** Whether only to say how the command is used. */
  readonly help: boolean;
  /** How long one test may take, in milliseconds. */
  readonly deadline: number;
}

/**
 * Reads the command line.
 * @throws TypeError or RangeError with a message for the user.
 */
export function select(args: readonly string[]): Selection {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", multiple: true },
      suite: { type: "string", multiple: true },
      test: { type: "string" },
      all: { type: "boolean", default: false },
      mutate: { type: "boolean", default: false },
      jobs: { type: "string", default: "2" },
      json: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { all, mutate, list, help, json, test } = values;
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new RangeError(`--jobs ${values.jobs}: must be 1 or more`);
  const gating = targets.filter(({ gates, routine }) => gates && (all || routine));
  const chosen = values.target?.map((name) => named("target", targets, name));
  const chosenSuites = values.suite?.map((name) => named("suite", suites, name)) ?? suites;
  const tests = new Map<string, readonly string[]>();
  for (const suite of chosenSuites) {
    const ids = suite.tests.filter(({ name }) => name.includes(test ?? "")).map((one) => testId(suite, one));
    if (ids.length > 0) tests.set(suite.name, ids);
  }
  return {
    targets: chosen ?? (mutate ? gating.filter(({ abi }) => abi === "universal").slice(-1) : gating),
    suites: tests,
    complete: values.suite === undefined && test === undefined,
    mutate,
    jobs,
    json,
    list,
    help,
    deadline: 90_000,
  };
}

function named<T extends { readonly name: string }>(kind: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`no ${kind} is named "${name}"; there are: ${all.map((one) => one.name).join(", ")}`);
}
