/**
 * Uses the packages as a stranger would: packs them, installs the tarballs with npm into an empty project outside of the
 * workspace, and works with them there: `pnpm stranger [--node VERSION]… [--browser] [--quick] [--workspace DIR] [--keep] [--json FILE]`.
 *
 * Without `--node` on the Node that runs this, otherwise on those named, which come from the npm registry. With `--browser`,
 * the built page is visited with Chromium. With `--quick`, an older TypeScript is left out, and that the READMEs' programs print
 * what they say, which the unit tests see on the sources. Prints a line
 * per check with its time, and `N passed, N failed` last; exits with 1 if anything failed.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions } from "../command/options.ts";
import { closingLine, writeTally } from "../test/tally.ts";
import {
  builtPage,
  type Check,
  command,
  plainJavaScript,
  readmes,
  typescript,
  vite,
  writePrograms,
} from "./checks.ts";
import { packAll } from "./pack.ts";
import { Project } from "./project.ts";

const usage = `Uses the packages as a stranger would: from their tarballs, in an empty project.

pnpm stranger [OPTIONS]

  --node VERSION    on this Node, from the npm registry (the one that runs); may be repeated
  --browser         visit the page that was built with Chromium
  --quick           leave out an older TypeScript, and the programs of the READMEs
  --workspace DIR   the packages of another workspace
  --keep            keep the project
  --json FILE       write the numbers to a file
  --help            print this text`;

const { values } = readOptions(usage, {
  options: {
    node: { type: "string", multiple: true, default: ["current"] },
    workspace: { type: "string", default: fileURLToPath(new URL("../../", import.meta.url)) },
    browser: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

/** What a stranger has beside our packages, at the versions that the workspace has. */
const others: Readonly<Record<string, string>> = {
  esbuild: "esbuild",
  pyodide: "pyodide-314",
  typescript: "typescript",
  vite: "vite",
};

/** A compiler that many still have, by the name under which it is installed. */
const older = "typescript-5.9";

function requirements(workspace: string): readonly string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(workspace, "package.json"), "utf8")) as {
    devDependencies: Readonly<Record<string, string>>;
  };
  const newer = Object.entries(others).map(([name, alias]) => {
    const range = devDependencies[alias];
    return range === undefined ? name : `${name}@${range.replace(/^npm:.*@/, "")}`;
  });
  return values.quick ? newer : [...newer, `${older}@npm:typescript@5.9`];
}

const tally = { passed: 0, failed: 0, skipped: 0 };

async function attempt({ name, run }: Check): Promise<void> {
  const start = performance.now();
  try {
    const told = await run();
    tally.passed++;
    console.log(
      `ok   ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)${told && `\n  ${told}`}`,
    );
  } catch (error) {
    tally.failed++;
    const message = error instanceof Error ? error.message : String(error);
    console.log(`FAIL ${name}\n  ${message.replaceAll("\n", "\n  ")}`);
  }
}

const workspace = resolve(values.workspace);
const tarballs = mkdtempSync(join(tmpdir(), "hpyjs-tarballs-"));
const project = new Project();
try {
  const packed = packAll(workspace, tarballs);
  await attempt({
    name: "the packages install",
    run: () => {
      project.install(packed, requirements(workspace));
      return packed.map(({ name, version }) => `${name}@${version}`).join(" ");
    },
  });
  if (tally.failed === 0) {
    const programs = writePrograms(project, packed);
    const checks = [
      ...plainJavaScript(project, values.node),
      ...typescript(project, values.quick ? ["typescript"] : ["typescript", older]),
      ...(values.quick ? [] : readmes(project, programs)),
      vite(project),
      ...(values.browser ? [builtPage(project)] : []),
      command(project),
    ];
    for (const check of checks) await attempt(check);
  }
} finally {
  rmSync(tarballs, { recursive: true, force: true });
  if (values.keep) console.log(`The project is in ${project.folder}`);
  else project.delete();
}
writeTally(values.json, tally);
console.log(closingLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
