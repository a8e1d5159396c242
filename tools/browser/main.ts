/**
 * HPy.js in a real Chromium: `pnpm browser [--python V]… [--only TEXT] [--json FILE]`.
 *
 * On a page and in workers, with and without a content security policy, with the npm packages and from Python alone, on
 * Python 3.14 or those that are named. Prints a line per test that fails and per scenario, and `N passed, N failed` last.
 */

import { existsSync, readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { bundle } from "../../packages/hpyjs/src/cli/bundle.ts";
import { root } from "../checks/source-files.ts";
import { readOptions, refuse } from "../command/options.ts";
import { closingLine, writeTally } from "../test/tally.ts";
import { runtimeScript } from "../wheel/build.ts";
import { buildWheels, compileExample } from "../wheel/wheels.ts";
import { bundlePage } from "./bundle.ts";
import { launchChromium } from "./chromium.ts";
import type { Report } from "./pages/situation.ts";
import { nonce, type Scenario, scenarios } from "./scenarios.ts";
import { type Mount, type Server, serve } from "./server.ts";

const usage = `Runs HPy.js in Chromium.

pnpm browser [OPTIONS]

  --python V      the version of Python: 3.12, 3.13 or 3.14 (3.14); may be repeated
  --only TEXT     only the scenarios whose names contain the text
  --json FILE     write the numbers to a file
  --help          print this text`;

const { values } = readOptions(usage, {
  options: {
    python: { type: "string", multiple: true, default: ["3.14"] },
    only: { type: "string", default: "" },
    json: { type: "string" },
  },
});

/** The folder of the Pyodide with a version of Python. */
function folderOf(python: string): string {
  return `${root}node_modules/pyodide-${python.replace(".", "")}`;
}

for (const python of values.python)
  if (!existsSync(folderOf(python))) refuse(usage, `There is no Pyodide with Python ${python} here.`);

/** How long one page may take, in milliseconds: most of it is the start of Python. */
const deadline = 120_000;

async function files(): Promise<Map<string, Mount>> {
  const wheels = await buildWheels();
  const names = wheels.map((_, index) => `wheel-${index}.whl`);
  const built = `${root}packages/devel/dist/prebuilt/`;
  return new Map<string, Mount>([
    ...values.python.map((python): [string, Mount] => [`/python-${python}/`, { folder: folderOf(python) }]),
    ...wheels.map((body, index): [string, Mount] => [`/${names[index]}`, { body }]),
    ["/wheels.json", { body: JSON.stringify(names) }],
    ["/runtime.js", { body: await runtimeScript() }],
    ["/libc.wasm", { body: readFileSync(`${built}libc.wasm`) }],
    ["/editdistance.hpy0.wasm", { body: await compileExample() }],
    ["/v8json.hpy0.js", { body: await bundle(`${root}examples/v8json/src/v8json.ts`, "cjs") }],
    ["/favicon.ico", { body: "" }],
  ]);
}

/** Puts a scenario's page, and what it loads, into a folder of the server. */
function mountScenario(mounts: Map<string, Mount>, folder: string, scenario: Scenario, main: string): void {
  const { policy, preload, where } = scenario;
  const withPolicy = policy === undefined ? {} : { policy };
  const scripts = [...(preload ? ["/runtime.js"] : []), where === "page" ? "main.js" : "start-worker.js"];
  const tags = scripts.map((source) => `<script src="${source}" nonce="${nonce}"></script>`).join("\n");
  const html = `<!doctype html>\n<meta charset="utf-8">\n<title>${scenario.name}</title>\n<body>\n${tags}\n`;
  const type = where === "module worker" ? "module" : "classic";
  const start = `const worker = new Worker("main.js" + location.search, { type: "${type}" });
worker.onmessage = ({ data }) => { globalThis.report = data; };
worker.onerror = ({ message }) => { globalThis.report = [["the worker starts", message || "it did not"]]; };
`;
  mounts.set(`${folder}/page.html`, { body: html, ...withPolicy });
  mounts.set(`${folder}/main.js`, { body: main, ...withPolicy });
  mounts.set(`${folder}/start-worker.js`, { body: start });
}

async function visit(browser: Browser, address: string): Promise<Report> {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => said.push(message.text()));
  try {
    await page.goto(address);
    const handle = await page.waitForFunction(() => Reflect.get(globalThis, "report"), null, {
      timeout: deadline,
    });
    return (await handle.jsonValue()) as Report;
  } catch (error) {
    return [["the page reports", [String(error), ...said].join("\n")]];
  } finally {
    await page.close();
  }
}

const tally = { passed: 0, failed: 0, skipped: 0 };

async function runScenario(
  browser: Browser,
  server: Server,
  folder: string,
  given: Scenario,
  python: string,
): Promise<void> {
  const { run, evaluation, where, preload } = given;
  const parameters = new URLSearchParams({ python, run, evaluation });
  if (where === "classic worker") parameters.set("classic", "");
  if (preload) parameters.set("preload", "");
  const start = performance.now();
  const report = await visit(browser, `${server.url}${folder.slice(1)}/page.html?${parameters}`);
  const failures = report.filter(([, problem]) => problem !== "");
  tally.passed += report.length - failures.length;
  tally.failed += failures.length;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const verdict = failures.length === 0 ? "ok  " : "FAIL";
  console.log(`${verdict} Python ${python}: ${given.name} (${report.length} tests, ${seconds} s)`);
  for (const [name, problem] of failures) console.log(`  ${name}\n    ${problem.replaceAll("\n", "\n    ")}`);
}

const chosen = scenarios.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0)
  refuse(
    usage,
    `No scenario is called "${values.only}"; there are: ${scenarios.map(({ name }) => name).join(", ")}.`,
  );
const mounts = await files();
const main = await bundlePage("main");
const server = await serve(mounts);
const browser = await launchChromium();
try {
  for (const [index, scenario] of chosen.entries()) mountScenario(mounts, `/${index}`, scenario, main);
  const visits = values.python.flatMap((python) =>
    chosen.map((scenario, index) => () => runScenario(browser, server, `/${index}`, scenario, python)),
  );
  // Two at a time, of which one mostly waits while the other computes.
  await Promise.all(
    [1, 2].map(async () => {
      for (let next = visits.shift(); next !== undefined; next = visits.shift()) await next();
    }),
  );
} finally {
  await browser.close();
  await server.close();
}
writeTally(values.json, tally);
console.log(closingLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
