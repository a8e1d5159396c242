/**
 * The HPy conformance tests as a library: suites that are data, and a runner that takes a target.
 *
 * @example
 * ```ts
 * import { runTest, suites, type Target, Workbench } from "@hpyjs/conformance";
 *
 * export async function conform(target: Target): Promise<void> {
 *   const bench = await Workbench.open(target);
 *   for (const suite of suites) {
 *     for (const test of suite.tests) {
 *       const { status } = await runTest(bench, suite, test, { leaks: true });
 *       console.log(suite.name, test.name, status);
 *     }
 *   }
 * }
 * ```
 */

export * from "./counter.ts";
export * from "./counting-mode.ts";
export * from "./coverage.ts";
export * from "./mutants.ts";
export * from "./run-test.ts";
export * from "./suite.ts";
export * from "./suites/index.ts";
export * from "./target.ts";
export * from "./workbench.ts";
