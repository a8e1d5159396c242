/**
 * Signatures in docstrings.
 *
 * CPython finds a function's `__text_signature__`, which `help()` and `inspect.signature()` show, at the start of its
 * docstring: `name(signature)`, a line `--`, an empty line, then what becomes `__doc__`. The first parameter is marked
 * with `$`, since it is bound when the function is reached through an instance or a module.
 */

/** What stands between the signature and the text. */
const END = ")\n--\n\n";

/** The calling conventions of methods. */
export type Convention = "NOARGS" | "O" | "VARARGS" | "KEYWORDS";

/** What a method is bound to. */
export type SignatureOwner = "self" | "module" | "type";

/** A docstring, taken apart. */
export interface SplitDoc {
  /** The signature with its parentheses, as `__text_signature__` has it; `null` when there is none. */
  readonly signature: string | null;
  /** The text, as `__doc__` has it; `null` when there is none. */
  readonly text: string | null;
}

/**
 * Takes a docstring apart by CPython's rules.
 *
 * @param name the function's or the type's name, dotted or not.
 */
export function splitDoc(name: string, doc: string | null | undefined): SplitDoc {
  if (doc === null || doc === undefined || doc === "") return { signature: null, text: null };
  const start = name.slice(name.lastIndexOf(".") + 1);
  const end = doc.indexOf(END);
  const blank = doc.indexOf("\n\n");
  // A blank line before the marker's own ends the search.
  if (!doc.startsWith(`${start}(`) || end < 0 || blank < end) return { signature: null, text: doc };
  const text = doc.slice(end + END.length);
  return { signature: doc.slice(start.length, end + 1), text: text === "" ? null : text };
}

/**
 * A docstring that starts with a signature.
 *
 * @param signature with its parentheses: `($self, a, b=None, /)`.
 */
export function joinDoc(name: string, signature: string, text: string | null | undefined): string {
  return `${name.slice(name.lastIndexOf(".") + 1)}${signature}\n--\n\n${text ?? ""}`;
}

/**
 * The signature of a method that declares its parameters: `signatureOf(["a", "b=None"], "self")` is
 * `($self, a, b=None)`.
 *
 * @param parameters the parameters after the bound one, as they would stand in Python; `/` and `*` included.
 * @param owner what the method is bound to.
 */
export function signatureOf(parameters: readonly string[], owner: SignatureOwner): string {
  return `(${[`$${owner}`, ...parameters].join(", ")})`;
}

/** What can be said of a method's parameters when only its calling convention is known. */
const conventionParameters: Readonly<Record<Convention, readonly string[]>> = {
  NOARGS: ["/"],
  O: ["object", "/"],
  VARARGS: ["*args"],
  KEYWORDS: ["*args", "**kwargs"],
};

/**
 * The docstring with which a method is made: `doc` itself if it has a signature, else one with the signature that the
 * declared parameters give, or the calling convention.
 */
export function methodDoc(
  name: string,
  convention: Convention,
  owner: SignatureOwner,
  doc: string | null | undefined,
  parameters: readonly string[] = conventionParameters[convention],
): string {
  const { signature, text } = splitDoc(name, doc);
  return joinDoc(name, signature ?? signatureOf(parameters, owner), text);
}

const conventions = Object.keys(conventionParameters) as Convention[];

/** Under which calling convention a method has its implementation, if it has one. */
export function conventionOf(method: { readonly [C in Convention]?: unknown }): Convention | undefined {
  return conventions.find((convention) => method[convention] !== undefined);
}
