/** The format strings of `HPy_BuildValue`, for the compiler and at run time. */

import type { HPy } from "../handle.ts";

/** What each format unit takes. */
export interface BuildTypes {
  /** A C `int`. */
  i: number;
  /** A C `unsigned int`. */
  I: number;
  /** A C `long`. */
  l: number;
  /** A C `unsigned long`. */
  k: number;
  /** A C `long long`. */
  L: number | bigint;
  /** A C `unsigned long long`. */
  K: number | bigint;
  /** An `HPy_ssize_t`. */
  n: number;
  /** Text for a `str`. */
  s: string;
  /** A C `float`: rounded to 24 bits of precision. */
  f: number;
  /** A C `double`. */
  d: number;
  /** An object; the handle stays the caller's. */
  O: HPy;
  /** The same as `O`. */
  S: HPy;
}

type Values<F extends string, Taken extends unknown[]> = F extends ""
  ? Taken
  : F extends `${"(" | ")" | "[" | "]" | "{" | "}" | "," | ":" | " "}${infer Rest}`
    ? Values<Rest, Taken>
    : F extends `${infer Unit extends keyof BuildTypes}${infer Rest}`
      ? Values<Rest, [...Taken, BuildTypes[Unit]]>
      : never;

/** The values that the format string `F` takes. `never` when it has an unknown unit. */
export type BuildArgs<F extends string> = string extends F ? unknown[] : Values<F, []>;

/** A format string, taken apart. */
export type ValueNode =
  | { readonly kind: "none" }
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "tuple" | "list"; readonly items: readonly ValueNode[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [key: ValueNode, value: ValueNode])[] };

/** What is wrong with a format string. */
export class ValueFormatError extends Error {
  override readonly name: string = "ValueFormatError";
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const inFormat = "in the format string passed to HPy_BuildValue";

/** What it takes to say that a handle is not taken over, as `N` does in CPython. */
const noStealing =
  "HPy_BuildValue does not support the 'N' formatting unit. Instead, use the 'O' formatting unit and manually close " +
  "the handle in the caller if necessary. HPy API functions never 'steal' handles and always make a duplicate handle " +
  "if needed, the 'ownership' of the original handle is never 'transferred'. ";

/** Takes a format string apart. @throws ValueFormatError. */
export function parseValueFormat(format: string): ValueNode {
  checkBalance(format);
  const items = new ValueFormatParser(format).items("");
  const [only] = items;
  if (only === undefined) return { kind: "none" };
  return items.length === 1 ? only : { kind: "tuple", items };
}

/** Refuses a format with more opening than closing brackets, or the other way round, whatever their kind. */
function checkBalance(format: string): void {
  let level = 0;
  let outermost = "";
  for (const character of format) {
    if (character in closing) {
      if (level === 0) outermost = character;
      level++;
    } else if (")]}".includes(character)) {
      level--;
      if (outermost === "") outermost = character;
    }
  }
  if (level !== 0) throw new ValueFormatError(`unmatched '${outermost}' ${inFormat}`);
}

class ValueFormatParser {
  readonly #format: string;
  #at = 0;

  constructor(format: string) {
    this.#format = format;
  }

  /** Everything up to the bracket that closes `opening`, or to the end for `""`. */
  items(opening: string): ValueNode[] {
    const end = closing[opening] ?? "";
    const items: ValueNode[] = [];
    for (;;) {
      this.#skip(" ,");
      const character = this.#format[this.#at] ?? "";
      if (character === end) break;
      if (character === "" || (opening !== "" && ")]}".includes(character))) throw unmatched(opening);
      items.push(this.#item());
    }
    this.#at++;
    return items;
  }

  #item(): ValueNode {
    const unit = this.#format[this.#at++] ?? "";
    switch (unit) {
      case "(":
        return { kind: "tuple", items: this.items(unit) };
      case "[":
        return { kind: "list", items: this.items(unit) };
      case "{":
        return { kind: "dict", entries: this.#entries() };
      case "N":
        throw new ValueFormatError(noStealing);
      default:
        if (!"iIlkLKnsfdOS".includes(unit) || unit === "") {
          throw new ValueFormatError(`bad format char '${unit}' ${inFormat}`);
        }
        return { kind: "unit", unit };
    }
  }

  #entries(): (readonly [ValueNode, ValueNode])[] {
    const entries: (readonly [ValueNode, ValueNode])[] = [];
    let expectComma = false;
    for (;;) {
      this.#skip(" ");
      const character = this.#format[this.#at];
      if (character === "}") break;
      if (character === undefined) throw unmatched("{");
      if ((character === ",") !== expectComma) {
        throw new ValueFormatError(`${expectComma ? "missing" : "unexpected"} ',' ${inFormat}`);
      }
      expectComma = !expectComma;
      if (character === ",") this.#at++;
      else entries.push(this.#entry());
    }
    this.#at++;
    return entries;
  }

  #entry(): readonly [ValueNode, ValueNode] {
    const key = this.#item();
    this.#skip(" ");
    if (this.#format[this.#at] !== ":") throw new ValueFormatError(`missing ':' ${inFormat}`);
    this.#at++;
    this.#skip(" ");
    return [key, this.#item()];
  }

  #skip(characters: string): void {
    for (;;) {
      const character = this.#format[this.#at];
      if (character === undefined || !characters.includes(character)) return;
      this.#at++;
    }
  }
}

function unmatched(opening: string): ValueFormatError {
  return new ValueFormatError(`unmatched '${opening}' ${inFormat}`);
}
