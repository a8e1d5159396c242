/**
 * Runs every test: builds, then the unit tests, the packages as they are released, the browser, the conformance tests on
 * all targets, the fuzzer. Prints a line per step with its time, and `N passed, N failed` over all of them alone on the
 * last line; exits with 1 if anything failed.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { closingLine, conformanceTally, none, sum, type Tally, unitTally, withExit } from "./tally.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const reports = `${root}.cache/test`;

/** A step: a script of the root package.json with its arguments. */
interface Step {
  readonly name: string;
  readonly script: readonly string[];
  /** Reads the report that the step writes, if it writes one. */
  readonly report?: { readonly file: string; readonly read: (json: string) => Tally };
}

const unit = `${reports}/unit.json`;
const conformance = `${reports}/conformance.json`;
const release = `${reports}/release.json`;
const browser = `${reports}/browser.json`;
const fuzz = `${reports}/fuzz.json`;
const docs = `${reports}/docs.json`;

const steps: readonly Step[] = [
  { name: "build", script: ["build"] },
  {
    name: "unit tests",
    script: ["test:unit", "--reporter=default", "--reporter=json", `--outputFile.json=${unit}`],
    report: { file: unit, read: (json) => unitTally(JSON.parse(json)) },
  },
  {
    name: "a release, but for the publishing",
    script: ["release:dry-run", "--quick", "--json", release],
    report: { file: release, read: (json) => JSON.parse(json) as Tally },
  },
  {
    name: "the browser",
    script: ["browser", "--json", browser],
    report: { file: browser, read: (json) => JSON.parse(json) as Tally },
  },
  {
    name: "conformance",
    script: ["conformance", "--json", conformance],
    report: { file: conformance, read: (json) => conformanceTally(JSON.parse(json)) },
  },
  {
    name: "documentation",
    script: ["docs:test", "--json", docs],
    report: { file: docs, read: (json) => JSON.parse(json) as Tally },
  },
  {
    name: "fuzzing the sandbox",
    script: ["fuzz", "--seconds", "30", "--json", fuzz],
    report: { file: fuzz, read: (json) => JSON.parse(json) as Tally },
  },
];

function run({ name, script, report }: Step): Tally {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const { status, signal } = spawnSync("pnpm", ["--silent", "run", ...script], {
    cwd: root,
    shell: process.platform === "win32",
    stdio: "inherit",
  });
  if (status !== 0) console.log(`${name} ended ${signal ? `by ${signal}` : `with exit status ${status}`}`);
  const tally = withExit(report === undefined ? none : readReport(report), status === 0);
  const counted = report !== undefined || tally.failed > 0 ? `: ${closingLine(tally)}` : "";
  console.log(`== ${name}${counted} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return tally;
}

/** A runner that wrote no report did not get as far as its tests. */
function readReport({ file, read }: NonNullable<Step["report"]>): Tally {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (error) {
    console.error(`No report: ${error instanceof Error ? error.message : error}`);
    return { ...none, failed: 1 };
  }
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const tallies: Tally[] = [];
for (const step of steps) {
  const tally = run(step);
  tallies.push(tally);
  if (step.report === undefined && tally.failed > 0) break;
}
const total = sum(tallies);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
