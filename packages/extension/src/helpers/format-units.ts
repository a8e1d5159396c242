/** The arguments of a format string of `HPyUnicode_FromFormat`, for the compiler. */

import type { HPy } from "../handle.ts";

/** What each conversion takes. */
export interface FormatTypes {
  /** A code point. */
  c: [number];
  /** A C `int`. */
  d: [number | bigint];
  /** A C `int`. */
  i: [number | bigint];
  /** A C `unsigned int`. */
  u: [number | bigint];
  /** A C `int`, shown as unsigned in hexadecimal. */
  x: [number | bigint];
  /** An address. */
  p: [number | bigint];
  /** Text. */
  s: [string];
  /** An object, shown as `ascii()` shows it. */
  A: [HPy];
  /** A `str` object. */
  U: [HPy];
  /** A `str` object, or text in its place. */
  V: [HPy | null, string | null];
  /** An object, shown as `str()` shows it. */
  S: [HPy];
  /** An object, shown as `repr()` shows it. */
  R: [HPy];
}

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | ".";
type Sized = "d" | "i" | "u";

/** The arguments after a `%`, past its width and precision. */
type Conversion<F extends string, Taken extends unknown[]> = F extends `${Digit}${infer Rest}`
  ? Conversion<Rest, Taken>
  : F extends `${"ll" | "l" | "z"}${Sized}${infer Rest}`
    ? Text<Rest, [...Taken, number | bigint]>
    : F extends `${infer Unit extends keyof FormatTypes}${infer Rest}`
      ? Text<Rest, [...Taken, ...FormatTypes[Unit]]>
      : never;

type Text<F extends string, Taken extends unknown[]> = F extends `${string}%${infer Rest}`
  ? Rest extends `%${infer After}`
    ? Text<After, Taken>
    : Conversion<Rest, Taken>
  : Taken;

/** The arguments that the format string `F` takes. `never` when it has an unknown unit. */
export type FormatArgs<F extends string> = string extends F ? unknown[] : Text<F, []>;
