/** What to tell Python about a value that JavaScript threw. */

/** A Python exception's type (a C symbol), its message, and the JavaScript stack. */
export interface ThrownDescription {
  /** The name of the exception's C symbol. */
  readonly type: "PyExc_RecursionError" | "PyExc_SystemError" | "PyExc_RuntimeError";
  /** The exception's message. */
  readonly message: string;
  /** The JavaScript stack, or `null` when the value has none. */
  readonly stack: string | null;
}

function words(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return "(it cannot be converted to a string)";
  }
}

/** Whether a value is an Error; a proxy may throw even at that question, and is then none. */
function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** Engines disagree on the class and the words: V8 and JavaScriptCore, then SpiderMonkey. */
function isStackOverflow(error: Error): boolean {
  return /call stack size|too much recursion/i.test(words(() => error.message));
}

/** Describes any thrown value; never throws itself. */
export function describeThrown(thrown: unknown): ThrownDescription {
  if (!isError(thrown)) {
    const message = `JavaScript threw a value that is not an Error: ${words(() => thrown)}`;
    return { type: "PyExc_RuntimeError", message, stack: null };
  }
  const name = words(() => thrown.name);
  const message = words(() => thrown.message);
  const stack = words(() => thrown.stack ?? "");
  const note = stack === "" ? null : `JavaScript stack:\n${stack}`;
  if (isStackOverflow(thrown)) {
    return {
      type: "PyExc_RecursionError",
      message: `maximum recursion depth exceeded in JavaScript (${name}: ${message})`,
      stack: note,
    };
  }
  const type = thrown instanceof WebAssembly.RuntimeError ? "PyExc_SystemError" : "PyExc_RuntimeError";
  return { type, message: `${name}: ${message}`, stack: note };
}
