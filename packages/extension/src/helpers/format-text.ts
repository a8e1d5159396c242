/**
 * The formatting behind `HPyUnicode_FromFormat`: `%[0][width][.precision]unit`.
 *
 * For numbers the precision is the least number of digits, and `0` fills the width with zeros after the sign; for text
 * the precision is the greatest number of characters, which are code points (upstream counts bytes for `%s`). A width
 * never cuts anything. `%c` and `%p` take neither; only numbers take `0`.
 */

/** The Python exceptions that formatting raises. */
export type FormatErrorType = "SystemError" | "ValueError" | "OverflowError" | "MemoryError";

/** What formatting needs from Python. `H` is what stands for an object. */
export interface FormatEnvironment<H> {
  /** How many bits a C `long`, a `size_t` and a pointer have. */
  readonly wordBits: 32 | 64;
  /** Raises a Python exception. */
  raise(type: FormatErrorType, message: string): never;
  /** The text of a `str` object. */
  text(h: H): string;
  /** `str(h)` */
  str(h: H): string;
  /** `repr(h)` */
  repr(h: H): string;
  /** `ascii(h)` */
  ascii(h: H): string;
}

/** One unit of a format string. A width or a precision of -1 stands for none. */
interface Unit {
  readonly code: string;
  readonly size: string;
  readonly zero: boolean;
  readonly width: number;
  readonly precision: number;
}

/**
 * The text that `format` and `args` make.
 *
 * @throws what `environment.raise` throws, for a bad format and for a value that does not fit its unit.
 */
export function formatText<H>(
  format: string,
  args: readonly unknown[],
  environment: FormatEnvironment<H>,
): string {
  const values = args[Symbol.iterator]();
  const syntax =
    /%(?<zero>0?)(?<width>\d*)(?:\.(?<precision>\d*))?(?<size>(?:ll|l|z)(?=[diu]))?(?<code>.?)/sy;
  let result = "";
  let at = 0;
  try {
    while (at < format.length) {
      if (format.startsWith("%%", at)) {
        result += "%";
        at += 2;
      } else if (format[at] === "%") {
        syntax.lastIndex = at;
        const groups = syntax.exec(format)?.groups ?? {};
        at = syntax.lastIndex;
        const unit = {
          code: groups.code ?? "",
          size: groups.size ?? "",
          zero: groups.zero === "0",
          width: parseLength(groups.width, "width", environment),
          precision: parseLength(groups.precision, "precision", environment),
        };
        result += formatUnit(unit, values, environment);
      } else {
        const percent = format.indexOf("%", at);
        const end = percent < 0 ? format.length : percent;
        result += checkLiteral(format.slice(at, end), environment);
        at = end;
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    environment.raise("MemoryError", "cannot allocate memory for string format");
  }
  return result;
}

function checkLiteral<H>(text: string, { raise }: FormatEnvironment<H>): string {
  for (const character of text) {
    if (character > "\x7f") {
      const byte = new TextEncoder().encode(character)[0] ?? 0;
      raise(
        "ValueError",
        `expected an ASCII-encoded format string, got a non-ASCII byte: 0x${byte.toString(16)}`,
      );
    }
  }
  return text;
}

/** A width or a precision; -1 when there is none. */
function parseLength<H>(
  digits: string | undefined,
  name: "width" | "precision",
  { raise, wordBits }: FormatEnvironment<H>,
): number {
  if (digits === undefined || digits === "") return -1;
  if (BigInt(digits) >= 1n << BigInt(wordBits - 1)) raise("ValueError", `${name} too big`);
  return Number(digits);
}

function formatUnit<H>(unit: Unit, values: Iterator<unknown>, environment: FormatEnvironment<H>): string {
  const { code, precision, width, zero } = unit;
  const { raise } = environment;
  if (code === "" || !"cdiuxpsAUVSR".includes(code)) raise("SystemError", "invalid format string");
  if (zero && "sUVSRApc".includes(code)) {
    raise("SystemError", `formatting unit '%${code}' does not support 0-padding`);
  }
  if ("cp".includes(code) && (width >= 0 || precision >= 0)) {
    raise("SystemError", `formatting unit '%${code}' does not support width nor precision`);
  }
  const value = values.next().value;
  switch (code) {
    case "c":
      return formatCharacter(value, environment);
    case "p":
      return `0x${BigInt.asUintN(environment.wordBits, BigInt(value as number | bigint)).toString(16)}`;
    case "s":
    case "A":
    case "U":
    case "S":
    case "R":
      return padText(textOf(code, value, environment), unit);
    case "V":
      return padText(eitherText(value, values.next().value, environment), unit);
    default:
      return padNumber(formatInteger(value, unit, environment), unit);
  }
}

function formatCharacter<H>(value: unknown, { raise }: FormatEnvironment<H>): string {
  if (typeof value === "number" && value >= 0 && value <= 0x10ffff && Number.isInteger(value)) {
    return String.fromCodePoint(value);
  }
  return raise("OverflowError", "character argument not in range(0x110000)");
}

function textOf<H>(code: string, value: unknown, environment: FormatEnvironment<H>): string {
  const { raise } = environment;
  if (value === null || value === undefined) {
    if (code === "s") raise("SystemError", "null c string passed as value for formatting unit '%s'");
    if (code === "U") raise("SystemError", "HPy_NULL passed as value for formatting unit '%U'");
    raise("SystemError", "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'");
  }
  switch (code) {
    case "s":
      return String(value);
    case "U":
      return environment.text(value as H);
    case "S":
      return environment.str(value as H);
    case "R":
      return environment.repr(value as H);
    default:
      return environment.ascii(value as H);
  }
}

/** `%V`: a `str` object, or text where there is none. */
function eitherText<H>(object: unknown, text: unknown, environment: FormatEnvironment<H>): string {
  return object === null || object === undefined
    ? textOf("s", text, environment)
    : environment.text(object as H);
}

function padText(text: string, { precision, width }: Unit): string {
  if (precision < 0 && width <= 0) return text;
  const characters = Array.from(text);
  const kept = precision < 0 ? characters : characters.slice(0, precision);
  return " ".repeat(Math.max(width - kept.length, 0)) + kept.join("");
}

/** The C type of each unit of a number, by its size and letter; `x` is shown as unsigned. */
const integerNames: Readonly<Record<string, string>> = {
  d: "int",
  i: "int",
  u: "unsigned int",
  x: "unsigned int",
  ld: "long",
  li: "long",
  lu: "unsigned long",
  lld: "long long",
  lli: "long long",
  llu: "unsigned long long",
  zd: "HPy_ssize_t",
  zi: "HPy_ssize_t",
  zu: "size_t",
};

/** The digits of an integer, with a sign if it is negative. */
function formatInteger<H>(value: unknown, { code, size }: Unit, environment: FormatEnvironment<H>): string {
  const { raise, wordBits } = environment;
  if (typeof value !== "bigint" && !Number.isInteger(value)) {
    raise("ValueError", `${String(value)} is not an integer`);
  }
  const integer = BigInt(value as number | bigint);
  const bits = size === "ll" ? 64 : size === "" ? 32 : wordBits;
  const unsigned = code === "u" || code === "x";
  const asUnsigned = BigInt.asUintN(bits, integer);
  // A negative number is given as an unsigned one as C converts it.
  const fits = BigInt.asIntN(bits, integer) === integer || (unsigned && asUnsigned === integer);
  if (!fits) raise("OverflowError", `${integer} does not fit in ${integerNames[size + code]}`);
  if (code === "x") return asUnsigned.toString(16);
  return (unsigned ? asUnsigned : integer).toString();
}

function padNumber(number: string, { precision, width, zero }: Unit): string {
  const sign = number.startsWith("-") ? "-" : "";
  const digits = number.slice(sign.length).padStart(precision, "0");
  if (zero) return sign + digits.padStart(width - sign.length, "0");
  return (sign + digits).padStart(width);
}
