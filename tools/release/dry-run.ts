/**
 * A release, but for the publishing: `pnpm release:dry-run [--snapshot TAG] [--clean] [--quick] [--node VERSION]… [--browser]`.
 *
 * In a copy of the workspace, which stays as it is: versions and changelogs by the changesets, build, tarballs, which
 * npm must be willing to publish, the Python wheel; then the tarballs are used as a stranger would (`pnpm stranger`, which has
 * the options `--node` and `--browser`). With `--clean` everything is built anew; otherwise what was built already is built upon.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../checks/source-files.ts";
import { readOptions } from "../command/options.ts";
import { packAll, published } from "../stranger/pack.ts";
import { copyWorkspace, treeStatus } from "./copy.ts";

const usage = `Does everything of a release but the publishing, in a copy of the workspace.

pnpm release:dry-run [OPTIONS]

  --snapshot TAG    a snapshot release
  --clean           build everything anew
  --node VERSION    see \`pnpm stranger\`, as for the next two
  --browser
  --quick
  --json FILE       write the numbers to a file
  --help            print this text`;

const { values } = readOptions(usage, {
  options: {
    snapshot: { type: "string" },
    clean: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    node: { type: "string", multiple: true, default: [] },
    browser: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

function step<T>(name: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`ok   ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

function run(cwd: string, command: string, ...args: readonly string[]): void {
  const shell = process.platform === "win32";
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", shell });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}

/** The packages that the changesets name, which must get a new version each. */
function changed(workspace: string): ReadonlySet<string> {
  const folder = join(workspace, ".changeset");
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => readFileSync(join(folder, name), "utf8"));
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/^"(.+)": (?:major|minor|patch)$/gm)].map(([, name = ""]) => name),
    ),
  );
}

function versions(workspace: string): ReadonlyMap<string, string> {
  return new Map(published(workspace).map(([, { name, version }]) => [name, version]));
}

/** Raises the versions, and sees that each package that was changed has a new one and a changelog that tells of it. */
function raiseVersions(workspace: string): string {
  const [before, expected] = [versions(workspace), changed(workspace)];
  const snapshot = values.snapshot === undefined ? [] : ["--snapshot", values.snapshot];
  if (expected.size > 0) run(workspace, "changeset", "version", ...snapshot);
  const told: string[] = [];
  for (const [folder, { name, version }] of published(workspace)) {
    told.push(`${name}@${version}`);
    if (!expected.has(name)) continue;
    if (version === before.get(name)) throw new Error(`${name} has a changeset, but stays at ${version}`);
    const log = join(folder, "CHANGELOG.md");
    if (!existsSync(log) || !readFileSync(log, "utf8").includes(`\n## ${version}\n`)) {
      throw new Error(`the changelog of ${name} does not tell of ${version}`);
    }
  }
  return told.join(" ");
}

const before = treeStatus(root);
const out = mkdtempSync(join(tmpdir(), "hpyjs-dry-run-"));
try {
  using copy = step("a copy of the workspace", () => copyWorkspace(root));
  const { folder } = copy;
  console.log(`  ${step("versions and changelogs", () => raiseVersions(folder))}`);
  step("build", () => {
    if (values.clean) {
      for (const [each] of published(folder)) {
        for (const made of ["dist", ".cache"]) rmSync(join(each, made), { recursive: true, force: true });
      }
      run(folder, "pnpm", "--silent", "build");
    } else {
      run(folder, "tsc", "-b");
      for (const [each] of published(folder))
        run(each, process.execPath, join(folder, "tools/build/main.ts"));
    }
  });
  const packed = step("tarballs", () => packAll(folder, out));
  // Asks the registry for each.
  if (!values.quick)
    step("npm would publish them", () => {
      for (const { tarball } of packed) {
        run(out, "npm", "publish", tarball, "--dry-run", "--tag", values.snapshot ?? "latest");
      }
    });
  step("the Python wheel", () => run(folder, process.execPath, "tools/wheel/main.ts", out));
  if (!readdirSync(out).some((name) => /^hpyjs-\d.*-py3-none-any\.whl$/.test(name))) {
    throw new Error("no wheel was built");
  }
  const options = [
    ...values.node.flatMap((version) => ["--node", version]),
    ...(values.quick ? ["--quick"] : []),
    ...(values.browser ? ["--browser"] : []),
    ...(values.json === undefined ? [] : ["--json", values.json]),
  ];
  execFileSync(process.execPath, [join(root, "tools/stranger/main.ts"), "--workspace", folder, ...options], {
    stdio: "inherit",
  });
} finally {
  rmSync(out, { recursive: true, force: true });
}
const after = treeStatus(root);
if (after !== before) throw new Error(`the dry run has changed the workspace:\n${after}`);
