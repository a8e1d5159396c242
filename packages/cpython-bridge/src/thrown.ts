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

/** Engines disagree on the class and the words: V8 and JavaScriptCore, then SpiderMonkey. */
function isStackOverflow(error: Error): boolean {
  return /call stack size|too much recursion/i.test(error.message);
}

/**
 * Whether a thrown value can have begun inside the interpreter: a stack overflow, a WebAssembly trap, or what
 * Emscripten throws to end the program, which is no ordinary error.
 */
export function mayCross(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return true;
  return thrown instanceof WebAssembly.RuntimeError || isStackOverflow(thrown);
}

function words(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return "(it cannot be converted to a string)";
  }
}

/** Describes any thrown value; never throws itself. */
export function describeThrown(thrown: unknown): ThrownDescription {
  if (!(thrown instanceof Error)) {
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
