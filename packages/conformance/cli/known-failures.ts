/**
 * Tests that are known to fail, and why. The list is exact: a listed test that passes fails the run.
 */

/** A test that fails on some targets. */
export interface KnownFailure {
  /** The test's id: `list/HPyList_New() …`. */
  readonly test: string;
  /** The names of the targets on which it fails. */
  readonly targets: readonly string[];
  /** Why it fails, and what would have to change. */
  readonly reason: string;
}

/** The known failures. */
export const knownFailures: readonly KnownFailure[] = [];
