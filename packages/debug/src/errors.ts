/** The error for a rule that was broken. */

import type { Report } from "./report.ts";

/** An extension broke a rule of HPy. Thrown through the extension's call where the policy is `"throw"`. */
export class HPyDebugError extends Error {
  /** The class's name. */
  override readonly name: string = "HPyDebugError";
  /** What is known about it. */
  readonly report: Report;

  /** Makes the error of a report. */
  constructor(report: Report) {
    super(report.message);
    this.report = report;
  }
}
