/**
 * Tests that are known to fail, and why. The list is exact: a listed test that passes fails the run.
 */

import { targets } from "../targets/index.ts";

/** A test that fails on some targets. */
export interface KnownFailure {
  /** The test's id: `list/HPyList_New() …`. */
  readonly test: string;
  /** The names of the targets on which it fails. */
  readonly targets: readonly string[];
  /** Why it fails, and what would have to change. */
  readonly reason: string;
}

/** The names of the targets with debug mode, which throws where a rule is broken, in one language and flavour. */
function withDebug(prefix: string): string[] {
  return targets.map(({ name }) => name).filter((name) => name.startsWith(prefix) && name.includes("+debug"));
}

const inTypescript = withDebug("typescript-");
const linked = withDebug("c-linked-");
const sandboxed = withDebug("c-sandboxed-");

// Tests that break a rule of HPy on purpose, to see that no harm is done. Debug mode reports just that.

/** In every language and flavour. */
const everywhere: readonly string[] = [
  "builder/HPyListBuilder_Build() returns null and sets SystemError when the builder was built before",
  "builder/HPyListBuilder_Set() and HPyListBuilder_Cancel() do nothing when the builder was cancelled before",
  "builder/HPyTupleBuilder_Build() returns null and sets SystemError when the builder was built before",
  "builder/HPyTupleBuilder_Set() and HPyTupleBuilder_Cancel() do nothing when the builder was cancelled before",
  "struct/_HPy_AsStruct_*() sets TypeError for an object without a struct where it has to look",
  "type/HPyType_GetName() sets TypeError when the argument is no type",
];

/** Where a sandbox refuses before debug mode sees it. */
const notSandboxed: readonly string[] = [
  "field/HPyField_Load() sets SystemError for a null field",
  "struct/_HPy_AsStruct_Legacy() is the object itself",
  "tracker/HPyTracker_Add() returns -1 and sets SystemError when the tracker is closed",
  "tracker/HPyTracker_ForgetAll() and HPyTracker_Close() do nothing when the tracker is closed",
];

/** Where the test is for TypeScript only, or C cannot break the rule. */
const notInC: readonly string[] = [
  "async/An async method that uses an argument or the context after its call has ended raises RuntimeError that says why",
  "edge/HPy_tp_traverse that throws, or visits nothing, does no harm: the bridge visits the fields itself",
  "field/Fields that no definition names are let go of and collected all the same",
  "field/Chains go at the end of the stack, too",
  "field/A tp_traverse that is wrong does no harm: nobody calls it",
];

const cpythonInC = targets.map(({ name }) => name).filter((name) => name.startsWith("c-linked-cpython-"));

/** Where the guards of HPy.js would see that the stack is about to end, and nothing is guarded. */
const unguarded: readonly string[] = [
  "field/Chains go at the end of the stack, too",
  "type/HPy_New() and HPy_Close() up to the end of the stack leave the interpreter unharmed",
];

/** The known failures. */
export const knownFailures: readonly KnownFailure[] = [
  ...unguarded.map((test) => ({
    test,
    targets: cpythonInC,
    reason:
      "CPython's own extension modules call it directly: where the stack ends, so does the interpreter.",
  })),
  ...everywhere.map((test) => known(test, [...inTypescript, ...linked, ...sandboxed])),
  ...notSandboxed.map((test) => known(test, [...inTypescript, ...linked])),
  ...notInC.map((test) => known(test, inTypescript)),
];

function known(test: string, targets: readonly string[]): KnownFailure {
  const reason =
    "The test breaks a rule on purpose; in debug mode the report of it takes the place of what it expects.";
  return { test, targets, reason };
}
