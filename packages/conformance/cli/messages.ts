/** What the command and its worker processes say to each other. */

import type { Mutant, TestResult } from "../src/index.ts";

/** Tests to be run, one after the other, on a worker's interpreter. */
export interface Job {
  /** The tests' ids. */
  readonly tests: readonly string[];
  /** What is wrong with the context, or `null` for nothing. */
  readonly mutant: Mutant | null;
  /** Whether the tests are leak tests too. */
  readonly leaks: boolean;
  /** Whether to stop at the first test that fails. */
  readonly untilFailure: boolean;
}

/** What a worker reports about its job. A worker whose interpreter has died exits after the result. */
export type Report =
  | { readonly kind: "ready" }
  | { readonly kind: "start"; readonly test: string }
  | { readonly kind: "result"; readonly test: string; readonly result: TestResult }
  | { readonly kind: "done" };
