import { describe, expect, expectTypeOf, it } from "vitest";
import type { HPy } from "../handle.ts";
import { type BuildArgs, parseValueFormat, type ValueNode } from "./value-format.ts";

const unit = (code: string): ValueNode => ({ kind: "unit", unit: code });

describe("parseValueFormat()", () => {
  it("gives nothing, one unit, or a tuple of several", () => {
    expect(parseValueFormat("")).toEqual({ kind: "none" });
    expect(parseValueFormat("i")).toEqual(unit("i"));
    expect(parseValueFormat("is")).toEqual({ kind: "tuple", items: [unit("i"), unit("s")] });
    expect(parseValueFormat("(i)")).toEqual({ kind: "tuple", items: [unit("i")] });
    expect(parseValueFormat("()")).toEqual({ kind: "tuple", items: [] });
  });

  it("nests, and passes over commas and spaces", () => {
    expect(parseValueFormat("[(is) , {s : i, s:[]}, ]")).toEqual({
      kind: "list",
      items: [
        { kind: "tuple", items: [unit("i"), unit("s")] },
        {
          kind: "dict",
          entries: [
            [unit("s"), unit("i")],
            [unit("s"), { kind: "list", items: [] }],
          ],
        },
      ],
    });
  });

  it.each([
    ["(q)", "bad format char 'q'"],
    ["(i", "unmatched '('"],
    ["[i", "unmatched '['"],
    ["([(i)k", "unmatched '('"],
    ["(i]", "unmatched '('"],
    ["[i)", "unmatched '['"],
    ["{i:i", "unmatched '{'"],
    ["i)", "unmatched ')'"],
    ["{i:i,,}", "unexpected ','"],
    ["{,i:i}", "unexpected ','"],
    ["{i:ii,}", "missing ','"],
    ["{i}", "missing ':'"],
  ])("refuses %s", (format, message) => {
    expect(() => parseValueFormat(format)).toThrow(
      `${message} in the format string passed to HPy_BuildValue`,
    );
  });

  it("refuses to steal", () => {
    expect(() => parseValueFormat("N")).toThrow("HPy_BuildValue does not support the 'N' formatting unit.");
  });
});

describe("BuildArgs", () => {
  it("follows from the format string", () => {
    expectTypeOf<BuildArgs<"(is)O">>().toEqualTypeOf<[number, string, HPy]>();
    expectTypeOf<BuildArgs<"{s:i, s:[LK]}">>().toEqualTypeOf<
      [string, number, string, number | bigint, number | bigint]
    >();
    expectTypeOf<BuildArgs<"N">>().toBeNever();
    expectTypeOf<BuildArgs<string>>().toEqualTypeOf<unknown[]>();
  });
});
