/** The errors of debug mode. Each carries its data; the message says what to do. */

import type { DebugHandle } from "./debug-handle.ts";
import type { Report } from "./report.ts";

/** An extension broke a rule of HPy. Thrown through the extension's call where the policy is `"throw"`. */
export class HPyDebugError extends Error {
  /** The class's name. */
  override readonly name: string = "HPyDebugError";
  /** What is known about it. */
  readonly report: Report;

  /** Makes the error of a report. */
  constructor(report: Report) {
    super(report.toString());
    this.report = report;
  }
}

/** Handles that were opened during some work are still open after it. */
export class HPyLeakError extends Error {
  /** The class's name. */
  override readonly name: string = "HPyLeakError";
  /** The handles, the oldest first. */
  readonly leaks: readonly DebugHandle[];

  /** Makes the error for the handles that were found. */
  constructor(leaks: readonly DebugHandle[]) {
    const plural = leaks.length === 1 ? "" : "s";
    super([`${leaks.length} unclosed handle${plural}:`, ...leaks.map((leak) => `    ${leak}`)].join("\n"));
    this.leaks = leaks;
  }
}
