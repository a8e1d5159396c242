/**
 * The conformance suites in a real Chromium: `pnpm conformance:browser [--worker] [OPTIONS OF pnpm conformance]`.
 *
 * Without `--target`: extensions in TypeScript and in C, linked and sandboxed, and debug mode, on Python 3.14. With `--worker`
 * in a Web Worker instead of on the page.
 */

import { join } from "node:path";
import type { Plugin } from "esbuild";
import { printFailures, printSuite, printTarget } from "../../packages/conformance/cli/print.ts";
import { count, isGood, runTarget, type TargetReport } from "../../packages/conformance/cli/run-target.ts";
import { type Selection, select, usage } from "../../packages/conformance/cli/selection.ts";
import { compileFixtures } from "../../packages/conformance/targets/c-fixtures.ts";
import { bundlePage } from "../browser/bundle.ts";
import { launchChromium } from "../browser/chromium.ts";
import { type Mount, serve } from "../browser/server.ts";
import { root } from "../checks/source-files.ts";
import { refuse } from "../command/options.ts";
import { closingLine, sum, writeTally } from "../test/tally.ts";
import { PageRunner } from "./page-runner.ts";

const defaults = [
  "typescript-universal-3.14",
  "typescript-universal-3.14+debug",
  "c-linked-universal-3.14",
  "c-sandboxed-universal-3.14",
];

/** What takes the place of the modules that need Node. */
const replaced: Plugin = {
  name: "replaced",
  setup: ({ onResolve }) => {
    const pages = join(root, "tools", "browser", "pages");
    onResolve({ filter: /^\.\/(pyodide|c-fixtures)\.ts$/ }, ({ path, importer }) => {
      if (!importer.includes(join("conformance", "targets"))) return null;
      return {
        path: join(pages, path.includes("pyodide") ? "conformance-pyodide.ts" : "conformance-fixtures.ts"),
      };
    });
  },
};

const startWorker = `
const worker = new Worker("/main.js", { type: "module" });
worker.onmessage = ({ data }) => tell(data);
worker.onerror = ({ message }) => { throw new Error(message); };
globalThis.runTests = (target, tests) => worker.postMessage({ target, tests });
`;

async function mountAll(selection: Selection, isWorker: boolean): Promise<Map<string, Mount>> {
  const mounts = new Map<string, Mount>();
  const abis = new Set(selection.targets.filter(({ language }) => language === "c").map(({ abi }) => abi));
  for (const abi of abis) {
    const fixtures = await compileFixtures(abi as Parameters<typeof compileFixtures>[0]);
    for (const [name, body] of fixtures) {
      if (body instanceof Error) throw body;
      mounts.set(`/${abi}/${name}.wasm`, { body });
    }
    mounts.set(`/${abi}/fixtures.json`, { body: JSON.stringify([...fixtures.keys()]) });
  }
  const script = isWorker ? "start-worker" : "main";
  return new Map<string, Mount>([
    ...mounts,
    ...selection.targets.map(({ python }): [string, Mount] => {
      const name = `pyodide-${python.replace(".", "")}`;
      return [`/${name}/`, { folder: `${root}node_modules/${name}` }];
    }),
    // Where the package's files lie, seen from its bundled code.
    ["/dist/prebuilt/", { folder: `${root}packages/devel/dist/prebuilt` }],
    ["/main.js", { body: await bundlePage("conformance", [replaced]) }],
    ["/start-worker.js", { body: startWorker }],
    ["/favicon.ico", { body: "" }],
    [
      "/",
      { body: `<!doctype html>\n<meta charset="utf-8">\n<body>\n<script src="/${script}.js"></script>\n` },
    ],
  ]);
}

async function run(selection: Selection, isWorker: boolean): Promise<boolean> {
  const server = await serve(await mountAll(selection, isWorker));
  const browser = await launchChromium();
  const reports: TargetReport[] = [];
  try {
    const queue = [...selection.targets];
    const work = async (): Promise<void> => {
      for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
        const { name } = target;
        const runner = new PageRunner({
          browser,
          address: server.url,
          target: name,
          deadline: selection.deadline,
        });
        const onSuite = (suite: string, results: TargetReport["results"]): void => {
          printSuite(target as NonNullable<typeof target>, suite, results);
          printFailures(results);
        };
        reports.push(await runTarget(target, selection, onSuite, runner));
      }
    };
    await Promise.all(Array.from({ length: selection.jobs }, work));
  } finally {
    await browser.close();
    await server.close();
  }
  for (const report of reports) printTarget(report, selection);
  const tally = sum(
    reports.map((report) => ({
      passed: count(report, "passed"),
      failed: count(report, "failed"),
      skipped: count(report, "skipped"),
    })),
  );
  writeTally(selection.json, tally);
  console.log(closingLine(tally));
  return reports.every((report) => isGood(report, selection));
}

const args = process.argv.slice(2);
const isWorker = args.includes("--worker");
const others = args.filter((arg) => arg !== "--worker");
const chosen = others.includes("--target") ? [] : defaults.flatMap((name) => ["--target", name]);
const help = usage.replace("pnpm conformance [", "pnpm conformance:browser [--worker] [");

function readSelection(): Selection {
  try {
    return select([...chosen, ...others]);
  } catch (thrown) {
    return refuse(help, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const selection = readSelection();
if (selection.help) console.log(help);
else process.exitCode = (await run(selection, isWorker)) ? 0 : 1;
