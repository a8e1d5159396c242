/** Python exceptions as JavaScript errors. */

import type { HPy } from "./handle.ts";

/** What an error asks of the context that it came from. */
export interface ErrorOwner {
  /** Whether the exception behind `exception` is an instance of `type`, an exception class or a tuple of such. */
  exceptionMatches(exception: HPy, type: HPy): boolean;
}

/**
 * A Python exception that a function of the context raised, thrown in JavaScript.
 *
 * While it is a JavaScript error, Python's error indicator is clear: catching it handles the exception. An error
 * that leaves the call raises the same exception object in Python, its traceback and cause included.
 */
export class PythonError extends Error {
  /** `"PythonError"`; the Python exception's own name is `type`. */
  override readonly name: string = "PythonError";
  /** The name of the exception's type, for instance `KeyError`. */
  readonly type: string;
  /** The exception object; open until the call ends in which the error was thrown. */
  readonly exception: HPy;
  readonly #owner: ErrorOwner;

  /** Errors come from a context; `ctx.error(type, message)` makes one. @internal */
  constructor(type: string, message: string, exception: HPy, owner: ErrorOwner) {
    super(message);
    this.type = type;
    this.exception = exception;
    this.#owner = owner;
  }

  /** Whether the exception is an instance of `type`, an exception class or a tuple of such. */
  matches(type: HPy): boolean {
    return this.#owner.exceptionMatches(this.exception, type);
  }
}

/** Whether `thrown` is a Python exception; a proxy may throw even at that question, and is none then. */
export function isPythonError(thrown: unknown): thrown is PythonError {
  try {
    return thrown instanceof PythonError;
  } catch {
    return false;
  }
}
