/** Running one test on one interpreter. */

import type { ApiFunctionName, SlotName } from "@hpyjs/core";
import { findDrift } from "./drift.ts";
import type { JavascriptTest, Suite, Test } from "./suite.ts";
import type { Target } from "./target.ts";
import { Workbench } from "./workbench.ts";

/** What came of a test. */
export interface TestResult {
  /** Whether it passed; a skipped test was not run. */
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed, or was skipped; `""` when it passed. */
  readonly reason: string;
  /** The functions that it exercised, loading the fixture included. */
  readonly functions: readonly ApiFunctionName[];
  /** The slots that it exercised. */
  readonly slots: readonly SlotName[];
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
  /** Whether the interpreter cannot be used any more. */
  readonly dead: boolean;
}

/** How a test is run. */
export interface RunOptions {
  /** Whether it is also a leak test. */
  readonly leaks: boolean;
}

/** Why a target skips a test, or `null`. */
export function whySkipped(target: Target, suite: Suite, test: Test): string | null {
  for (const { abis, languages } of [suite, test]) {
    if (languages !== undefined && !languages.includes(target.language)) {
      return `for extensions in ${languages.join(", ")} only`;
    }
    if (abis !== undefined && !abis.includes(target.abi)) return `for the ABI ${abis.join(" or ")} only`;
  }
  if (test.since !== undefined && compareVersions(target.python, test.since) < 0) {
    return `for Python ${test.since} and later`;
  }
  if (test.sandboxed === false && target.sandboxed === true) {
    return "for extensions in the interpreter's memory only";
  }
  return null;
}

/** Runs one test. Whatever goes wrong is in the result. */
export async function runTest(
  bench: Workbench,
  suite: Suite,
  test: Test,
  options: RunOptions,
): Promise<TestResult> {
  const skipped = whySkipped(bench.target, suite, test);
  if (skipped !== null) {
    return { status: "skipped", reason: skipped, functions: [], slots: [], milliseconds: 0, dead: false };
  }
  const start = performance.now();
  const { counter } = bench;
  counter.forget();
  const run = new Run(bench, test);
  const reason = await run.once(test.fixture ?? suite.fixture ?? suite.name);
  const functions = [...counter.functions.keys()];
  const slots = [...counter.slots.keys()];
  const drift = reason === "" && options.leaks && run.repeatable ? await run.drift() : "";
  const dead = await run.finish(reason !== "");
  return {
    status: reason + drift === "" ? "passed" : "failed",
    reason: reason + drift,
    functions,
    slots,
    milliseconds: performance.now() - start,
    dead,
  };
}

/** One test on its way. */
class Run {
  readonly #bench: Workbench;
  readonly #test: Test;
  readonly #others: Workbench[] = [];
  #dead = false;

  constructor(bench: Workbench, test: Test) {
    this.#bench = bench;
    this.#test = test;
  }

  get repeatable(): boolean {
    return this.#test.dies === undefined && this.#test.leaks === undefined;
  }

  /** Loads the fixture and runs the body for the first time, collection included. */
  async once(fixture: string): Promise<string> {
    const { dies } = this.#test;
    try {
      const failure = this.#bench.begin(this.#test, fixture) || (await this.#body());
      if (dies !== undefined) return failure || "the interpreter should have died";
      // What dies only in a collection is part of the test.
      if (failure === "") this.#bench.measure();
      return failure;
    } catch (thrown) {
      if (dies === undefined) return `thrown out of the interpreter: ${describe(thrown)}`;
      this.#dead = true;
      const said = `${this.#bench.output().stderr}\n${describe(thrown)}`;
      return dies.test(said) ? "" : `the interpreter died with other words than ${dies}: ${said}`;
    }
  }

  /** Repeats the body. */
  async drift(): Promise<string> {
    const { asynchronous, body } = this.#test;
    // What is written in C and linked keeps its memory until the extension is unloaded.
    const loads =
      this.#test.loads === true || (this.#bench.target.language === "c" && /\bload\(/.test(String(body)));
    // An event loop that is JavaScript's leaves callbacks to JavaScript's collector, which comes when it likes.
    const unsteady = asynchronous === true || loads || typeof body !== "string";
    try {
      return await findDrift(
        () => this.#body(),
        () => ({ ...this.#bench.measure(), ...(unsteady && { bytes: 0 }) }),
      );
    } catch (thrown) {
      return `thrown out of the interpreter when it is repeated: ${describe(thrown)}`;
    }
  }

  /** Cleans up; tells whether the interpreter is dead. */
  async finish(suspicious: boolean): Promise<boolean> {
    for (const other of this.#others) other.close();
    if (this.#dead || (suspicious && !this.#bench.isAlive())) return true;
    try {
      this.#bench.end();
      return false;
    } catch {
      return true;
    }
  }

  async #body(): Promise<string> {
    const { body } = this.#test;
    if (typeof body === "string") return await this.#bench.run(this.#test);
    const given: JavascriptTest = {
      here: this.#bench,
      open: async () => {
        const other = await Workbench.open(this.#bench.target);
        this.#others.push(other);
        return other;
      },
    };
    try {
      await body(given);
      return "";
    } catch (thrown) {
      return describe(thrown);
    }
  }
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : `\ncaused by: ${describe(thrown.cause)}`;
  return (thrown.stack ?? String(thrown)) + cause;
}

/** Orders Python versions: negative when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [major = 0, minor = 0] = a.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = b.split(".").map(Number);
  return major - otherMajor || minor - otherMinor;
}
