/**
 * Tests the site: builds it with its links checked, runs the code on its pages, and drives the live page in a browser.
 * Prints a line for each test; exits with 1 if one failed.
 */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { readOptions } from "../../tools/command/options.ts";
import { closingLine, none, sum } from "../../tools/test/tally.ts";
import { root } from "../build/root.ts";
import { testBrowser } from "./browser.ts";
import { exampleTasks } from "./examples.ts";
import { runAll, type Task } from "./run-all.ts";

const usage = `Tests the documentation site.

pnpm docs:test [OPTIONS]

  --only TEXT    only the tests whose names contain the text
  --no-build     test the code on the pages alone: neither the build nor the browser
  --json FILE    write the numbers to a file
  --help         print this text`;

/** Builds the site as it is published, but for Pyodide, which the live page then takes from it. */
async function build(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(process.execPath, [`${root}docs/build/main.ts`, "--local"], {
    cwd: root,
    stdio: "inherit",
  });
  child.once("error", () => resolve(1));
  child.once("close", resolve);
  const status = await promise;
  if (status !== 0) throw new Error(`The build ended with exit status ${status}`);
}

async function main(): Promise<number> {
  const { values } = readOptions(usage, {
    options: {
      only: { type: "string", default: "" },
      build: { type: "boolean", default: true },
      json: { type: "string" },
    },
    allowNegative: true,
  });
  const site = async () => {
    const built = await runAll([{ name: "the site builds, and its links lead somewhere", run: build }], 1);
    return built.failed > 0 ? built : sum([built, await testBrowser(values.only)]);
  };
  const examples: readonly Task[] = await exampleTasks();
  const tallies = await Promise.all([values.build ? site() : none, runAll(examples, 2, values.only)]);
  const total = sum(tallies);
  console.log(`\n${closingLine(total)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

process.exitCode = await main();
