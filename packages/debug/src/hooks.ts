/** What is told of violations, and what follows from one. */

import type { Report, ViolationKind } from "./report.ts";

/**
 * What happens to an extension that broke a rule, where no hook in Python takes the report.
 *
 * - `"throw"`: an {@link HPyDebugError} is thrown through the extension's call; Python gets a RuntimeError.
 * - `"fatal"`: the interpreter ends with a fatal error, as in upstream HPy. What upstream does not check, and what it
 *   finds without a fatal error, is only reported.
 * - `"report"`: nothing; the extension goes on as if nothing had been found, as far as that is possible.
 */
export type Policy = "throw" | "fatal" | "report";

/** Who is told, and what follows. */
export interface Hooks {
  /** What follows. */
  policy: Policy;
  /** Whoever wants to know of all reports. */
  readonly listeners: Set<(report: Report) => void>;
  /** Python's hook for handles: the extension goes on after it. */
  onInvalidHandle: (() => void) | null;
  /** Python's hook for builders. */
  onInvalidBuilder: (() => void) | null;
}

/** The hook in Python that takes reports of a kind, or `null`. */
export function hookFor(
  { onInvalidHandle, onInvalidBuilder }: Hooks,
  kind: ViolationKind,
): (() => void) | null {
  if (kind === "builder") return onInvalidBuilder;
  return kind === "handle" || kind === "foreign-handle" ? onInvalidHandle : null;
}
