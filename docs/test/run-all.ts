/** Running tests: some at a time, a line for each. */

import { none, sum, type Tally } from "../../tools/test/tally.ts";

/** A test. */
export interface Task {
  /** What is shown. */
  readonly name: string;
  /** Throws when it fails. */
  readonly run: () => Promise<void>;
}

async function runOne({ name, run }: Task): Promise<Tally> {
  const start = performance.now();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    await run();
    console.log(`ok   ${name} (${seconds()})`);
    return { ...none, passed: 1 };
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    console.log(`FAIL ${name} (${seconds()})\n${text.replaceAll(/^/gm, "     ")}`);
    return { ...none, failed: 1 };
  }
}

/**
 * Runs tests.
 * @param jobs how many at a time; they begin in their order.
 * @param only leaves out those whose names do not contain it.
 */
export async function runAll(tasks: readonly Task[], jobs: number, only = ""): Promise<Tally> {
  const queue = tasks.filter(({ name }) => name.includes(only));
  const tallies: Tally[] = [];
  const next = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) tallies.push(await runOne(task));
  };
  await Promise.all(Array.from({ length: jobs }, next));
  return sum(tallies);
}
