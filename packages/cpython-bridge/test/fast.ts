/** The fast context against the plain one, on one Python: whatever it is asked, it must answer the same. */

import { type Api, type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createContexts } from "../src/context/index.ts";
import { fastFunctions } from "../src/fast/context.ts";
import { createTypes, type Types } from "../src/type/types.ts";
import { type Opened, openInterpreter, type PyodideAlias } from "./open.ts";
import { Python } from "./python.ts";

/** Objects of many kinds, as Python expressions. */
const samples = [
  ..."0 1 -1 256 257 -5 -6 77777 -77777 2**30-1 2**30 -2**30 2**31-1 2**31 -2**31 2**32 2**63 2**100".split(
    " ",
  ),
  ..."True False None 1.5 -0.0 float('inf') 'text' '' '\xe9t\xe9' '\u20ac' 'U0001f600' b'bytes'".split(" "),
  ..."[] [1,2,3] list(range(1000)) () (1,2) {} {1:2} {1,2} range(5) Int(5) Int(2**40) Float(2.5)".split(" "),
  ..."Str('sub') List([1,2]) Tuple((1,2)) Dict({3:4}) Odd() iter([1,2]) iter((1,2)) iter(range(3)) zip()".split(
    " ",
  ),
];

const classes = `
class Int(int): pass
class Float(float): pass
class Str(str): pass
class List(list):
  def __len__(self): return 99
  def __getitem__(self, index): return ["own", index]
  def __setitem__(self, index, value): raise KeyError(index)
class Tuple(tuple): pass
class Dict(dict): pass
class Odd:
  def __index__(self): return 7
  def __float__(self): return 0.25
  def __len__(self): return 3
  def __bool__(self): return False
  def __getitem__(self, key): return key
class Box: pass
`;

/** Defines the tests for one Python. */
export function describeFast(alias: PyodideAlias): void {
  describe(`the fast context, ${alias}`, () => {
    let opened: Opened;
    let python: Python;
    let types: Types;
    let plain: Api;
    let fast: Api;

    /** What a function answers: its result in words, and its error. */
    function answer(result: unknown, isHandle: boolean): string {
      const text = isHandle ? python.take(result as Handle) : String(result);
      return `${Object.is(result, -0) ? "-0" : text}, ${python.takeError()}`;
    }

    /** Both contexts must answer the same, and leave as many references. */
    function expectSame(ask: (api: Api, subject: Handle) => unknown, isHandle: boolean, of = samples): void {
      for (const sample of of) {
        const [first, second] = [python.get(sample), python.get(sample)];
        const before = [python.references(first), python.references(second)];
        const wanted = answer(ask(plain, first), isHandle);
        expect(`${sample}: ${answer(ask(fast, second), isHandle)}`).toBe(`${sample}: ${wanted}`);
        expect(python.references(second) - (before[1] as number)).toBe(
          python.references(first) - (before[0] as number),
        );
      }
    }

    beforeAll(async () => {
      opened = await openInterpreter(alias);
      python = new Python(opened);
      python.run(classes);
      types = createTypes(opened.interpreter, () => HPy_NULL);
      const contexts = createContexts(opened.interpreter, types);
      plain = contexts.plain;
      fast = contexts.universal;
    });

    it("has all that it can have: every probe succeeds", () => {
      expect(Object.entries(opened.transport.layout).filter(([, value]) => value === null)).toEqual([]);
      expect(Object.keys(fastFunctions(opened.interpreter, types, plain)).length).toBeGreaterThan(40);
    });

    it("has nothing of what a failed probe would be needed for", () => {
      const without = (missing: object): string[] => {
        const { interpreter, transport } = opened;
        const layout = { ...transport.layout, ...missing };
        const crippled = { ...interpreter, transport: { ...transport, layout } };
        return Object.keys(fastFunctions(crippled, types, plain));
      };
      expect(without({ immortal: null })).toEqual([]);
      expect(without({ integer: null })).not.toContain("Long_AsInt32_t");
      expect(without({ integer: null })).not.toContain("Add");
      expect(without({ smallIntegers: null })).not.toContain("Long_FromInt32_t");
      expect(without({ float: null })).not.toContain("Float_AsDouble");
      expect(without({ ascii: null })).not.toContain("Unicode_AsUTF8AndSize");
      for (const missing of [{ list: null }, { size: null }, { tupleItems: null }]) {
        for (const name of ["GetItem_i", "Length", "List_Append"])
          expect(without(missing)).not.toContain(name);
      }
      expect(without({ list: { items: 12, allocated: null } })).not.toContain("List_Append");
      expect(without({ list: null })).not.toContain("ListBuilder_Set");
    });

    it("reads the same numbers, or raises the same error", () => {
      expectSame((api, h) => api.Long_AsInt32_t(h), false);
      expectSame((api, h) => api.Long_AsSsize_t(h), false);
      expectSame((api, h) => api.Long_AsDouble(h), false);
      expectSame((api, h) => api.Float_AsDouble(h), false);
      expect(fast.Long_AsInt32_t(HPy_NULL)).toBe(plain.Long_AsInt32_t(HPy_NULL));
      python.takeError();
    });

    it("makes the same integers", () => {
      const makers = [
        "Long_FromInt32_t",
        "Long_FromUInt32_t",
        "Long_FromSize_t",
        "Long_FromSsize_t",
      ] as const;
      for (const value of [0, 1, -1, -5, -6, 256, 257, 77_777, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 1, 3.7]) {
        for (const name of makers)
          expect([name, value, python.take(fast[name](value))]).toEqual([
            name,
            value,
            python.take(plain[name](value)),
          ]);
      }
    });

    it("gives closed integers other values, and only those that nobody else has", () => {
      const values = Array.from(
        { length: 100 },
        (_, index) => (index % 2 === 0 ? 1 : -1) * (1000 + index * 9_999_999),
      );
      const made = values.map((value) => fast.Long_FromInt32_t(value));
      const shared = fast.Long_FromInt32_t(5_555_555);
      const list = fast.List_New(0);
      fast.List_Append(list, shared);
      fast.Close(shared);
      for (const h of made) fast.Close(h);
      for (let round = 0; round < 3; round++) {
        const again = values.map((value) => fast.Long_FromInt32_t(-value));
        expect(new Set(again).size).toBe(values.length);
        expect(again.map((h) => python.repr(h))).toEqual(values.map((value) => String(-value)));
        for (const h of again) fast.Close(h);
      }
      for (const value of [2 ** 30 - 1, 2 ** 30, -(2 ** 30), 1 - 2 ** 30, 2 ** 31 - 1, -(2 ** 31)])
        expect(python.take(fast.Long_FromInt32_t(value))).toBe(String(value));
      expect(python.take(list)).toBe("[5555555]");
      const large = python.get("2**70");
      fast.Close(large);
      expect(python.take(fast.Long_FromInt32_t(12_345))).toBe("12345");
      expect(python.take(fast.Add(python.get("1000"), python.get("-3000")))).toBe("-2000");
    });

    it("adds and subtracts as Python does", () => {
      for (const other of ["0", "1", "-77777", "2**30-1", "2**31", "True", "2.5", "'text'", "Int(3)"]) {
        const right = python.get(other);
        expectSame((api, h) => api.Add(h, right), true);
        expectSame((api, h) => api.Subtract(h, right), true);
      }
    });

    it("knows lengths, truth and kinds as Python does", () => {
      expectSame((api, h) => api.Length(h), false);
      expectSame((api, h) => api.IsTrue(h), false);
      for (const name of ["List", "Tuple", "Dict", "Bytes", "Unicode"] as const)
        expectSame((api, h) => api[`${name}_Check`](h), false);
      for (const type of ["int", "bool", "List", "object", "str"]) {
        const wanted = python.get(type);
        expectSame((api, h) => api.TypeCheck(h, wanted), false);
      }
    });

    it("reads items by index as Python does", () => {
      for (const index of [0, 1, 2, -1, -2, 999, 1000, 2 ** 31 - 1, -(2 ** 31)])
        expectSame((api, h) => api.GetItem_i(h, index), true);
    });

    it("writes items by index and by key as Python does", () => {
      const mutable = ["[1,2,3]", "List([1,2])", "{}", "Dict()", "(1,2)", "'text'", "Odd()", "bytearray(3)"];
      for (const index of [0, 2, -1, 3, 99]) {
        expectSame(
          (api, h) => {
            const status = api.SetItem_i(h, index, python.get("300"));
            return status === 0 ? opened.interpreter.capi.Py_XNewRef(h) : HPy_NULL;
          },
          true,
          mutable,
        );
      }
      expectSame(
        (api, h) => {
          const status = api.SetItem(h, python.get("1"), python.get("300"));
          return status === 0 ? opened.interpreter.capi.Py_XNewRef(h) : HPy_NULL;
        },
        true,
        mutable,
      );
      expectSame((api, h) => api.SetItem_i(h, 0, HPy_NULL), false, mutable);
      expectSame((api, h) => api.SetItem(h, python.get("1"), HPy_NULL), false, mutable);
      const old = python.get("['old']");
      const references = python.references(old);
      const list = python.get("[None]");
      fast.SetItem_i(list, 0, old);
      expect(python.references(old)).toBe(references + 1);
      fast.SetItem_i(list, 0, python.get("None"));
      expect(python.references(old)).toBe(references);
    });

    it("appends to lists, also where they must grow", () => {
      const list = fast.List_New(0);
      const item = python.get("['item']");
      const before = python.references(item);
      for (let i = 0; i < 1000; i++) expect(fast.List_Append(list, item)).toBe(0);
      expect(python.references(item)).toBe(before + 1000);
      expect(fast.Length(list)).toBe(1000);
      fast.Close(list);
      expect(python.references(item)).toBe(before);
      expectSame((api, h) => api.List_Append(h, item), false, ["List()", "()", "{}", "5"]);
      expectSame((api, h) => api.List_Append(h, HPy_NULL), false, ["[]"]);
    });

    it("iterates over anything, and says what is no iterator", () => {
      const iterable = [
        "[1,300,3]",
        "(1,300)",
        "range(3)",
        "{1:2}",
        "'ab'",
        "zip([1],[2])",
        "(x for x in [500])",
      ];
      for (const expression of iterable) {
        const iterators = [plain, fast].map((api) => {
          const iterator = python.get(`iter(${expression})`);
          const items = Array.from({ length: 5 }, () => answer(api.Iter_Next(iterator), true));
          return items.join("; ");
        });
        expect(iterators[1]).toBe(iterators[0]);
      }
      expectSame((api, h) => api.Iter_Next(h), true, ["[]", "5", "Odd()", "zip([1],[2])", "None"]);
      expect(answer(fast.Iter_Next(HPy_NULL), true)).toBe(answer(plain.Iter_Next(HPy_NULL), true));
    });

    it("counts references, and lets objects go", () => {
      python.run("deaths = []\nclass Mortal:\n  def __del__(self): deaths.append(1)");
      const mortal = python.get("Mortal()");
      expect(fast.Dup(mortal)).toBe(mortal);
      expect(python.references(mortal)).toBe(2);
      fast.Close(mortal);
      expect(python.take(python.get("deaths"))).toBe("[]");
      fast.Close(mortal);
      expect(python.take(python.get("deaths"))).toBe("[1]");
      const none = python.get("None");
      const before = python.references(none);
      fast.Close(fast.Dup(none));
      fast.Close(none);
      expect(python.references(none)).toBe(before);
      fast.Close(HPy_NULL);
      expect(fast.Dup(HPy_NULL)).toBe(HPy_NULL);
    });

    it("finds the text of strings", () => {
      const { memory, scratch } = opened.interpreter;
      const read = (api: Api, h: Handle): string => {
        const text = api.Unicode_AsUTF8AndSize(h, scratch);
        if (text === NULL) return "no text";
        const size = memory.i32()[scratch >>> 2] as number;
        return new TextDecoder().decode(memory.u8().slice(text, text + size));
      };
      expectSame(read, false);
      expect(fast.Unicode_AsUTF8AndSize(python.get("'text'"), NULL)).not.toBe(NULL);
    });

    it("keeps names by where they stand, and sees when another one stands there", () => {
      const { memory, strings } = opened.interpreter;
      const box = python.get("Box()");
      const pointer = strings.alloc("first name with room".padEnd(200));
      const write = (name: string): Pointer => {
        const bytes = new TextEncoder().encode(`${name}\0`);
        memory.u8().set(bytes, pointer);
        return pointer;
      };
      for (const name of ["a", "bb", "a", "\xe9", "a".repeat(63), "b".repeat(64), "c".repeat(150), "a"]) {
        for (let round = 0; round < 3; round++) {
          const value = python.get(`'${name} ${round}'`);
          expect(fast.SetAttr_s(box, write(name), value)).toBe(0);
          expect(fast.HasAttr_s(box, write(name))).toBe(1);
          expect(python.take(fast.GetAttr_s(box, write(name)))).toBe(`'${name} ${round}'`);
          expect(fast.SetAttr_s(box, write(name), HPy_NULL)).toBe(0);
          expect(fast.HasAttr_s(box, write(name))).toBe(0);
          expect(python.take(fast.GetAttr_s(box, write(name)))).toMatch("AttributeError");
        }
      }
      memory.u8().set([0xff, 0], pointer);
      for (let round = 0; round < 3; round++)
        expect(python.take(fast.GetAttr_s(box, pointer))).toMatch("UnicodeDecodeError");
      expect(python.takeError()).toBe("no error");
    });

    it("keeps no more names than there are places for", () => {
      const { strings } = opened.interpreter;
      const box = python.get("Box()");
      const before = python.take(python.get("__import__('sys').getallocatedblocks()"));
      for (let index = 0; index < 3000; index++) {
        const pointer = strings.alloc(`name${index}`);
        fast.HasAttr_s(box, pointer);
        fast.HasAttr_s(box, pointer);
        opened.interpreter.memory.free(pointer);
      }
      const after = python.take(python.get("__import__('sys').getallocatedblocks()"));
      // In Python 3.12 interned names never go.
      if (alias !== "pyodide-312") expect(Number(after) - Number(before)).toBeLessThan(1000);
    });
  });
}
