/**
 * Running tests in a process of their own, so that no test can harm more than itself: a process that dies or does
 * not come to an end costs the test that it was running, and is replaced.
 */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestResult } from "../src/index.ts";
import type { Job, Report } from "./messages.ts";

const worker = fileURLToPath(new URL("worker.ts", import.meta.url));

/** How long a worker may take to start, in milliseconds: it may have fixtures to compile. */
const startDeadline = 300_000;

/** Called with each test's result. */
export type OnResult = (test: string, result: TestResult) => void;

/** One worker process after the other, for one target. */
export class TestProcess {
  readonly #target: string;
  readonly #deadline: number;
  #child: Child | null = null;

  /** @param deadline how long a test may take, in milliseconds. */
  constructor(target: string, deadline: number) {
    this.#target = target;
    this.#deadline = deadline;
  }

  /**
   * Runs a job to its end, whatever happens to the workers.
   * @throws Error when a worker does not start.
   */
  async run(job: Job, onResult: OnResult): Promise<void> {
    let left = job.tests;
    while (left.length > 0) {
      const child = this.#child ?? (await Child.start(this.#target));
      this.#child = child;
      const { done, tests, stopped } = await child.run({ ...job, tests: left }, this.#deadline, onResult);
      if (!done) this.#child = null;
      if (done || stopped) return;
      if (tests === 0) throw new Error(`the worker process for ${this.#target} died:\n${child.noise}`);
      left = left.slice(tests);
    }
  }

  /** Ends the worker. */
  close(): void {
    this.#child?.kill();
    this.#child = null;
  }
}

/** What became of a job in one process. */
interface Outcome {
  /** Whether the process is ready for another job. */
  readonly done: boolean;
  /** How many tests have a result. */
  readonly tests: number;
  /** Whether the last of them failed, and the job was to stop then. */
  readonly stopped: boolean;
}

class Child {
  readonly #process: ChildProcess;
  /** Reports that nobody has taken yet; `null` for the end of the process. */
  readonly #reports: (Report | null)[] = [];
  #wake: () => void = () => {};
  #noise = "";
  #exited = false;

  private constructor(child: ChildProcess) {
    this.#process = child;
    const listen = (chunk: Buffer): void => {
      this.#noise = (this.#noise + chunk.toString()).slice(-4000);
    };
    const receive = (report: Report | null): void => {
      this.#reports.push(report);
      this.#wake();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("message", (report: Report) => receive(report));
    // A worker that hangs does not notice that it is an orphan.
    const end = (): void => this.kill();
    process.once("exit", end);
    child.on("close", () => {
      process.off("exit", end);
      this.#exited = true;
      receive(null);
    });
  }

  static async start(target: string): Promise<Child> {
    const child = new Child(fork(worker, [target], { stdio: ["ignore", "pipe", "pipe", "ipc"] }));
    const first = await child.#next(startDeadline);
    if (first?.kind === "ready") return child;
    child.kill();
    throw new Error(`the worker process for ${target} did not start:\n${child.noise}`);
  }

  /** The end of what the process has printed during its job. */
  get noise(): string {
    return this.#noise;
  }

  async run(job: Job, deadline: number, onResult: OnResult): Promise<Outcome> {
    let running: string | null = null;
    let tests = 0;
    let stopped = false;
    const finish = (test: string, result: TestResult): void => {
      running = null;
      tests++;
      stopped = job.untilFailure && result.status === "failed";
      onResult(test, result);
    };
    this.#noise = "";
    if (this.#exited) return { done: false, tests, stopped };
    this.#process.send(job);
    for (;;) {
      const report = await this.#next(deadline);
      switch (report?.kind) {
        case "start":
          running = report.test;
          break;
        case "result":
          finish(report.test, report.result);
          break;
        case "done":
          return { done: true, tests, stopped };
        case undefined: {
          const reason = this.#exited
            ? `the process died:\n${this.#noise}`
            : `no end within ${deadline / 1000} s`;
          this.kill();
          if (running !== null) finish(running, lost(reason, deadline));
          return { done: false, tests, stopped };
        }
      }
    }
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** The next report; `null` when the process has ended or says nothing for `deadline` milliseconds. */
  async #next(deadline: number): Promise<Report | null> {
    if (this.#reports.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#reports.shift() ?? null;
  }
}

function lost(reason: string, milliseconds: number): TestResult {
  return { status: "failed", reason, functions: [], slots: [], milliseconds, dead: true };
}
