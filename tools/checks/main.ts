/**
 * The checks of the workspace that are neither compiler nor linter: `pnpm check [NAME …]` builds the packages and runs
 * those, all of them without a name. Prints a line per check with its time, and below it what is wrong; exits with 1 if
 * anything is.
 */

import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { checkArrows, checkManifest, type Manifest } from "./arrows.ts";
import { checkCycles } from "./cycles.ts";
import { checkDocs } from "./docs-coverage.ts";
import { checkPrivate, checkShape } from "./manifests.ts";
import { checkModuleState } from "./module-state.ts";
import { measure, overBudget, sizeTable } from "./sizes.ts";
import { type Finding, isTest, readSources, root } from "./source-files.ts";

type Check = () => readonly Finding[] | Promise<readonly Finding[]>;

const folders = readdirSync(`${root}packages`).filter((name) =>
  existsSync(`${root}packages/${name}/package.json`),
);

function packageFile(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(`${root}packages/${folder}/${name}`, "utf8"));
}

/** Runs a command of node_modules/.bin in a folder; what it prints is a finding if it fails. */
function run(folder: string, command: string, ...args: readonly string[]): readonly Finding[] {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root + folder,
    encoding: "utf8",
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`, NO_COLOR: "1" },
    shell: process.platform === "win32",
  });
  if (error !== undefined) return [`${folder}: cannot run ${command}: ${error.message}`];
  return status === 0 ? [] : [`${folder || "."}: ${command} ${args.join(" ")}\n${(stdout + stderr).trim()}`];
}

const checks: Readonly<Record<string, Check>> = {
  arrows: () => [
    ...checkArrows(
      readSources("packages/*/{cli,fixtures,python,src,targets,test}/**/*.ts", "examples/*/**/*.ts"),
    ),
    ...folders.flatMap((folder) => checkManifest(folder, packageFile(folder, "package.json") as Manifest)),
  ],
  cycles: () =>
    checkCycles(
      readSources(
        "packages/*/{cli,fixtures,python,src,targets,test}/**/*.ts",
        "docs/{build,live,test,theme}/**/*.ts",
        "examples/*/**/*.ts",
        "tools/**/*.ts",
      ),
    ),
  "module-state": () =>
    checkModuleState(readSources("packages/*/src/**/*.ts").filter(({ path }) => !isTest(path))),
  manifests: () => [
    ...globSync("{docs/,examples/*/,tools/,}package.json", { cwd: root }).flatMap((path) =>
      checkPrivate(path, JSON.parse(readFileSync(root + path, "utf8"))),
    ),
    ...folders.flatMap((folder) =>
      checkShape({
        folder,
        manifest: packageFile(folder, "package.json"),
        documented: (packageFile(folder, "typedoc.json") as { entryPoints: readonly string[] }).entryPoints,
        license: existsSync(`${root}packages/${folder}/LICENSE`),
      }),
    ),
  ],
  docs: async () => {
    const findings: Finding[] = [];
    for (const folder of folders) {
      const { entryPoints } = packageFile(folder, "typedoc.json") as { entryPoints: readonly string[] };
      const home = `${root}packages/${folder}`;
      findings.push(
        ...(await checkDocs(
          entryPoints.map((path) => `${home}/${path}`),
          `${home}/tsconfig.json`,
        )),
      );
    }
    return findings;
  },
  size: () => {
    const sizes = measure(folders);
    console.log(sizeTable(sizes).join("\n"));
    return overBudget(sizes);
  },
  publint: () => folders.flatMap((folder) => run(`packages/${folder}`, "publint", "--strict")),
  attw: () =>
    folders.flatMap((folder) => run(`packages/${folder}`, "attw", "--pack", ".", "--profile", "esm-only")),
  knip: () => run("", "knip"),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(checks, name));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(", ")}. There are: ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}

for (const [name, check] of Object.entries(checks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const start = performance.now();
  const findings = await check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${findings.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(`  ${finding.replaceAll("\n", "\n  ")}`);
  if (findings.length > 0) process.exitCode = 1;
}
