/** Runs tests on pages of a browser: a page that dies or does not come to an end costs the test that it was running. */

import type { Browser, Page } from "playwright-core";
import type { Job, Report } from "../../packages/conformance/cli/messages.ts";
import type { TestRunner } from "../../packages/conformance/cli/run-target.ts";
import type { OnResult } from "../../packages/conformance/cli/test-process.ts";
import type { TestResult } from "../../packages/conformance/src/index.ts";

/** What is told of a page. */
export interface PageRunnerOptions {
  readonly browser: Browser;
  /** The page's address. */
  readonly address: string;
  /** The target's name. */
  readonly target: string;
  /** How long a test may take, in milliseconds. */
  readonly deadline: number;
}

/** How long a page may take to start. */
const startDeadline = 120_000;

/** One page after the other, for one target. */
export class PageRunner implements TestRunner {
  readonly #options: PageRunnerOptions;
  #page: Page | null = null;
  #onReport: (report: Report | Error) => void = () => {};

  /** Starts nothing yet. */
  constructor(options: PageRunnerOptions) {
    this.#options = options;
  }

  async run({ tests }: Job, onResult: OnResult): Promise<void> {
    let left = tests;
    while (left.length > 0) {
      const done = await this.#runOnPage(left, onResult);
      left = left.slice(done);
    }
  }

  close(): void {
    this.#page?.close().catch(() => {});
    this.#page = null;
  }

  /** Runs tests until the page is not to be used any more. @returns how many have a result. */
  async #runOnPage(tests: readonly string[], onResult: OnResult): Promise<number> {
    const { deadline, target } = this.#options;
    const page = this.#page ?? (await this.#open());
    this.#page = page;
    let results = 0;
    let running: string | null = null;
    let isReady = false;
    const fail = (reason: string): void => {
      const test = running ?? tests[results];
      if (test === undefined) return;
      onResult(test, { ...noResult, reason });
      results++;
    };
    await new Promise<void>((resolve) => {
      let timer = setTimeout(() => {}, 0);
      const end = (isUsable: boolean): void => {
        clearTimeout(timer);
        this.#onReport = () => {};
        if (!isUsable) this.close();
        resolve();
      };
      const within = (milliseconds: number): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          fail(isReady ? `did not end within ${milliseconds / 1000} s` : "the page did not start");
          end(false);
        }, milliseconds);
      };
      this.#onReport = (report) => {
        if (report instanceof Error) {
          fail(report.stack ?? report.message);
          return end(false);
        }
        isReady = true;
        if (report.kind === "done") return end(true);
        within(deadline);
        if (report.kind === "start") running = report.test;
        if (report.kind === "result") {
          onResult(report.test, report.result);
          running = null;
          results++;
          if (report.result.dead) end(false);
        }
      };
      within(startDeadline);
      page
        .evaluate(([target, ids]) => Reflect.get(globalThis, "runTests")(target, ids), [
          target,
          tests,
        ] as const)
        .catch((error) => this.#onReport(error instanceof Error ? error : new Error(String(error))));
    });
    return results;
  }

  async #open(): Promise<Page> {
    const page = await this.#options.browser.newPage();
    page.on("crash", () => this.#onReport(new Error("the page crashed")));
    page.on("pageerror", (error) => this.#onReport(error));
    await page.exposeFunction("tell", (report: Report) => this.#onReport(report));
    await page.goto(this.#options.address);
    await page.waitForFunction(() => Reflect.has(globalThis, "runTests"));
    return page;
  }
}

const noResult: TestResult = {
  status: "failed",
  reason: "",
  functions: [],
  slots: [],
  milliseconds: 0,
  dead: true,
};
