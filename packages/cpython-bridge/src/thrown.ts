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

/** What a `SuppressedError` holds; `undefined` for other errors. */
function held(error: Error, key: "error" | "suppressed"): unknown {
  try {
    return error.name === "SuppressedError" ? Reflect.get(error, key) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the stack overflowed. Engines disagree on the class and the words: V8 and JavaScriptCore, then SpiderMonkey.
 * A `using` block wraps the error when its end overflows as well.
 */
function isStackOverflow(thrown: unknown): boolean {
  let error = thrown;
  while (isError(error)) {
    const found = error;
    if (/call stack size|too much recursion/i.test(words(() => found.message))) return true;
    if (isStackOverflow(held(found, "error"))) return true;
    error = held(found, "suppressed");
  }
  return false;
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

/** A function of WebAssembly with a name, in the stacks of V8, SpiderMonkey and JavaScriptCore. */
const namedFrame =
  /^ *at (\S+) \(wasm:|^([^@\s[]+)@[^@\n]*wasm-function\[\d+\]|wasm-function\[([^\]\d][^\]]*)\]@/m;

/**
 * Says of a trap, or of a stack that WebAssembly used up, in which function of an extension it happened. The interpreter's
 * own functions have no names.
 * @returns `undefined` where that cannot be told.
 */
export function describeTrap(cause: unknown): string | undefined {
  if (!isError(cause)) return undefined;
  const isOverflow = isStackOverflow(cause);
  if (!isOverflow && !(cause instanceof WebAssembly.RuntimeError)) return undefined;
  const found = namedFrame.exec(words(() => cause.stack));
  if (found === null) return undefined;
  const what = isOverflow ? "the stack overflowed" : `a trap (${words(() => cause.message)})`;
  const name = found.slice(1).find((match) => match !== undefined);
  return `${what} in or below the extension function '${name}'${isOverflow ? "" : " crossed its own frames"}`;
}
