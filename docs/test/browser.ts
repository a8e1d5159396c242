/** The site in a real browser: the live page, and the search. */

import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { launchChromium } from "../../tools/browser/chromium.ts";
import { serve } from "../../tools/browser/server.ts";
import type { Tally } from "../../tools/test/tally.ts";
import { out } from "../build/root.ts";
import { runAll, type Task } from "./run-all.ts";

/** How long one step may take on a busy machine: clang is a hundred megabytes. */
const patience = 60_000;

async function openLive(page: Page, url: string): Promise<void> {
  await page.goto(`${url}live/index.html`);
  await status(page, /Python 3\.\d+\.\d+ is ready/);
}

async function status(page: Page, text: RegExp): Promise<void> {
  await page.getByRole("status").filter({ hasText: text }).waitFor();
}

async function shown(element: Locator): Promise<string> {
  return (await element.allInnerTexts()).join("\n");
}

const output = (page: Page): Promise<string> => shown(page.getByRole("log"));

/** Puts the text into the editor with a label. */
async function edit(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: label });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

async function run(page: Page, end: RegExp = /^Done$/): Promise<string> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await status(page, end);
  return output(page);
}

const choose = (page: Page, ...names: readonly string[]): Promise<void> =>
  names.reduce(
    (before, name) => before.then(() => page.getByRole("radio", { name, exact: true }).check()),
    Promise.resolve(),
  );

const report = (page: Page): Promise<string> => shown(page.locator("#report"));

const counted = "<COUNTER AT 5010>\n5015\n";

const closesTwice = `#include <hpy.h>
HPyDef_METH(twice, "twice", HPyFunc_O)
static HPy twice_impl(HPyContext *ctx, HPy self, HPy number) {
  HPy result = HPy_Add(ctx, number, number);
  HPy_Close(ctx, result);
  return result;
}
static HPyDef *defines[] = {&twice, NULL};
static HPyModuleDef module = {.defines = defines};
HPy_MODINIT(twice, module)
`;

/** What is tried in one page after the other, without loading it again. */
const steps: readonly { readonly name: string; readonly run: (page: Page) => Promise<void> }[] = [
  {
    name: "TypeScript in release mode",
    run: async (page) => assert.equal(await run(page), counted),
  },
  {
    name: "the console shares the script's variables, and takes statements of several lines",
    run: async (page) => {
      const line = page.getByRole("textbox", { name: "A line for the Python console" });
      for (const text of ["c.next()", "for i in range(2):", "    print('turn', i)", ""]) {
        await line.fill(text);
        await line.press("Enter");
        await page.waitForFunction(() => !document.querySelector<HTMLInputElement>("#line")?.readOnly);
      }
      await line.press("ArrowUp");
      assert.equal(await line.inputValue(), "    print('turn', i)");
      await line.fill("");
      const expected = `${counted}>>> c.next()\n5020\n>>> for i in range(2):\n...     print('turn', i)\n... \nturn 0\nturn 1\n`;
      assert.equal(await output(page), expected);
    },
  },
  {
    name: "TypeScript in trace mode",
    run: async (page) => {
      await choose(page, "trace");
      assert.equal(await run(page), counted);
      const rows = (await report(page)).split("\n").map((row) => row.split("\t"));
      assert.ok(
        rows.some(([name, calls]) => name === "counting.Counter.next" && calls === "1,001"),
        String(rows),
      );
    },
  },
  {
    name: "TypeScript in debug mode: a leak",
    run: async (page) => {
      await page.getByLabel("Example").selectOption("A leak");
      await choose(page, "debug");
      assert.equal(await run(page), "2\n");
      assert.match(
        await report(page),
        /2 unclosed handles:[\s\S]*'a thing'> opened by HPy_Dup in hoarder\.hoard/,
      );
    },
  },
  {
    name: "a Python error and a mistake in TypeScript are told",
    run: async (page) => {
      await choose(page, "release");
      await edit(page, "The Python script", "import hoarder\nhoarder.hoard()");
      assert.match(
        await run(page, /ended with an error/),
        /TypeError: hoarder\.hoard\(\) takes exactly one argument/,
      );
      await edit(page, "The extension", "export const x = ;");
      assert.match(await run(page, /ended with an error/), /extension\.ts:1:18: Expression expected/);
      await edit(page, "The extension", 'import "./other.ts";');
      assert.match(await run(page, /ended with an error/), /it cannot import "\.\/other\.ts"/);
    },
  },
  {
    name: "C in release mode, compiled in the page",
    run: async (page) => {
      await choose(page, "C");
      assert.equal(await run(page), counted);
    },
  },
  {
    name: "C in the sandbox, in trace mode",
    run: async (page) => {
      await choose(page, "sandboxed", "trace");
      assert.equal(await run(page), counted);
      assert.match(await report(page), /ctx_Long_FromInt32_t\t1,001\t/);
    },
  },
  {
    name: "C in debug mode: a leak",
    run: async (page) => {
      await page.getByLabel("Example").selectOption("A leak");
      await choose(page, "linked", "debug");
      assert.equal(await run(page), "321\n");
      assert.match(await report(page), /3 unclosed handles:[\s\S]*opened by HPy_GetItem_i in leaking\.total/);
    },
  },
  {
    name: "C in debug mode: a handle that was closed, without the frames of the page's own code",
    run: async (page) => {
      await edit(page, "The extension", closesTwice);
      await edit(page, "The Python script", "import twice\ntwice.twice(21)");
      assert.match(await run(page, /ended with an error/), /RuntimeError: HPyDebugError: Invalid usage/);
      const said = await report(page);
      assert.match(
        said,
        /object: 42\s+opened by HPy_Add in twice\.twice\s+closed by HPy_Close in twice\.twice/,
      );
      assert.doesNotMatch(said, /^ +at /m);
    },
  },
  {
    name: "what clang says is shown",
    run: async (page) => {
      await edit(page, "The extension", "#include <hpy.h>\nint x = y;\nHPy_MODINIT(m, module)\n");
      assert.match(
        await run(page, /ended with an error/),
        /m\.c:2:9: error: use of undeclared identifier 'y'/,
      );
    },
  },
  {
    name: "a script that does not end is stopped, and Ctrl+Enter runs",
    run: async (page) => {
      await choose(page, "TypeScript", "release");
      await edit(page, "The Python script", "print('begun')\nwhile True: pass");
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.getByRole("log").filter({ hasText: "begun" }).waitFor();
      await page.getByRole("button", { name: "Stop and restart" }).click();
      await status(page, /is ready/);
      await edit(page, "The Python script", "print(6 * 7)");
      await page.keyboard.press("ControlOrMeta+Enter");
      await page
        .getByRole("log")
        .filter({ hasText: /^42\n$/ })
        .waitFor();
    },
  },
];

async function searches(page: Page, url: string): Promise<void> {
  await page.goto(`${url}guide/types.html`);
  await page.keyboard.press("/");
  await page.keyboard.type("List_Append");
  await page.getByRole("option").first().waitFor();
  assert.match(await shown(page.getByRole("option").first()), /^HPyList_Append/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/api\/list\.html#hpylist_append$/);
}

/** Without scripts, and on a narrow screen, everything but the live page can be read. */
async function readsWithoutScripts(browser: Browser, url: string): Promise<void> {
  await using context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await page.goto(`${url}guide/types.html`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("All pages").click();
  await page.getByRole("link", { name: "Errors", exact: true }).click();
  await page.waitForURL(/guide\/errors\.html$/);
}

/** Where Python cannot be had, the live page says so, and tries again when it is asked to. */
async function saysThatPythonIsMissing(browser: Browser, url: string): Promise<void> {
  await using context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await context.route("**/pyodide.mjs", (route) => route.abort());
  await page.goto(`${url}live/index.html`);
  await status(page, /^Python is not available$/);
  assert.match(await output(page), /^Python could not be loaded: .*pyodide\.mjs/);
  assert.ok(await page.getByRole("button", { name: "Run", exact: true }).isDisabled());
  await context.unroute("**/pyodide.mjs");
  await page.getByRole("button", { name: "Stop and restart" }).click();
  await status(page, /is ready/);
  assert.equal(await run(page), counted);
}

/** No page may have what axe finds wrong: names that are missing, contrast that is too low, roles that do not fit. */
async function isAccessible(page: Page, url: string): Promise<void> {
  const axe = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));
  const found: string[] = [];
  const looks = [
    ...[
      "index.html",
      "guide/types.html",
      "api/list.html",
      "conformance.html",
      "benchmarks.html",
      "live/index.html",
    ].map((path) => [path, "light"] as const),
    ...["guide/types.html", "live/index.html"].map((path) => [path, "dark"] as const),
  ];
  for (const [path, colorScheme] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${url}${path}`);
    const images = await page.evaluate(() =>
      [...document.images].map(({ naturalWidth, src }) => [naturalWidth, src]),
    );
    found.push(...images.filter(([width]) => width === 0).map(([, src]) => `${path}: ${src} is no picture`));
    await page.addScriptTag({ path: axe });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      // What scrolls in an editor gets the focus by the text in it, which axe does not see.
      const { violations } = await axe.run({ exclude: [".cm-scroller"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    found.push(...violations.map((violation) => `${path} (${colorScheme}): ${violation}`));
  }
  await page.emulateMedia({ colorScheme: null });
  assert.deepEqual(found, []);
}

/** What a context asks others than the server for, and what the browser says about its page. */
async function watch(context: BrowserContext, page: Page, url: string): Promise<readonly string[]> {
  const found: string[] = [];
  await context.route(
    (to) => !to.href.startsWith(url) && to.protocol !== "blob:",
    (route) => {
      found.push(route.request().url());
      return route.abort();
    },
  );
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") found.push(message.text());
  });
  page.on("pageerror", (error) => found.push(String(error)));
  return found;
}

/** Runs the tests of the built site in a browser. */
export async function testBrowser(only: string): Promise<Tally> {
  // In a folder of its server, as on GitHub Pages.
  const server = await serve(new Map([["/hpyjs/", { folder: out }]]));
  const site = `${server.url}hpyjs/`;
  try {
    await using browser = await launchChromium();
    await using context = await browser.newContext();
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const found = await watch(context, page, site);
    const tasks: readonly Task[] = [
      { name: "the search finds a function", run: () => searches(page, site) },
      { name: "pages can be read without scripts", run: () => readsWithoutScripts(browser, site) },
      { name: "pages are accessible", run: () => isAccessible(page, site) },
      {
        name: "the live page says that Python is missing",
        run: () => saysThatPythonIsMissing(browser, site),
      },
      { name: "the live page loads Python", run: () => openLive(page, site) },
      ...steps.map((step) => ({ name: step.name, run: () => step.run(page) })),
      {
        name: "nothing is loaded from elsewhere, and the browser complains about nothing",
        run: async () => assert.deepEqual(found, []),
      },
    ];
    return await runAll(
      tasks.map((task) => ({ ...task, name: `browser: ${task.name}` })),
      1,
      only,
    );
  } finally {
    await server.close();
  }
}
