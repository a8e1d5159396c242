import { HPyType } from "@hpyjs/extension";
import { beforeAll, describe, expect, it } from "vitest";
import { type OpenedContext, openContext } from "./open-context.ts";

/** Has a member of each width that a `DataView` reads and writes. */
const Point = HPyType("test.Point", {
  struct: () => ({ x: 1 }),
  fields: ["other"],
  members: { d: { type: "DOUBLE" }, l: { type: "LONGLONG" }, b: { type: "BOOL" }, o: { type: "OBJECT" } },
});

let opened: OpenedContext;
let run: OpenedContext["run"];
let py: OpenedContext["py"];
let raised: OpenedContext["raised"];

beforeAll(async () => {
  opened = await openContext("pyodide-312", [Point]);
  ({ py, raised, run } = opened);
});

describe("an object of the wrong type, which CPython would not notice, is a TypeError", () => {
  it("for EvalCode()", () => {
    run((ctx) => {
      for (const other of [py("1.5"), py("'x'"), py("int"), py("None")]) {
        expect(raised(() => ctx.EvalCode(other, py("{}")))).toBe(
          "TypeError: HPy_EvalCode arg 1 must be a code object",
        );
      }
    });
  });

  it("for Type_IsSubtype() and New()", () => {
    run((ctx) => {
      const notType = "TypeError: HPyType_IsSubtype arg 1 must be a type";
      for (const other of [py("5"), py("'x'"), py("[]"), py("None")]) {
        expect(raised(() => ctx.Type_IsSubtype(other, ctx.h_LongType))).toBe(notType);
        expect(ctx.Type_IsSubtype(ctx.h_LongType, other)).toBe(false);
        expect(raised(() => ctx.New(other, Point))).toMatch(/^TypeError: ctx.New\(\) needs the type/);
      }
      expect(ctx.Type_IsSubtype(py("bool"), ctx.h_LongType)).toBe(true);
    });
  });

  it("for the names of keyword arguments", () => {
    run((ctx) => {
      const [dict, one] = [py("dict"), py("1")];
      expect(raised(() => ctx.Call(dict, [one], py("'a'")))).toBe(
        "TypeError: kwnames must be a tuple of str",
      );
      expect(raised(() => ctx.Call(dict, [one], py("(1,)")))).toBe("TypeError: keywords must be strings");
      expect(raised(() => ctx.CallMethod("update", [py("{}"), one], py("[]")))).toBe(
        "TypeError: kwnames must be a tuple of str",
      );
      expect(opened.show("x", { x: ctx.Call(dict, [one], py("('a',)")) })).toBe("{'a': 1}");
    });
  });

  it("for AsStruct_Long() and Module_GetState(), and the error indicator is clear", () => {
    run((ctx) => {
      expect(raised(() => ctx.AsStruct_Long(py("5")))).toMatch(/^TypeError: the object's type/);
      expect(raised(() => ctx.Module_GetState(py("5")))).toMatch(/^TypeError/);
      expect(ctx.Err_Occurred()).toBe(false);
    });
  });
});

it("what is no array of handles, and no string, is refused before Python is called", () => {
  run((ctx) => {
    const list = py("[]");
    expect(() => ctx.CallMethod("copy", list as never)).toThrow("An array of handles is needed here");
    expect(() => ctx.GetAttr_s(list, list as never)).toThrow(
      "A string is needed here, not a value of type object",
    );
    expect(() => ctx.GetAttr_s(list, undefined as never)).toThrow("not a value of type undefined");
  });
});

it("objects above 2 GiB are reached as all others", () => {
  run((ctx) => {
    for (let i = 0; i < 33; i++) opened.occupy(2 ** 26);
    // What was free below is used first.
    let high = ctx.New(ctx.type(Point), Point);
    for (let i = 0; i < 500_000 && ctx.AsStruct_Object(high) < 2 ** 31; i++)
      high = ctx.New(ctx.type(Point), Point);
    expect(ctx.AsStruct_Object(high)).toBeGreaterThan(2 ** 31);
    high.members.d = 2.5;
    high.members.l = -(2n ** 62n);
    high.members.b = true;
    high.members.o = high;
    high.struct.x = 7;
    high.store("other", high);
    expect(opened.show("(p.d, p.l, p.b, p.o is p)", { p: high })).toBe(
      "(2.5, -4611686018427387904, True, True)",
    );
    expect([high.members.d, high.members.l, high.members.b, high.struct.x]).toEqual([
      2.5,
      -(2n ** 62n),
      true,
      7,
    ]);
    expect(ctx.is(high.load("other") ?? ctx.h_None, high)).toBe(true);
    expect(ctx.toJS(py("'é' * 40000"))).toBe("é".repeat(40_000));
    expect(ctx.toJS(py("bytes(range(256)) * 400"))).toEqual(
      Uint8Array.from({ length: 102_400 }, (_, index) => index & 0xff),
    );
  });
});
