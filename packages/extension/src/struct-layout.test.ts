import { describe, expect, it } from "vitest";
import { isObjectKind, layoutStruct } from "./struct-layout.ts";

const nothing = { hasValue: false, fields: [], members: {} };

describe("layoutStruct", () => {
  it("takes no room for nothing, and inherits the base's", () => {
    expect(layoutStruct(nothing, 0, 4).size).toBe(0);
    expect(layoutStruct(nothing, 12, 4).size).toBe(12);
  });

  it("puts the value's number first, then fields, then members as C aligns them", () => {
    const layout = layoutStruct(
      {
        hasValue: true,
        fields: ["a", "b"],
        members: { flag: { type: "BOOL" }, weight: { type: "DOUBLE" }, count: { type: "SHORT" } },
      },
      0,
      4,
    );
    expect(layout.value).toBe(0);
    expect([...layout.fields]).toEqual([
      ["a", 4],
      ["b", 8],
    ]);
    expect([...layout.members].map(([name, { offset }]) => [name, offset])).toEqual([
      ["flag", 12],
      ["weight", 16],
      ["count", 24],
    ]);
    expect(layout.size).toBe(28);
  });

  it("follows the width of a pointer", () => {
    const input = { hasValue: true, fields: ["a"], members: { n: { type: "LONG" } } } as const;
    const narrow = layoutStruct(input, 0, 4);
    const wide = layoutStruct(input, 0, 8);
    expect([narrow.fields.get("a"), narrow.members.get("n")?.offset, narrow.size]).toEqual([4, 8, 12]);
    expect([wide.fields.get("a"), wide.members.get("n")?.offset, wide.size]).toEqual([8, 16, 24]);
  });

  it("begins after the base's part", () => {
    const layout = layoutStruct({ ...nothing, hasValue: true, members: { d: { type: "LONGLONG" } } }, 12, 4);
    expect([layout.value, layout.members.get("d")?.offset, layout.size]).toEqual([12, 16, 24]);
  });

  it("gives text its size, and a member without bytes a place", () => {
    const layout = layoutStruct(
      {
        ...nothing,
        members: { no: { type: "NONE" }, text: { type: "STRING_INPLACE", size: 7 }, n: { type: "INT" } },
      },
      0,
      4,
    );
    expect(layout.members.get("text")).toEqual({ offset: 1, size: 7, type: "STRING_INPLACE" });
    expect(layout.members.get("n")?.offset).toBe(8);
  });

  it("refuses sizes where they make no sense", () => {
    const members = (spec: object): Parameters<typeof layoutStruct>[0] =>
      ({ ...nothing, members: { m: spec } }) as Parameters<typeof layoutStruct>[0];
    expect(() => layoutStruct(members({ type: "STRING_INPLACE" }), 0, 4)).toThrow("member 'm'");
    expect(() => layoutStruct(members({ type: "STRING_INPLACE", size: 0 }), 0, 4)).toThrow("needs a size");
    expect(() => layoutStruct(members({ type: "INT", size: 4 }), 0, 4)).toThrow("only STRING_INPLACE");
  });
});

describe("isObjectKind", () => {
  it("tells references to objects", () => {
    expect((["OBJECT", "OBJECT_EX", "INT", "NONE"] as const).map(isObjectKind)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
