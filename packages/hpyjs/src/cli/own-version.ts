/** The version of this package, for npm and for Python. */

import { fileURLToPath } from "node:url";
import { readText } from "./files.ts";

/** This package's version, as npm knows it. */
export function ownVersion(): string {
  const manifest = readText(fileURLToPath(new URL("../../package.json", import.meta.url)));
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * A version of npm's as Python writes it: `1.2.3` as it is, and a prerelease, of which there are snapshots
 * (`1.2.3-next-20270101120000`), with the digits behind it: `1.2.3.dev20270101120000`.
 */
export function pythonVersion(version: string): string {
  const [, release = version, prerelease] = /^(\d+\.\d+\.\d+)(?:-(.*))?$/.exec(version) ?? [];
  return prerelease === undefined ? release : `${release}.dev${prerelease.replace(/\D/g, "") || "0"}`;
}
