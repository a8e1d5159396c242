/**
 * A worker process: one interpreter of one target, named by the only argument. It runs the jobs that it is sent, and
 * exits when its interpreter cannot be trusted any more: the command then starts another worker.
 */

import { runTest, type Suite, suites, type Test, testId, Workbench } from "../src/index.ts";
import { targets } from "../targets/index.ts";
import type { Job, Report } from "./messages.ts";

const tests = new Map<string, readonly [Suite, Test]>(
  suites.flatMap((suite) => suite.tests.map((test) => [testId(suite, test), [suite, test]] as const)),
);

function send(report: Report): Promise<void> {
  return new Promise((resolve) => process.send?.(report, () => resolve()));
}

/** Runs a job; tells whether the interpreter can be used on. */
async function runJob(bench: Workbench, job: Job): Promise<boolean> {
  for (const id of job.tests) {
    const [suite, test] = tests.get(id) ?? [];
    if (suite === undefined || test === undefined) throw new RangeError(`no test is named "${id}"`);
    await send({ kind: "start", test: id });
    bench.mutate(job.mutant);
    const result = await runTest(bench, suite, test, { leaks: job.leaks });
    bench.mutate(null);
    await send({ kind: "result", test: id, result });
    if (result.dead) return false;
    if (job.mutant !== null && result.status === "failed") {
      // A mutant may have done damage that would be blamed on the next one.
      const again = await runTest(bench, suite, test, { leaks: false });
      if (again.status !== "passed") return false;
    }
    if (job.untilFailure && result.status === "failed") break;
  }
  return true;
}

const [, , name] = process.argv;
const target = targets.find((candidate) => candidate.name === name);
if (target === undefined) throw new RangeError(`no target is named "${name}"`);
const bench = await Workbench.open(target);
process.on("message", async (job: Job) => {
  const usable = await runJob(bench, job);
  if (usable) await send({ kind: "done" });
  else process.exit();
});
await send({ kind: "ready" });
