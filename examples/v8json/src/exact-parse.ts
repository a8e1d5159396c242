/**
 * JSON text to JavaScript values, with everything that Python keeps apart and JavaScript does not.
 *
 * `JSON.parse` alone loses three things: whether a number was written as an integer (1) or not (1.0), the digits of
 * integers beyond 2^53, and the place of keys that look like array indices, which JavaScript moves to the front. Most
 * documents have none of these, which a search in the text tells. For the others `JSON.parse` is asked for the source
 * text of numbers, and keys are marked so that none looks like an index.
 */

/** A number that JavaScript cannot carry as Python means it: its digits. */
export class NumberLiteral {
  /** The number as it was written. */
  readonly source: string;

  /** Keeps `source`. */
  constructor(source: string) {
    this.source = source;
  }
}

/** What {@link parseExactly} gives. Objects are maps only where their order would be lost otherwise. */
export type ExactValue =
  | null
  | boolean
  | number
  | string
  | NumberLiteral
  | readonly ExactValue[]
  | ReadonlyMap<string, ExactValue>
  | { readonly [key: string]: ExactValue };

/**
 * Numbers that may need their source: sixteen digits; a fraction that is zero, or can be rounded to an integer; an
 * exponent; minus zero. What only looks like one, in a string, does no harm.
 */
const loseNumbers =
  /(?:^|[[,:\s])(?:-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.(?:0+(?!\d)|0{6}|9{6})|\d{1,15}(?:\.\d*)?[eE])|-0(?![.\d]))/;

/** Keys that may be array indices, written with escapes or without. */
const loseOrder = /"(?:\d|\\u003\d){1,10}"\s*:/;

/** A string, and the colon after it if it is a key. */
const strings = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Parses JSON text.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseExactly(text: string): ExactValue {
  const plain: ExactValue = JSON.parse(text);
  if (loseOrder.test(text)) {
    const marked = text.replace(strings, (string, key, colon) =>
      colon === undefined ? string : `"#${key}"${colon}`,
    );
    return JSON.parse(marked, ((_key, value, { source }) =>
      unmark(keepSource(value, source))) satisfies Reviver as never);
  }
  if (!loseNumbers.test(text)) return plain;
  return JSON.parse(text, ((_key, value, { source }) =>
    keepSource(value, source)) satisfies Reviver as never);
}

function keepSource(value: unknown, source: string | undefined): unknown {
  if (typeof value !== "number" || source === undefined) return value;
  if (source === "-0") return 0;
  const looksInteger = !/[.eE]/.test(source);
  const isExact = looksInteger ? Number.isSafeInteger(value) : !Number.isInteger(value);
  return isExact ? value : new NumberLiteral(source);
}

/** An object with marked keys as a map. */
function unmark(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof NumberLiteral) {
    return value;
  }
  return new Map(Object.entries(value).map(([key, member]) => [key.slice(1), member]));
}
