/**
 * Publishes what the registry does not have yet: `pnpm release:publish [--tag TAG]`. Run by the release workflow, whose
 * identity npm trusts (trusted publishing): there are no tokens, and npm writes the provenance.
 *
 * What is published are the tarballs, packed once, each after those that it depends on. Every package gets a git tag
 * `name@version` and a line `New tag: …`, by which the workflow's action makes the release on GitHub; the wheel for PyPI is
 * left in `dist`.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../checks/source-files.ts";
import { readOptions } from "../command/options.ts";
import { packAll } from "../stranger/pack.ts";
import { buildWheel } from "../wheel/build.ts";

const usage = `Publishes what the registry does not have yet.

pnpm release:publish [OPTIONS]

  --tag TAG   the tag under which npm finds it (latest)
  --help      print this text`;

const { values } = readOptions(usage, { options: { tag: { type: "string", default: "latest" } } });

/** Whether the registry has a version. @throws Error when it cannot be asked. */
function isPublished(name: string, version: string): boolean {
  const { status, stdout, stderr } = spawnSync("npm", ["view", `${name}@${version}`, "version", "--json"], {
    encoding: "utf8",
  });
  if (status === 0) return stdout.trim() !== "";
  if (/E404/.test(stdout + stderr)) return false;
  throw new Error(`cannot ask the registry for ${name}@${version}:\n${stderr}`);
}

const out = mkdtempSync(join(tmpdir(), "hpyjs-publish-"));
try {
  for (const { name, version, tarball } of packAll(root, out)) {
    if (isPublished(name, version)) {
      console.log(`${name}@${version} is published already`);
      continue;
    }
    const args = ["publish", tarball, "--access", "public", "--provenance", "--tag", values.tag];
    execFileSync("npm", args, { stdio: "inherit" });
    // A snapshot belongs to no commit that anybody has.
    if (values.tag !== "latest") continue;
    execFileSync("git", ["tag", `${name}@${version}`], { cwd: root, stdio: "inherit" });
    console.log(`New tag: ${name}@${version}`);
  }
  await buildWheel(join(root, "dist"));
} finally {
  rmSync(out, { recursive: true, force: true });
}
