/** A Chromium to test in: the one that is installed. Where there is none and Debian's can be installed, that is done. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function installed(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** Installs Debian's Chromium, as root. */
function install(): void {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).error !== undefined) {
    throw new Error(
      `There is no browser: install Chromium or Chrome (looked on PATH for ${names.join(", ")}).`,
    );
  }
  console.log("Installing Chromium");
  const stdio = ["ignore", "ignore", "inherit"] as const;
  execFileSync("apt-get", ["update", "-qq"], { stdio: [...stdio] });
  const args = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
  execFileSync("apt-get", args, {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: [...stdio],
  });
}

/** Starts Chromium. @throws Error when there is none and it cannot be installed. */
export async function launchChromium(): Promise<Browser> {
  // Elsewhere Chrome is not on PATH, but in a place that is known.
  if (process.platform !== "linux") return await chromium.launch({ channel: "chrome" });
  if (installed() === null) install();
  const executablePath = installed();
  if (executablePath === null) throw new Error("Debian's package chromium brought no browser.");
  // Only our own pages are visited, and containers have no user namespaces to put the browser's own sandbox into.
  return await chromium.launch({ executablePath, chromiumSandbox: false });
}
