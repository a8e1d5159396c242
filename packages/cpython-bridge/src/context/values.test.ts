import { HPy_NULL } from "@hpyjs/core";
import { beforeAll, describe, expect, it } from "vitest";
import { openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import type { Interpreter } from "../interpreter.ts";
import { floatContext } from "./float.ts";
import { handlesContext } from "./handles.ts";
import { lifetimeContext } from "./lifetime.ts";
import { longContext } from "./long.ts";
import { numberContext } from "./number.ts";

let interpreter: Interpreter;
let python: Python;

beforeAll(async () => {
  const opened = await openInterpreter("pyodide-314");
  interpreter = opened.interpreter;
  python = new Python(opened);
});

describe("constant handles", () => {
  it("are the objects that their names say", () => {
    const handles = handlesContext(interpreter);
    expect(Object.keys(handles)).toHaveLength(84);
    const expressions: Readonly<Record<string, string>> = {
      h_BaseObjectType: "object",
      h_TypeType: "type",
      h_LongType: "int",
      h_UnicodeType: "str",
      h_MemoryViewType: "memoryview",
      h_CapsuleType: "type(__import__('_datetime').datetime_CAPI)",
      h_Builtins: "__import__('builtins').__dict__",
    };
    for (const [name, h] of Object.entries(handles)) {
      const plain = name.replace(/^h_/, "").replace(/Type$/, "");
      const builtin = name.endsWith("Type") ? plain.toLowerCase() : plain;
      expect([name, python.get(expressions[name] ?? builtin)]).toEqual([name, h]);
    }
  });
});

describe("lifetime", () => {
  it("HPy_Dup() adds a reference, HPy_Close() takes it away, both let HPy_NULL pass", () => {
    const { Dup, Close } = lifetimeContext(interpreter);
    const h = python.get("['kept']");
    const before = python.references(h);
    expect(Dup(h)).toBe(h);
    expect(python.references(h)).toBe(before + 1);
    Close(h);
    expect(python.references(h)).toBe(before);
    expect(Dup(HPy_NULL)).toBe(HPy_NULL);
    Close(HPy_NULL);
    Close(h);
  });
});

describe("integers", () => {
  it("HPyLong_From*() keep every edge", () => {
    const long = longContext(interpreter);
    expect(python.take(long.Long_FromInt32_t(-(2 ** 31)))).toBe("-2147483648");
    expect(python.take(long.Long_FromUInt32_t(2 ** 32 - 1))).toBe("4294967295");
    expect(python.take(long.Long_FromInt64_t(-(2n ** 63n)))).toBe("-9223372036854775808");
    expect(python.take(long.Long_FromUInt64_t(2n ** 64n - 1n))).toBe("18446744073709551615");
    expect(python.take(long.Long_FromSize_t(2 ** 32 - 1))).toBe("4294967295");
    expect(python.take(long.Long_FromSsize_t(-1))).toBe("-1");
  });

  it("HPyLong_As*() keep every edge, and unsigned results are not negative", () => {
    const long = longContext(interpreter);
    expect(long.Long_AsInt32_t(python.get("-2**31"))).toBe(-(2 ** 31));
    expect(long.Long_AsUInt32_t(python.get("2**32 - 1"))).toBe(2 ** 32 - 1);
    expect(long.Long_AsUInt32_tMask(python.get("-1"))).toBe(2 ** 32 - 1);
    expect(long.Long_AsInt64_t(python.get("-2**63"))).toBe(-(2n ** 63n));
    expect(long.Long_AsUInt64_t(python.get("2**64 - 1"))).toBe(2n ** 64n - 1n);
    expect(long.Long_AsUInt64_tMask(python.get("-1"))).toBe(2n ** 64n - 1n);
    expect(long.Long_AsSize_t(python.get("2**32 - 1"))).toBe(2 ** 32 - 1);
    expect(long.Long_AsSsize_t(python.get("-7"))).toBe(-7);
    expect(long.Long_AsVoidPtr(python.get("2**32 - 16"))).toBe(2 ** 32 - 16);
    expect(long.Long_AsDouble(python.get("2**53"))).toBe(2 ** 53);
    expect(python.takeError()).toBe("no error");
  });

  it("HPyLong_As*() return -1 and set OverflowError or TypeError when the value does not fit", () => {
    const long = longContext(interpreter);
    expect(long.Long_AsInt32_t(python.get("2**31"))).toBe(-1);
    expect(python.takeError()).toMatch("OverflowError");
    expect(long.Long_AsUInt32_t(python.get("-1"))).toBe(2 ** 32 - 1);
    expect(python.takeError()).toMatch("OverflowError");
    expect(long.Long_AsUInt32_t(python.get("'x'"))).toBe(2 ** 32 - 1);
    expect(python.takeError()).toMatch("TypeError");
    expect(long.Long_AsInt64_t(python.get("2**63"))).toBe(-1n);
    expect(python.takeError()).toMatch("OverflowError");
    expect(long.Long_AsUInt64_t(python.get("2**64"))).toBe(2n ** 64n - 1n);
    expect(python.takeError()).toMatch("OverflowError");
    expect(long.Long_AsDouble(python.get("10**400"))).toBe(-1);
    expect(python.takeError()).toMatch("OverflowError");
  });
});

describe("floats and booleans", () => {
  it("keep their values", () => {
    const float = floatContext(interpreter);
    expect(python.take(float.Float_FromDouble(-0))).toBe("-0.0");
    expect(float.Float_AsDouble(python.get("1e308"))).toBe(1e308);
    expect(python.take(float.Bool_FromBool(1))).toBe("True");
    expect(python.take(float.Bool_FromBool(0))).toBe("False");
  });
});

describe("the number protocol", () => {
  it("calls the operator of its name", () => {
    python.run(`
class N:
    def __getattr__(self, name): raise AttributeError(name)
binary = dict(Add='add', Subtract='sub', Multiply='mul', MatrixMultiply='matmul', FloorDivide='floordiv',
    TrueDivide='truediv', Remainder='mod', Divmod='divmod', Lshift='lshift', Rshift='rshift', And='and',
    Xor='xor', Or='or', Power='pow')
for name, op in binary.items():
    setattr(N, f'__{op}__', lambda self, *others, op=op: (op, *others))
    setattr(N, f'__i{op}__', lambda self, *others, op=op: ('i' + op, *others))
for op in ('neg', 'pos', 'abs', 'invert'):
    setattr(N, f'__{op}__', lambda self, op=op: op)
N.__index__ = N.__int__ = lambda self: 42
N.__float__ = lambda self: 4.5
n = N()`);
    const number = numberContext(interpreter);
    const n = python.get("n");
    const two = python.get("2");
    const none = python.get("None");
    const binary = {
      Add: "add",
      Subtract: "sub",
      Multiply: "mul",
      MatrixMultiply: "matmul",
      FloorDivide: "floordiv",
      TrueDivide: "truediv",
      Remainder: "mod",
      Divmod: "divmod",
      Lshift: "lshift",
      Rshift: "rshift",
      And: "and",
      Xor: "xor",
      Or: "or",
      InPlaceAdd: "iadd",
      InPlaceSubtract: "isub",
      InPlaceMultiply: "imul",
      InPlaceMatrixMultiply: "imatmul",
      InPlaceFloorDivide: "ifloordiv",
      InPlaceTrueDivide: "itruediv",
      InPlaceRemainder: "imod",
      InPlaceLshift: "ilshift",
      InPlaceRshift: "irshift",
      InPlaceAnd: "iand",
      InPlaceXor: "ixor",
      InPlaceOr: "ior",
    } as const;
    for (const [name, op] of Object.entries(binary)) {
      expect(python.take(number[name as keyof typeof binary](n, two))).toBe(`('${op}', 2)`);
    }
    expect(python.take(number.Power(two, python.get("10"), python.get("1000")))).toBe("24");
    expect(python.take(number.Power(n, two, none))).toBe("('pow', 2)");
    expect(python.take(number.InPlacePower(n, two, none))).toBe("('ipow', 2)");
    expect(python.take(number.Negative(n))).toBe("'neg'");
    expect(python.take(number.Positive(n))).toBe("'pos'");
    expect(python.take(number.Absolute(n))).toBe("'abs'");
    expect(python.take(number.Invert(n))).toBe("'invert'");
    expect(python.take(number.Index(n))).toBe("42");
    expect(python.take(number.Long(n))).toBe("42");
    expect(python.take(number.Float(n))).toBe("4.5");
    expect(number.Number_Check(two)).toBe(1);
    expect(number.Number_Check(none)).toBe(0);
  });
});
