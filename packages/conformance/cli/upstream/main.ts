/** The command `pnpm upstream`: upstream HPy's own test suite. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPlaces, type Selection, select, usage } from "./selection.ts";

const adaptor = fileURLToPath(new URL("adaptor.ts", import.meta.url));
const packages = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));

/** Runs the suite's own runner in a process group, so that its workers end with it. */
function run({ pyodide, forRunner }: Selection, places: Readonly<Record<string, string>>): Promise<number> {
  const runner = join(places.HPY_SUITE as string, "run.mjs");
  const environment = { ...process.env, ...places, PYODIDE_DIR: join(packages, pyodide) };
  const child = spawn(process.execPath, [runner, "--host", adaptor, ...forRunner], {
    detached: process.platform !== "win32",
    env: environment,
    stdio: "inherit",
  });
  const end = (): void => {
    if (child.exitCode !== null || child.pid === undefined) return;
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  };
  process.once("exit", end);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const selection = select(args);
    if (!selection.help) return await run(selection, findPlaces(process.env));
    console.log(usage);
    return 0;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    console.error(`pnpm upstream: ${problem}. \`pnpm upstream --help\` says how it is used.`);
    return 2;
  }
}

// Ending by a signal ends the tests, too.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
process.exitCode = await main(process.argv.slice(2));
