import { describe, expect, expectTypeOf, it } from "vitest";
import type { HPy } from "../handle.ts";
import { type FormatEnvironment, formatText } from "./format-text.ts";
import type { FormatArgs } from "./format-units.ts";

/** Objects are their own texts here. */
function environment(wordBits: 32 | 64): FormatEnvironment<string> {
  return {
    wordBits,
    raise: (type, message) => {
      throw new Error(`${type}: ${message}`);
    },
    text: (h) => h,
    str: (h) => h,
    repr: (h) => `'${h}'`,
    ascii: (h) => h,
  };
}

const format = (text: string, ...args: readonly unknown[]): string => formatText(text, args, environment(32));

const signed = ["d", "i", "ld", "li", "lld", "lli", "zd", "zi"];
const unsigned = ["u", "lu", "llu", "zu"];

describe("formatText()", () => {
  it.each([
    "%y%d",
    "%04.2y%d",
    "%u %? %u",
    "%0%",
    "%00%",
    "%2%",
    "%02%",
    "%.0%",
    "%.2%",
    "%",
    "%5",
    "%.123",
    "%l",
    "%ls",
  ])("refuses %s", (text) => {
    expect(() => format(text, 1, 2)).toThrow("SystemError: invalid format string");
  });

  it("copies text, percent signs and characters", () => {
    expect(format("")).toBe("");
    expect(format("100%%")).toBe("100%");
    expect(format("%%%c", 0x77)).toBe("%w");
    expect(format("%c%c%c", 0xe9, 0x1f40d, 0x10ffff)).toBe("\u00e9\u{1f40d}\u{10ffff}");
    expect(() => format("%c", 0x110000)).toThrow("OverflowError: character argument not in range(0x110000)");
    expect(() => format("%c", -1)).toThrow("OverflowError: character argument not in range(0x110000)");
  });

  // Flags, the result for 123, and the result for -123.
  it.each([
    ["", "123", "-123"],
    ["1", "123", "-123"],
    ["5", "  123", " -123"],
    ["05", "00123", "-0123"],
    [".1", "123", "-123"],
    [".5", "00123", "-00123"],
    ["7.5", "  00123", " -00123"],
    ["07.5", "0000123", "-000123"],
    ["5.7", "0000123", "-0000123"],
    ["05.7", "0000123", "-0000123"],
    [".", "123", "-123"],
  ])("formats integers with %%%s", (flags, positive, negative) => {
    for (const unit of [...signed, ...unsigned]) expect(format(`%${flags}${unit}`, 123)).toBe(positive);
    for (const unit of signed) expect(format(`%${flags}${unit}`, -123)).toBe(negative);
    expect(format(`%${flags}lld`, -123n)).toBe(negative);
  });

  it.each([
    ["%x", 123, "7b"],
    ["%x", -123, "ffffff85"],
    ["%5x", 123, "   7b"],
    ["%9x", -123, " ffffff85"],
    ["%09x", -123, "0ffffff85"],
    ["%.9x", -123, "0ffffff85"],
    ["%10.9x", -123, " 0ffffff85"],
    ["%010.9x", -123, "00ffffff85"],
    ["%9.10x", -123, "00ffffff85"],
    ["%.0d", 0, "0"],
    ["%.0llu", 0, "0"],
    ["%.0x", 0, "0"],
    ["%u", -1, "4294967295"],
    ["%llu", -1, "18446744073709551615"],
    ["%d", -0, "0"],
  ])("formats %s of %d", (text, value, result) => {
    expect(format(text, value)).toBe(result);
  });

  it("takes each integer type to its limits and no further", () => {
    expect(format("%d %u %lld", -(2 ** 31), 2 ** 32 - 1, 2n ** 63n - 1n)).toBe(
      "-2147483648 4294967295 9223372036854775807",
    );
    expect(() => format("%d", 2 ** 31)).toThrow("OverflowError: 2147483648 does not fit in int");
    expect(() => format("%ld", 2 ** 31)).toThrow("OverflowError: 2147483648 does not fit in long");
    expect(() => format("%llu", 2n ** 64n)).toThrow("does not fit in unsigned long long");
    expect(formatText("%ld %zu", [2 ** 31, 2n ** 64n - 1n], environment(64))).toBe(
      "2147483648 18446744073709551615",
    );
    expect(() => format("%d", 1.5)).toThrow("ValueError: 1.5 is not an integer");
    expect(() => format("%d", "1")).toThrow("ValueError: 1 is not an integer");
    expect(() => format("%d")).toThrow("ValueError: undefined is not an integer");
  });

  it.each([
    ["", "None"],
    ["1", "None"],
    ["5", " None"],
    [".1", "N"],
    [".5", "None"],
    ["5.1", "    N"],
    ["1.5", "None"],
    [".0", ""],
  ])("formats text with %%%s", (flags, result) => {
    for (const unit of ["s", "U", "A", "S"]) expect(format(`%${flags}${unit}`, "None")).toBe(result);
    expect(format(`%${flags}V`, "None", "ignored")).toBe(result);
    expect(format(`%${flags}V`, null, "None")).toBe(result);
  });

  it("counts characters, not units of UTF-16", () => {
    expect(format("%10.5S", "\u20acur\u0398pe")).toBe("     \u20acur\u0398p");
    expect(format("%3.1s", "\u{1f40d}\u{1f40d}")).toBe("  \u{1f40d}");
  });

  it("shows objects and addresses", () => {
    expect(format("%R|%S|%A", "a", "b", "c")).toBe("'a'|b|c");
    expect(format("prefix-%p-suffix", 0xbeef)).toBe("prefix-0xbeef-suffix");
    expect(format("check if %5d %s %6.3d is %5S or %6.3S", 42, "==", -42, "True", "False")).toBe(
      "check if    42 ==   -042 is  True or    Fal",
    );
  });

  it.each<[text: string, value: number | string | null, message: string]>([
    ["%s", null, "null c string passed as value for formatting unit '%s'"],
    ["%U", null, "HPy_NULL passed as value for formatting unit '%U'"],
    ["%S", null, "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'"],
    ["%R", null, "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'"],
    ["%A", null, "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'"],
    ["%4p", 0, "formatting unit '%p' does not support width nor precision"],
    ["%.4p", 0, "formatting unit '%p' does not support width nor precision"],
    ["%08.4p", 0, "formatting unit '%p' does not support 0-padding"],
    ["%8.4c", 0, "formatting unit '%c' does not support width nor precision"],
    ["%04c", 0, "formatting unit '%c' does not support 0-padding"],
    ...["s", "U", "V", "S", "R", "A", "p", "c"].map((unit): [string, string, string] => [
      `%0${unit}`,
      "",
      `formatting unit '%${unit}' does not support 0-padding`,
    ]),
  ])("raises SystemError for %s of %s", (text, value, message) => {
    expect(() => format(text, value)).toThrow(`SystemError: ${message}`);
  });

  it("refuses other characters than ASCII in the format", () => {
    expect(() => format("format \u00fc")).toThrow(
      "ValueError: expected an ASCII-encoded format string, got a non-ASCII byte: 0xc3",
    );
  });

  it("refuses immense widths and precisions", () => {
    expect(() => format("%2147483648d", 42)).toThrow("ValueError: width too big");
    expect(() => format("%.2147483648d", 42)).toThrow("ValueError: precision too big");
    expect(() => format("%2147483647d", 42)).toThrow("MemoryError: cannot allocate memory for string format");
    expect(() => formatText("%9223372036854775808d", [42], environment(64))).toThrow(
      "ValueError: width too big",
    );
  });
});

describe("FormatArgs", () => {
  it("follows from the format string", () => {
    expectTypeOf<FormatArgs<"100%% of %s">>().toEqualTypeOf<[string]>();
    expectTypeOf<FormatArgs<"%5d %06.3lld %zu %-">>().toBeNever();
    expectTypeOf<FormatArgs<"%5d %06.3lld %zu">>().toEqualTypeOf<
      [number | bigint, number | bigint, number | bigint]
    >();
    expectTypeOf<FormatArgs<"%V and %R">>().toEqualTypeOf<[HPy | null, string | null, HPy]>();
    expectTypeOf<FormatArgs<string>>().toEqualTypeOf<unknown[]>();
  });
});
