/** The browser of the tests: the Chromium of this machine, or Debian's, which is installed when there is none. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names: readonly string[] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function find(): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

function apt(...args: readonly string[]): boolean {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"];
  const [command = "", ...rest] = [...sudo, "apt-get", ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, rest, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
}

/** The path of a Chromium, or `null` where there is none and none can be installed. */
export function chromium(): string | null {
  const found = find();
  if (found !== null || process.platform !== "linux") return found;
  console.log("Installing Chromium with apt-get");
  if (!apt("update", "-qq")) return null;
  return apt("install", "-qq", "--yes", "--no-install-recommends", "chromium") ? find() : null;
}
