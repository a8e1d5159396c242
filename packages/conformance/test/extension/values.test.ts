import type { HPy } from "@hpyjs/extension";
import { beforeAll, describe, expect, it } from "vitest";
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

describe("lifetime", () => {
  it("Dup() and Close() take null", () => {
    run((ctx) => {
      expect(ctx.Dup(null)).toBe(null);
      ctx.Close(null);
      const list = py("[]");
      const second = ctx.Dup(list);
      ctx.Close(list);
      expect(text(second)).toBe("[]");
      expect(() => ctx.Close(list)).toThrow("closed already");
      expect(() => ctx.Close(ctx.h_None)).toThrow("constant");
    });
  });
});

describe("integers", () => {
  it("survive at the limits of each width", () => {
    run((ctx) => {
      expect(text(ctx.Long_FromInt32_t(-(2 ** 31)))).toBe("-2147483648");
      expect(text(ctx.Long_FromUInt32_t(2 ** 32 - 1))).toBe("4294967295");
      expect(text(ctx.Long_FromInt64_t(-(2n ** 63n)))).toBe("-9223372036854775808");
      expect(text(ctx.Long_FromInt64_t(2 ** 40))).toBe("1099511627776");
      expect(text(ctx.Long_FromUInt64_t(2n ** 64n - 1n))).toBe("18446744073709551615");
      expect(text(ctx.Long_FromSize_t(2 ** 32 - 1))).toBe("4294967295");
      expect(text(ctx.Long_FromSsize_t(-1))).toBe("-1");
      expect(text(ctx.Long_FromLong(-1))).toBe("-1");
      expect(text(ctx.Long_FromUnsignedLong(1))).toBe("1");
      expect(text(ctx.Long_FromLongLong(-1n))).toBe("-1");
      expect(text(ctx.Long_FromUnsignedLongLong(1n))).toBe("1");
      expect(ctx.Long_AsInt32_t(py("-1"))).toBe(-1);
      expect(ctx.Long_AsUInt32_t(py("2**32 - 1"))).toBe(2 ** 32 - 1);
      expect(ctx.Long_AsUInt32_tMask(py("-1"))).toBe(2 ** 32 - 1);
      expect(ctx.Long_AsInt64_t(py("-1"))).toBe(-1n);
      expect(ctx.Long_AsUInt64_t(py("2**64 - 1"))).toBe(2n ** 64n - 1n);
      expect(ctx.Long_AsUInt64_tMask(py("-2"))).toBe(2n ** 64n - 2n);
      expect(ctx.Long_AsSize_t(py("2**32 - 1"))).toBe(2 ** 32 - 1);
      expect(ctx.Long_AsSsize_t(py("-1"))).toBe(-1);
      expect(ctx.Long_AsVoidPtr(py("0"))).toBe(0);
      expect(ctx.Long_AsVoidPtr(py("1234"))).toBe(1234);
      expect(ctx.Long_AsDouble(py("-1"))).toBe(-1);
      expect(ctx.Long_AsLong(py("-1"))).toBe(-1);
      expect(ctx.Long_AsUnsignedLong(py("7"))).toBe(7);
      expect(ctx.Long_AsUnsignedLongMask(py("-1"))).toBe(2 ** 32 - 1);
      expect(ctx.Long_AsLongLong(py("-1"))).toBe(-1n);
      expect(ctx.Long_AsUnsignedLongLong(py("7"))).toBe(7n);
      expect(ctx.Long_AsUnsignedLongLongMask(py("-1"))).toBe(2n ** 64n - 1n);
    });
  });

  it("raise OverflowError for what does not fit, in both directions", () => {
    run((ctx) => {
      const cases: [() => unknown, RegExp][] = [
        [() => ctx.Long_FromInt32_t(2 ** 31), /^OverflowError: 2147483648 does not fit in int32_t$/],
        [() => ctx.Long_FromUInt32_t(-1), /^OverflowError: -1 does not fit in uint32_t$/],
        [() => ctx.Long_FromInt64_t(2n ** 63n), /^OverflowError: .* does not fit in int64_t$/],
        [() => ctx.Long_FromUInt64_t(-1), /^OverflowError: -1 does not fit in uint64_t$/],
        [() => ctx.Long_FromSize_t(-1), /^OverflowError: -1 does not fit in size_t$/],
        [() => ctx.Long_FromSsize_t(2 ** 32), /^OverflowError: 4294967296 does not fit in HPy_ssize_t$/],
        [() => ctx.Long_FromInt32_t(1.5), /^ValueError: 1.5 is not an integer$/],
        [() => ctx.Long_FromInt64_t(Number.NaN), /^ValueError: NaN is not an integer$/],
        [() => ctx.Long_AsInt32_t(py("2**31")), /^OverflowError/],
        [() => ctx.Long_AsUInt32_t(py("-1")), /^OverflowError/],
        [() => ctx.Long_AsInt64_t(py("2**63")), /^OverflowError/],
        [() => ctx.Long_AsUInt64_t(py("2**64")), /^OverflowError/],
        [() => ctx.Long_AsSize_t(py("2**32")), /^OverflowError/],
        [() => ctx.Long_AsSsize_t(py("2**31")), /^OverflowError/],
        [() => ctx.Long_AsDouble(py("10**400")), /^OverflowError/],
        [() => ctx.Long_AsInt32_t(py("'x'")), /^TypeError/],
        [() => ctx.Long_AsUInt32_tMask(py("'x'")), /^TypeError/],
        [() => ctx.Long_AsUInt64_tMask(py("'x'")), /^TypeError/],
        [() => ctx.Long_AsVoidPtr(py("'x'")), /^TypeError/],
        [() => ctx.Float_AsDouble(py("'x'")), /^TypeError/],
      ];
      for (const [body, message] of cases) expect(raised(body)).toMatch(message);
    });
  });
});

describe("floats and booleans", () => {
  it("go through unchanged", () => {
    run((ctx) => {
      for (const value of [0, -0, -1, 0.1, Number.POSITIVE_INFINITY, Number.NaN]) {
        expect(ctx.Float_AsDouble(ctx.Float_FromDouble(value))).toBe(value);
      }
      expect(text(ctx.Bool_FromBool(true))).toBe("True");
      expect(text(ctx.Bool_FromBool(false))).toBe("False");
      expect(text(ctx.Bool_FromLong(5))).toBe("True");
      expect(text(ctx.Bool_FromLong(0))).toBe("False");
    });
  });
});

describe("strings", () => {
  const samples = [
    "",
    "a",
    "hello",
    "x".repeat(24),
    "x".repeat(25),
    "x".repeat(5000),
    "caf\u00e9",
    "\u00e9".repeat(30),
    "\u20acur\u0398pe",
    "\u{1f40d}".repeat(400),
    "\ufeffBOM",
    "a\0b",
    `${"x".repeat(40)}\0\u20ac`,
    "\ud800",
    "lone \udfff surrogate",
    `${"x".repeat(2000)}\ud800\u20ac`,
    "\ud83d\udc0d\ud83d",
    "\udc0d\ud83d",
  ];

  it.each(samples.map((sample) => [JSON.stringify(sample).slice(0, 40), sample]))(
    "survive both ways: %s",
    (_name, s) => {
      run((ctx) => {
        const h = ctx.Unicode_FromString(s);
        expect(ctx.Unicode_AsUTF8AndSize(h)).toBe(s);
        const points = Array.from(s, (character) => character.codePointAt(0));
        expect(text(ctx.CallMethod("__len__", [h]))).toBe(String(points.length));
        const rebuilt = py("''.join(map(chr, points))", { points: ctx.from(points as number[]) });
        expect(ctx.RichCompareBool(h, rebuilt, 2)).toBe(true);
      });
    },
  );

  it("refuse what is no str", () => {
    run((ctx) => {
      expect(raised(() => ctx.Unicode_AsUTF8AndSize(py("b'x'")))).toMatch(/^TypeError/);
    });
  });

  it("are read whatever a subclass says its length is", () => {
    run((ctx) => {
      opened.exec("class S(str):\n    def __len__(self): return 1000");
      expect(ctx.Unicode_AsUTF8AndSize(py("S('a\\ud800b')"))).toBe("a\ud800b");
    });
  });

  it("are encoded and decoded", () => {
    run((ctx) => {
      const bytes = (list: number[]): Uint8Array => Uint8Array.from(list);
      const cafe = ctx.Unicode_FromString("caf\u00e9");
      expect(text(ctx.Unicode_AsASCIIString(py("'abc'")))).toBe("b'abc'");
      expect(raised(() => ctx.Unicode_AsASCIIString(cafe))).toMatch(/^UnicodeEncodeError/);
      expect(text(ctx.Unicode_AsLatin1String(cafe))).toBe("b'caf\\xe9'");
      expect(text(ctx.Unicode_AsUTF8String(cafe))).toBe("b'caf\\xc3\\xa9'");
      expect(text(ctx.Unicode_EncodeFSDefault(cafe))).toBe("b'caf\\xc3\\xa9'");
      expect(text(ctx.Unicode_DecodeFSDefault(bytes([0x61, 0xff])))).toBe("'a\\udcff'");
      expect(raised(() => ctx.Unicode_DecodeFSDefault(bytes([0])))).toBe("ValueError: embedded null byte");
      expect(text(ctx.Unicode_DecodeFSDefaultAndSize(bytes([0x61, 0, 0x62])))).toBe("'a\\x00b'");
      expect(text(ctx.Unicode_DecodeASCII(bytes([0x61, 0xff]), "replace"))).toBe("'a\ufffd'");
      expect(raised(() => ctx.Unicode_DecodeASCII(bytes([0xff])))).toMatch(/^UnicodeDecodeError/);
      expect(text(ctx.Unicode_DecodeLatin1(bytes([0x61, 0xe9]), null))).toBe("'a\u00e9'");
      expect(text(ctx.Unicode_FromEncodedObject(py("b'\\xc3\\xb6'")))).toBe("'\u00f6'");
      expect(text(ctx.Unicode_FromEncodedObject(py("b'\\xf6'"), "latin-1", "strict"))).toBe("'\u00f6'");
      expect(raised(() => ctx.Unicode_FromEncodedObject(py("b''"), "nonsense"))).toBe("nothing");
      expect(raised(() => ctx.Unicode_FromEncodedObject(py("b'x'"), "nonsense"))).toMatch(/^LookupError/);
      expect(raised(() => ctx.Unicode_FromEncodedObject(null))).toMatch(/^SystemError/);
      expect(text(ctx.Unicode_FromWideChar("a\ud800\0\u{1f40d}"))).toBe("'a\\ud800\\x00\u{1f40d}'");
      expect(text(ctx.Unicode_FromWideChar("ab\0c", -1))).toBe("'ab'");
      expect(text(ctx.Unicode_FromWideChar("abc", 2))).toBe("'ab'");
      expect(() => ctx.Unicode_FromWideChar("abc", 4)).toThrow(RangeError);
    });
  });

  it("give their characters and parts", () => {
    run((ctx) => {
      const s = py("'h\\u00e9llo\\U0001f40d'");
      expect(ctx.Unicode_Check(s)).toBe(true);
      expect(ctx.Unicode_Check(py("b''"))).toBe(false);
      expect(ctx.Unicode_ReadChar(s, 1)).toBe(0xe9);
      expect(ctx.Unicode_ReadChar(s, 5)).toBe(0x1f40d);
      expect(raised(() => ctx.Unicode_ReadChar(s, 6))).toMatch(/^IndexError/);
      expect(text(ctx.Unicode_Substring(s, 2, 4))).toBe("'ll'");
      expect(text(ctx.Unicode_Substring(s, 4, 2))).toBe("''");
      expect(raised(() => ctx.Unicode_Substring(s, -1, 2))).toMatch(/^IndexError/);
      expect(raised(() => ctx.Unicode_Substring(s, 0, 2 ** 31))).toMatch(/^OverflowError/);
    });
  });
});

describe("bytes", () => {
  it("are copied in both directions", () => {
    run((ctx) => {
      const data = Uint8Array.from([1, 0, 255]);
      const b = ctx.Bytes_FromStringAndSize(data);
      expect(text(b)).toBe("b'\\x01\\x00\\xff'");
      expect(ctx.Bytes_AsString(b)).toEqual(data);
      expect(ctx.Bytes_AS_STRING(b)).toEqual(data);
      expect(ctx.Bytes_Size(b)).toBe(3);
      expect(ctx.Bytes_GET_SIZE(b)).toBe(3);
      expect(ctx.Bytes_Check(b)).toBe(true);
      expect(ctx.Bytes_Check(py("''"))).toBe(false);
      expect(text(ctx.Bytes_FromStringAndSize(new Uint8Array()))).toBe("b''");
      expect(text(ctx.Bytes_FromStringAndSize(data, 2))).toBe("b'\\x01\\x00'");
      expect(text(ctx.Bytes_FromString("\u00e9"))).toBe("b'\\xc3\\xa9'");
      const large = new Uint8Array(1_000_000).fill(7);
      expect(ctx.Bytes_AsString(ctx.Bytes_FromStringAndSize(large))).toEqual(large);
    });
  });

  it("refuse what is wrong", () => {
    run((ctx) => {
      const list = py("[]");
      for (const read of [ctx.Bytes_AsString, ctx.Bytes_AS_STRING, ctx.Bytes_Size, ctx.Bytes_GET_SIZE]) {
        expect(raised(() => read(list))).toMatch(/^TypeError/);
      }
      expect(raised(() => ctx.Bytes_FromStringAndSize(null))).toBe(
        "ValueError: NULL char * passed to HPyBytes_FromStringAndSize",
      );
      expect(raised(() => ctx.Bytes_FromStringAndSize(new Uint8Array(1), -1))).toMatch(/^SystemError/);
      expect(() => ctx.Bytes_FromStringAndSize(new Uint8Array(1), 2)).toThrow(RangeError);
      expect(raised(() => ctx.Bytes_FromString("a\0b"))).toBe("ValueError: embedded null character");
    });
  });
});
