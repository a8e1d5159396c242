/** The format strings of argument parsing: what they say at run time and, in the same words, to the compiler. */

import type { HPy } from "../handle.ts";

/** What each format unit gives. */
export interface ArgTypes {
  /** A C `unsigned char`, with overflow check. */
  b: number;
  /** The lowest 8 bits, unsigned. */
  B: number;
  /** A C `short`, with overflow check. */
  h: number;
  /** The lowest 16 bits, unsigned. */
  H: number;
  /** A C `int`, with overflow check. */
  i: number;
  /** The lowest 32 bits, unsigned. */
  I: number;
  /** A C `long`, with overflow check. */
  l: number;
  /** The lower bits as a C `unsigned long`. */
  k: number;
  /** A C `long long`, with overflow check. */
  L: bigint;
  /** The lowest 64 bits, unsigned. */
  K: bigint;
  /** An `HPy_ssize_t`, with overflow check. */
  n: number;
  /** A C `float`: a number with 24 bits of precision. */
  f: number;
  /** A C `double`. */
  d: number;
  /** The object itself, a borrowed handle. */
  O: HPy;
  /** Whether the object counts as true. */
  p: boolean;
  /** The text of a `str` without NULs. */
  s: string;
}

type Units<F extends string, Optional extends boolean, Parsed extends unknown[]> = F extends
  | ""
  | `:${string}`
  | `;${string}`
  ? Parsed
  : F extends `|${infer Rest}` | `$${infer Rest}`
    ? Units<Rest, true, Parsed>
    : F extends `${infer Code extends keyof ArgTypes}${infer Rest}`
      ? Units<
          Rest,
          Optional,
          Optional extends true ? [...Parsed, ArgTypes[Code]?] : [...Parsed, ArgTypes[Code]]
        >
      : never;

/** What the format string `F` gives: `ParsedArgs<"l|O:f">` is `[number, HPy?]`. `never` when it has an unknown unit. */
export type ParsedArgs<F extends string> = string extends F ? unknown[] : Units<F, false, []>;

/** Refuses a format string with an unknown unit, and says so. */
export type CheckedArgFormat<F extends string> = [ParsedArgs<F>] extends [never]
  ? `unknown arg format code in '${F}'`
  : unknown;

type NameEach<T extends readonly unknown[]> = { readonly [K in keyof T]: string };

/** A name for each unit of the format string `F`; `""` for those that are positional only. */
export type ArgNames<F extends string> = string extends F
  ? readonly string[]
  : NameEach<Required<ParsedArgs<F>>>;

/** One unit of a format string. */
export interface ArgUnit {
  /** The unit's letter, which may be an unknown one. */
  readonly code: string;
  /** Whether the argument may be missing. */
  readonly optional: boolean;
  /** Whether the argument cannot be passed by position. */
  readonly keywordOnly: boolean;
}

/** A format string, taken apart. */
export interface ArgFormat {
  /** The units in order. */
  readonly units: readonly ArgUnit[];
  /** What a message says: `f() message` after `:f`, the text after `;` instead of it, else `function message`. */
  message(message: string): string;
}

/**
 * Takes a format string apart. Unknown units are kept: they are refused when their turn comes.
 *
 * @param keywords whether `$` starts the arguments that are passed by keyword only; otherwise it is an unknown unit.
 */
export function parseArgFormat(format: string, keywords: boolean): ArgFormat {
  const end = /[:;]|$/.exec(format)?.index ?? format.length;
  const suffix = format.slice(end + 1);
  const kind = format[end];
  const units: ArgUnit[] = [];
  let optional = false;
  let keywordOnly = false;
  for (const code of format.slice(0, end)) {
    if (code === "|") optional = true;
    else if (code === "$" && keywords) optional = keywordOnly = true;
    else units.push({ code, optional, keywordOnly });
  }
  return {
    units,
    message: (message) =>
      kind === undefined ? `function ${message}` : kind === ":" ? `${suffix}() ${message}` : suffix,
  };
}
