/** What a sandboxed module did that it may not do. */

import type { HandleName } from "@hpyjs/core";

/**
 * Thrown at the boundary when a sandboxed module breaks a rule. It unwinds the module's frames, which it cannot stop,
 * up to the entry by which Python called the module; there it becomes a Python exception.
 */
export class SandboxViolation extends Error {
  /** The class's name. */
  override readonly name: string = "SandboxViolation";
  /** The constant handle of the Python exception that it becomes. */
  readonly exception: HandleName;

  /** Makes the violation that becomes `exception(message)`; left out, a SystemError. */
  constructor(message: string, exception: HandleName = "h_SystemError") {
    super(message);
    this.exception = exception;
  }
}

/** The violation of a module that lacks a grant. */
export function refused(what: string, grant: string): SandboxViolation {
  return new SandboxViolation(
    `the sandboxed module may not ${what}: it was not granted "${grant}"`,
    "h_PermissionError",
  );
}
