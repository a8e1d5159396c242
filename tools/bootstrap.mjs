/**
 * Runs a script of this workspace on a machine that has only Node and npm: `node tools/bootstrap.mjs [SCRIPT [ARGS]]`.
 * pnpm comes by npx, at the version that package.json names. The dependencies are installed first, exactly as the lock
 * file says (a moment if they are there already), the pinned Node among them: whatever pnpm runs then runs on that one.
 * Plain JavaScript, because it must also run on Node 20.
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const { name, version } = manifest.devEngines.packageManager;

/** Runs pnpm with its output passed through, and leaves with its exit status when it fails. */
function pnpm(...args) {
  const { status, error } = spawnSync("npx", ["--yes", "--loglevel=error", `${name}@${version}`, ...args], {
    cwd: root,
    env: { TURBO_TELEMETRY_DISABLED: "1", ...process.env },
    shell: process.platform === "win32",
    stdio: "inherit",
  });
  if (error) throw new Error(`Cannot start npx, which comes with npm: ${error.message}`, { cause: error });
  if (status !== 0) process.exit(status ?? 1);
}

const [script, ...args] = process.argv.slice(2);
pnpm("install", "--frozen-lockfile");
if (script) pnpm("--silent", "run", script, ...args);
