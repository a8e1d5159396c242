/** The error of leak detectors. */

import type { DebugHandle } from "./debug-handle.ts";

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
