import { type Context, type HPy, StructSequence_UnnamedField } from "@hpyjs/extension";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { type OpenedContext, openContext } from "./open-context.ts";

let opened: OpenedContext;
let run: OpenedContext["run"];
let py: OpenedContext["py"];
let show: OpenedContext["show"];
let raised: OpenedContext["raised"];

beforeAll(async () => {
  opened = await openContext("pyodide-314");
  ({ py, raised, run, show } = opened);
});

const text = (h: HPy): string => show("x", { x: h });

/** Parses the arguments of one Python call `f(…)`; what was parsed is shown as JavaScript sees it. */
function positional(format: string, call: string): unknown {
  return run((ctx) => {
    let parsed: unknown;
    const f = ctx.callable("f", (_ctx, args) => {
      parsed = plain(ctx, ctx.Arg_Parse(args, format));
    });
    const message = raised(() => py(`f(${call})`, { f }));
    return message === "nothing" ? parsed : message;
  });
}

function keywords(format: string, names: readonly string[], call: string): unknown {
  return run((ctx) => {
    let parsed: unknown;
    const f = ctx.callable("f", (_ctx, args, kwnames) => {
      parsed = plain(ctx, ctx.Arg_ParseKeywords(args, kwnames, format, names));
    });
    const message = raised(() => py(`f(${call})`, { f }));
    return message === "nothing" ? parsed : message;
  });
}

function plain(ctx: Context, values: readonly unknown[]): unknown[] {
  return values.map((value) =>
    typeof value === "object" && value !== null ? ctx.toJS(value as HPy) : value,
  );
}

describe("Arg_Parse()", () => {
  it.each([
    ["b", "255", 255],
    ["b", "256", "OverflowError: function unsigned byte integer is greater than maximum"],
    ["b", "2**40", "OverflowError: function unsigned byte integer is greater than maximum"],
    ["b", "-1", "OverflowError: function unsigned byte integer is less than minimum"],
    ["B", "2**8", 0],
    ["B", "-1", 255],
    ["h", "-2**15", -(2 ** 15)],
    ["h", "2**15", "OverflowError: function signed short integer is greater than maximum"],
    ["h", "-2**15 - 1", "OverflowError: function signed short integer is less than minimum"],
    ["H", "-2**16 + 1", 1],
    ["H", "2**16 - 1", 2 ** 16 - 1],
    ["i", "-1", -1],
    ["i", "2**31 - 1", 2 ** 31 - 1],
    ["i", "2**31", "OverflowError: function signed integer is greater than maximum"],
    ["i", "-2**31 - 1", "OverflowError: function signed integer is less than minimum"],
    ["I", "-1", 2 ** 32 - 1],
    ["I", "2**32", 0],
    ["l", "-2**31", -(2 ** 31)],
    ["k", "-1", 2 ** 32 - 1],
    ["L", "-2**63", -(2n ** 63n)],
    ["K", "-1", 2n ** 64n - 1n],
    ["n", "-1", -1],
    ["f", "0.1", Math.fround(0.1)],
    ["d", "0.1", 0.1],
    ["d", "-1", -1],
    ["O", "[5]", [5]],
    ["p", "[]", false],
    ["p", "[0]", true],
    ["s", "'hello \u20ac\\ud800'", "hello \u20ac\ud800"],
    ["s", "'a\\0b'", "ValueError: function embedded null character"],
    ["s", "b'x'", "TypeError: function a str is required"],
  ])("converts %s of %s", (format, call, result) => {
    expect(positional(format, call)).toEqual(
      typeof result === "string" && /Error: /.test(result) ? result : [result],
    );
  });

  it.each(["l", "L", "n", "b", "i"])("refuses what is too large for any integer: %s", (format) => {
    expect(positional(format, "2**64")).toMatch(/^OverflowError/);
    expect(positional(format, "'x'")).toMatch(/^TypeError/);
  });

  it("passes on what __index__ and __bool__ raise", () => {
    run(() =>
      opened.exec("class Bad:\n    def __index__(self): raise KeyError('i')\n    __bool__ = __index__"),
    );
    for (const format of ["b", "B", "l", "L", "K", "p"]) {
      expect(positional(format, "Bad()")).toBe("KeyError: 'i'");
    }
  });

  it.each([
    ["OO:two_add", "", "TypeError: two_add() required positional argument missing"],
    ["OO:two_add", "1, 2, 3", "TypeError: two_add() mismatched args (too many arguments for fmt)"],
    ["ZZ:two_add", "'a'", "SystemError: two_add() unknown arg format code"],
    ["O$O:two_add", "1, 2", "SystemError: two_add() unknown arg format code"],
    ["OOO", "1, 2", "TypeError: function required positional argument missing"],
    ["OOO;my-error-message", "1, 2", "TypeError: my-error-message"],
    ["l|l", "1", [1, undefined]],
    ["l|lps", "1, 2", [1, 2, undefined, undefined]],
    ["", "", []],
  ])("with %s on f(%s)", (format, call, result) => {
    expect(positional(format, call)).toEqual(result);
  });

  it("is typed by its format", () => {
    const probe = (ctx: Context, args: readonly HPy[]): void => {
      const [count, rest = null] = ctx.Arg_Parse(args, "l|O:f");
      expectTypeOf(count).toBeNumber();
      expectTypeOf(rest).toEqualTypeOf<HPy | null>();
      expectTypeOf(ctx.Arg_ParseKeywords(args, null, "sL$p", ["a", "b", "c"])).toEqualTypeOf<
        [string, bigint, boolean?]
      >();
      // @ts-expect-error An unknown unit.
      ctx.Arg_Parse(args, "lZ");
      // @ts-expect-error A name is missing.
      ctx.Arg_ParseKeywords(args, null, "ll", ["a"]);
    };
    expectTypeOf(probe).toBeFunction();
  });
});

describe("Arg_ParseKeywords()", () => {
  it.each([
    ["ll", ["a", "b"], "1, b=2", [1, 2]],
    ["ll", ["a", "b"], "b=1, a=2", [2, 1]],
    ["l|l", ["a", "b"], "a=3", [3, undefined]],
    ["|ll", ["a", "b"], "b=3", [undefined, 3]],
    ["l|l", ["", "b"], "1, b=2", [1, 2]],
    ["l|l", ["", "b"], "a=1, b=2", "TypeError: function no value for required argument"],
    ["l$l", ["a", "b"], "1, b=2", [1, 2]],
    ["l$l", ["a", "b"], "a=1, b=2", [1, 2]],
    ["l$l", ["a", "b"], "1, 2", "TypeError: function keyword only argument passed as positional argument"],
    ["ZZ:two_add", ["a", "b"], "'a'", "SystemError: two_add() unknown arg format code"],
    ["OO:add_two", ["a", "b"], "1", "TypeError: add_two() no value for required argument"],
    ["OOO:add_two", ["a", "b"], "1, 2", "TypeError: add_two() mismatched args (too few keywords for fmt)"],
    ["O:add_two", ["a", "b"], "1, 2", "TypeError: add_two() mismatched args (too many keywords for fmt)"],
    ["OOO;my-error-message", ["a", "b"], "1, 2", "TypeError: my-error-message"],
    ["lll", ["", "b", ""], "", "SystemError: function empty keyword parameter name"],
    ["l:f", ["a"], "1, 2", "TypeError: f() takes exactly 1 positional argument (2 given)"],
    ["l|l:f", ["a", "b"], "1, 2, 3", "TypeError: f() takes at most 2 positional arguments (3 given)"],
    ["l:f", ["a"], "1, b=2", "TypeError: f() got an unexpected keyword argument 'b'"],
    ["l:f", ["a"], "1, a=2", "TypeError: f() got multiple values for argument 'a'"],
    ["l|l", ["", "b"], "1, **{'': 2}", "TypeError: function got an unexpected keyword argument ''"],
  ])("with %s and %j on f(%s)", (format, names, call, result) => {
    expect(keywords(format, names, call)).toEqual(result);
  });

  it("finds handles where they are, and names that are no identifiers", () => {
    expect(keywords("O|O", ["a", "\ud800\u20ac"], "[1], **{'\\ud800\u20ac': [2]}")).toEqual([[1], [2]]);
  });
});

describe("Arg_ParseKeywordsDict()", () => {
  it("takes the keyword arguments of a dict", () => {
    run((ctx) => {
      const parse = (args: string, kw: HPy | null): unknown => {
        const list = [...ctx.iterate(py(args))];
        let values: unknown;
        const message = raised(() => {
          values = plain(ctx, ctx.Arg_ParseKeywordsDict(list, kw, "O|O", ["a", "b"]));
        });
        return message === "nothing" ? values : message;
      };
      expect(parse("()", py("{'a': 3, 'b': 2}"))).toEqual([3, 2]);
      expect(parse("(3, 2)", py("{}"))).toEqual([3, 2]);
      expect(parse("(3,)", null)).toEqual([3, undefined]);
      expect(parse("()", py("{}"))).toBe("TypeError: function no value for required argument");
      expect(parse("(1,)", py("{'c': 1}"))).toBe(
        "TypeError: function got an unexpected keyword argument 'c'",
      );
      expect(parse("(1,)", py("{'a': 1}"))).toBe("TypeError: function got multiple values for argument 'a'");
      expect(parse("(1,)", py("{5: 1}"))).toBe("TypeError: keywords must be strings");
      expect(parse("(1,)", py("[]"))).toMatch(/^SystemError/);
    });
  });
});

describe("BuildValue()", () => {
  it("builds what the format says", () => {
    run((ctx) => {
      expect(text(ctx.BuildValue(""))).toBe("None");
      expect(text(ctx.BuildValue("i", -1))).toBe("-1");
      expect(
        text(ctx.BuildValue("iIlkLKn", -(2 ** 31), 2 ** 32 - 1, -1, 1, -(2n ** 63n), 2n ** 64n - 1n, -5)),
      ).toBe("(-2147483648, 4294967295, -1, 1, -9223372036854775808, 18446744073709551615, -5)");
      expect(text(ctx.BuildValue("fd", 0.1, 0.1))).toBe("(0.10000000149011612, 0.1)");
      expect(text(ctx.BuildValue("s", "t\u20ac\0\ud800"))).toBe("'t\u20ac\\x00\\ud800'");
      expect(text(ctx.BuildValue("[(is)((f)[kk])i]", 4, "str", 0.25, 4, 2, 14267))).toBe(
        "[(4, 'str'), ((0.25,), [4, 2]), 14267]",
      );
      expect(text(ctx.BuildValue("[{s:(i,i), s:f},i]", "A", 4, 4, "B", 0.25, 42))).toBe(
        "[{'A': (4, 4), 'B': 0.25}, 42]",
      );
      const object = py("[7]");
      expect(text(ctx.BuildValue("(OS)", object, object))).toBe("([7], [7])");
      const same = ctx.BuildValue("O", object);
      expect(ctx.Is(same, object)).toBe(true);
      same.close();
      expect(object.isOpen).toBe(true);
    });
  });

  it("refuses bad formats and values, and leaves nothing behind", () => {
    run((ctx) => {
      const object = py("['unique']");
      const references = (): string => show("__import__('sys').getrefcount(x)", { x: object });
      const before = references();
      const build = ctx.BuildValue as (format: string, ...values: unknown[]) => HPy;
      ctx.scope(() => {
        expect(raised(() => build("(q)"))).toBe(
          "SystemError: bad format char 'q' in the format string passed to HPy_BuildValue",
        );
        expect(raised(() => build("N"))).toMatch(/^SystemError: HPy_BuildValue does not support the 'N'/);
        const nothing = "SystemError: HPy_NULL object passed to HPy_BuildValue";
        expect(raised(() => build("O", null))).toBe(nothing);
        expect(raised(() => build("(iO)", 1, null))).toBe(nothing);
        expect(raised(() => build("[O{O:[i]}]", object, object, 2 ** 31))).toMatch(/^OverflowError/);
        expect(raised(() => build("{O:O}", object, object))).toMatch(/^TypeError: .*unhashable/);
        expect(raised(() => build("(OO)", object))).toMatch(/^SystemError: HPy_NULL object/);
        expect(() => build("(OO)", object, "x")).toThrow("A handle is needed here");
      });
      expect(references()).toBe(before);
    });
  });
});

describe("Unicode_FromFormat() and Err_Format()", () => {
  it("show objects", () => {
    run((ctx) => {
      opened.exec(
        "class MyObj:\n    def __str__(self): return 'str'\n    def __repr__(self): return 'repr\\u00fc'",
      );
      const obj = py("MyObj()");
      expect(text(ctx.Unicode_FromFormat("<%S %R %A>", obj, obj, obj))).toBe(
        "'<str repr\u00fc repr\\\\xfc>'",
      );
      expect(
        text(
          ctx.Unicode_FromFormat(
            "%10.5S|%3U|%V|%V",
            py("'\u20acur\u0398pe'"),
            py("'u'"),
            py("'v'"),
            "",
            null,
            "w",
          ),
        ),
      ).toBe("'     \u20acur\u0398p|  u|v|w'");
      expect(text(ctx.Unicode_FromFormat("%d %s %lld %c", 5, "\ud800", -1n, 0xe9))).toBe(
        "'5 \\ud800 -1 \u00e9'",
      );
      opened.exec("class Bad:\n    def __str__(self): raise KeyError('s')");
      expect(raised(() => ctx.Unicode_FromFormat("%S", py("Bad()")))).toBe("KeyError: 's'");
      expect(raised(() => ctx.Unicode_FromFormat("%U", py("5")))).toMatch(/^TypeError/);
      expect(raised(() => ctx.Unicode_FromFormat("%2147483647d", 1))).toBe(
        "MemoryError: cannot allocate memory for string format",
      );
      expect(raised(() => ctx.Err_Format(ctx.h_ValueError, "%s: %R", "x", obj))).toBe(
        "ValueError: x: repr\u00fc",
      );
    });
  });
});

describe("struct sequences", () => {
  it("are tuples with named fields", () => {
    run((ctx) => {
      const type = ctx.StructSequence_NewType({
        name: "mytest.WithFields",
        doc: "some doc",
        fields: [{ name: "field0", doc: "doc0" }, "field1", StructSequence_UnnamedField],
      });
      expect(
        show("(x.__name__, x.__qualname__, x.__module__, x.__doc__, x.n_fields, x.field0.__doc__)", {
          x: type,
        }),
      ).toBe("('WithFields', 'WithFields', 'mytest', 'some doc', 3, 'doc0')");
      const made = ctx.StructSequence_New(type, [py("1"), py("2.0"), py("'3'")]);
      expect(show("(x.field0, x.field1, x[2])", { x: made })).toBe("(1, 2.0, '3')");
      expect(show("tuple(x)", { x: ctx.StructSequence_New(type, []) })).toBe("(None, None, None)");
      const empty = ctx.StructSequence_NewType({ name: "NoFields", fields: [] });
      expect(show("(x.__doc__, x.n_fields)", { x: empty })).toBe("(None, 0)");
      expect(raised(() => ctx.StructSequence_New(empty, [type]))).toMatch(/^TypeError/);
      expect(raised(() => ctx.StructSequence_New(ctx.h_UnicodeType, [type]))).toBe(
        "TypeError: object '<class 'str'>' does not look like a struct sequence type ",
      );
      expect(raised(() => ctx.StructSequence_NewType({ fields: [] } as never))).toBe(
        "SystemError: Struct sequence descriptor does not define the name field.",
      );
    });
  });
});

describe("Helpers_PackArgsAndKeywords()", () => {
  it("makes a tuple and a dict", () => {
    run((ctx) => {
      const pack = (call: string): string => {
        const f = ctx.callable("f", (_ctx, args, kwnames) => {
          const packed = ctx.Helpers_PackArgsAndKeywords(args, kwnames);
          return ctx.Tuple_Pack(packed.args ?? ctx.h_None, packed.kw ?? ctx.h_None);
        });
        return text(py(`f(${call})`, { f }));
      };
      expect(pack("")).toBe("(None, None)");
      expect(pack("1, '2'")).toBe("((1, '2'), None)");
      expect(pack("1, a='b', c='d'")).toBe("((1,), {'a': 'b', 'c': 'd'})");
      expect(pack("a='b'")).toBe("(None, {'a': 'b'})");
      expect(raised(() => ctx.Helpers_PackArgsAndKeywords([], ctx.h_None))).toMatch(/^TypeError/);
    });
  });
});
