/**
 * The conformance suites on a page or in a worker: what `packages/conformance/cli/worker.ts` is in Node. The modules that
 * start Pyodide and compile fixtures are replaced by `conformance-pyodide.ts` and `conformance-fixtures.ts` beside this one.
 */

import type { Report } from "../../../packages/conformance/cli/messages.ts";
import { runTest, suites, testId, Workbench } from "../../../packages/conformance/src/index.ts";
import { targets } from "../../../packages/conformance/targets/index.ts";

const isWorker = typeof document === "undefined";

function send(report: Report): void | Promise<void> {
  if (isWorker) return postMessage(report);
  return (Reflect.get(globalThis, "tell") as (report: Report) => Promise<void>)(report);
}

const tests = new Map(
  suites.flatMap((suite) =>
    suite.tests.map((test) => [testId(suite, test), [suite, test] as const] as const),
  ),
);
let bench: Workbench | null = null;

/** Runs tests on one interpreter. It is not used on when a test has killed it: then `done` is not sent. */
async function runTests(targetName: string, ids: readonly string[]): Promise<void> {
  const target = targets.find(({ name }) => name === targetName);
  if (target === undefined) throw new RangeError(`no target is named "${targetName}"`);
  bench ??= await Workbench.open(target);
  await send({ kind: "ready" });
  for (const id of ids) {
    const [suite, test] = tests.get(id) ?? [];
    if (suite === undefined || test === undefined) throw new RangeError(`no test is named "${id}"`);
    await send({ kind: "start", test: id });
    const result = await runTest(bench, suite, test, { leaks: true });
    await send({ kind: "result", test: id, result });
    if (result.dead) return;
  }
  await send({ kind: "done" });
}

if (isWorker) {
  addEventListener("message", ({ data }) => runTests(data.target, data.tests));
} else {
  Reflect.set(globalThis, "runTests", runTests);
}
