import { describe, expect, expectTypeOf, it } from "vitest";
import type { HPy } from "../handle.ts";
import { type ArgNames, type CheckedArgFormat, type ParsedArgs, parseArgFormat } from "./arg-format.ts";

describe("parseArgFormat()", () => {
  it("takes the units apart", () => {
    const { units } = parseArgFormat("lO|s$p:f", true);
    expect(units).toEqual([
      { code: "l", optional: false, keywordOnly: false },
      { code: "O", optional: false, keywordOnly: false },
      { code: "s", optional: true, keywordOnly: false },
      { code: "p", optional: true, keywordOnly: true },
    ]);
  });

  it("takes $ for an unknown unit where there are no keywords", () => {
    expect(parseArgFormat("O$O", false).units.map((unit) => unit.code)).toEqual(["O", "$", "O"]);
  });

  it("ends at the first : or ;", () => {
    expect(parseArgFormat("l:a;b", false).message("went wrong")).toBe("a;b() went wrong");
    expect(parseArgFormat("l;a:b", false).message("went wrong")).toBe("a:b");
    expect(parseArgFormat("l", false).message("went wrong")).toBe("function went wrong");
    expect(parseArgFormat(":f", false).units).toEqual([]);
    expect(parseArgFormat("", false).units).toEqual([]);
  });
});

describe("ParsedArgs", () => {
  it("follows from the format string", () => {
    expectTypeOf<ParsedArgs<"l|O:f">>().toEqualTypeOf<[number, HPy?]>();
    expectTypeOf<ParsedArgs<"bBhHiIlknfd">>().toEqualTypeOf<
      [number, number, number, number, number, number, number, number, number, number, number]
    >();
    expectTypeOf<ParsedArgs<"LKpsO;nonsense">>().toEqualTypeOf<[bigint, bigint, boolean, string, HPy]>();
    expectTypeOf<ParsedArgs<"O|s$p">>().toEqualTypeOf<[HPy, string?, boolean?]>();
    expectTypeOf<ParsedArgs<"">>().toEqualTypeOf<[]>();
    expectTypeOf<ParsedArgs<"lZ">>().toBeNever();
    expectTypeOf<ParsedArgs<string>>().toEqualTypeOf<unknown[]>();
  });

  it("says which format is refused", () => {
    expectTypeOf<CheckedArgFormat<"lO">>().toBeUnknown();
    expectTypeOf<CheckedArgFormat<"lZ">>().toEqualTypeOf<"unknown arg format code in 'lZ'">();
  });

  it("asks for a name for each unit", () => {
    expectTypeOf<ArgNames<"O|s">>().toEqualTypeOf<readonly [string, string]>();
    expectTypeOf<ArgNames<string>>().toEqualTypeOf<readonly string[]>();
  });
});
