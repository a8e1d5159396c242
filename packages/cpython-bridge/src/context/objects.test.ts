import { type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import { beforeAll, describe, expect, it } from "vitest";
import { openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import type { Interpreter } from "../interpreter.ts";
import { attributeContext } from "./attribute.ts";
import { callContext } from "./call.ts";
import { dictContext } from "./dict.ts";
import { importContext } from "./import.ts";
import { itemContext } from "./item.ts";
import { iterContext } from "./iter.ts";
import { listContext } from "./list.ts";
import { objectContext } from "./object.ts";
import { sliceContext } from "./slice.ts";
import { tupleContext } from "./tuple.ts";

let interpreter: Interpreter;
let python: Python;

/** A passing C string. */
const c = (text: string): Pointer => interpreter.strings.constant(text);

/** An array of handles in memory, which the test leaves behind. */
function array(...handles: Handle[]): Pointer {
  const pointer = interpreter.memory.alloc(handles.length * 4);
  interpreter.memory.i32().set(handles, pointer >>> 2);
  return pointer;
}

beforeAll(async () => {
  const opened = await openInterpreter("pyodide-314");
  interpreter = opened.interpreter;
  python = new Python(opened);
});

describe("calls", () => {
  it("pass positional and keyword arguments", () => {
    python.run("def f(*args, **kw): return args, kw");
    const call = callContext(interpreter);
    const f = python.get("f");
    const items = array(python.get("1"), python.get("2"), python.get("3"));
    expect(call.Callable_Check(f)).toBe(1);
    expect(call.Callable_Check(python.get("3"))).toBe(0);
    expect(python.take(call.Call(f, items, 3, HPy_NULL))).toBe("((1, 2, 3), {})");
    expect(python.take(call.Call(f, items, 2, python.get("('c',)")))).toBe("((1, 2), {'c': 3})");
    expect(python.take(call.Call(f, NULL, 0, HPy_NULL))).toBe("((), {})");
    const receiver = array(python.get("'a-b'"), python.get("'-'"));
    expect(python.take(call.CallMethod(python.get("'split'"), receiver, 2, HPy_NULL))).toBe("['a', 'b']");
    expect(python.take(call.CallMethod(python.get("'split'"), NULL, 0, HPy_NULL))).toMatch("SystemError");
    const keyword = python.get("('sep',)");
    expect(python.take(call.CallMethod(python.get("'split'"), receiver, 1, keyword))).toBe("['a', 'b']");
  });

  it("HPy_CallTupleDict() takes null for no arguments, and TypeError says what else it takes", () => {
    const { CallTupleDict } = callContext(interpreter);
    const f = python.get("f");
    const args = python.get("(1,)");
    const kw = python.get("{'k': 2}");
    expect(python.take(CallTupleDict(f, args, kw))).toBe("((1,), {'k': 2})");
    expect(python.take(CallTupleDict(f, args, HPy_NULL))).toBe("((1,), {})");
    expect(python.take(CallTupleDict(f, HPy_NULL, kw))).toBe("((), {'k': 2})");
    expect(python.take(CallTupleDict(f, HPy_NULL, HPy_NULL))).toBe("((), {})");
    expect(python.take(CallTupleDict(f, kw, kw))).toBe(
      "null (TypeError('HPy_CallTupleDict requires args to be a tuple or null handle'))",
    );
    expect(python.take(CallTupleDict(f, args, args))).toBe(
      "null (TypeError('HPy_CallTupleDict requires kw to be a dict or null handle'))",
    );
  });
});

describe("iteration", () => {
  it("ends with null and no error", () => {
    const iter = iterContext(interpreter);
    const iterator = iter.GetIter(python.get("[1]"));
    expect(iter.Iter_Check(iterator)).toBe(1);
    expect(iter.Iter_Check(python.get("[1]"))).toBe(0);
    expect(python.take(iter.Iter_Next(iterator))).toBe("1");
    expect(python.take(iter.Iter_Next(iterator))).toBe("null (no error)");
    expect(python.take(iter.GetIter(python.get("5")))).toMatch("TypeError");
  });

  it("HPyIter_Next() returns null and sets TypeError when the object is not an iterator", () => {
    const { Iter_Next } = iterContext(interpreter);
    const expected = "null (TypeError('HPyIter_Next requires an iterator'))";
    expect(python.take(Iter_Next(python.get("[1]")))).toBe(expected);
    expect(python.take(Iter_Next(HPy_NULL))).toBe(expected);
  });
});

describe("any object", () => {
  it("has representations, comparisons and a hash", () => {
    const object = objectContext(interpreter);
    const text = python.get("'é'");
    expect(python.take(object.Repr(text))).toBe(`"'é'"`);
    expect(python.take(object.Str(text))).toBe("'é'");
    expect(python.take(object.ASCII(text))).toBe(`"'\\\\xe9'"`);
    expect(python.take(object.Bytes(python.get("bytearray(b'x')")))).toBe("b'x'");
    const [two, three] = [python.get("2"), python.get("3")];
    const results = [0, 1, 2, 3, 4, 5].map((op) => python.take(object.RichCompare(two, three, op)));
    expect(results).toEqual(["True", "True", "False", "True", "False", "False"]);
    expect(object.RichCompareBool(two, three, 0)).toBe(1);
    expect(object.Hash(three)).toBe(3);
    expect(object.Hash(python.get("[]"))).toBe(-1);
    expect(python.takeError()).toMatch("TypeError");
    expect(object.Hash(HPy_NULL)).toBe(-1);
    expect(python.takeError()).toBe("SystemError('HPy_Hash: the object is a null handle')");
  });

  it("HPy_RichCompare() and HPy_RichCompareBool() set SystemError when there is no such comparison", () => {
    const object = objectContext(interpreter);
    const two = python.get("2");
    expect(python.take(object.RichCompare(two, two, 6))).toBe(
      "null (SystemError('6 is not an HPy_RichCmpOp'))",
    );
    expect(object.RichCompareBool(two, two, -1)).toBe(-1);
    expect(python.takeError()).toBe("SystemError('-1 is not an HPy_RichCmpOp')");
  });
});

describe("attributes", () => {
  it("are read, looked for, written and deleted by both kinds of name", () => {
    python.run("class Box: pass\nbox = Box(); box.a = 1");
    const attribute = attributeContext(interpreter);
    const box = python.get("box");
    const [a, b] = [python.get("'a'"), python.get("'b'")];
    expect(python.take(attribute.GetAttr(box, a))).toBe("1");
    expect(python.take(attribute.GetAttr_s(box, c("a")))).toBe("1");
    expect(python.take(attribute.GetAttr_s(box, c("b")))).toMatch("AttributeError");
    expect([attribute.HasAttr(box, a), attribute.HasAttr(box, b)]).toEqual([1, 0]);
    expect([attribute.HasAttr_s(box, c("a")), attribute.HasAttr_s(box, c("b"))]).toEqual([1, 0]);
    expect(attribute.SetAttr(box, b, python.get("2"))).toBe(0);
    expect(attribute.SetAttr_s(box, c("c"), python.get("3"))).toBe(0);
    expect(python.take(python.get("vars(box)"))).toBe("{'a': 1, 'b': 2, 'c': 3}");
    expect(attribute.SetAttr(box, a, HPy_NULL)).toBe(0);
    expect(attribute.SetAttr_s(box, c("b"), HPy_NULL)).toBe(0);
    expect(python.take(python.get("vars(box)"))).toBe("{'c': 3}");
    expect(python.takeError()).toBe("no error");
  });
});

describe("items", () => {
  it("are read, written and deleted by object, index and C string", () => {
    const item = itemContext(interpreter);
    const list = python.get("[10, 20, 30, 40]");
    const dict = python.get("{1: 'one', 'k': 'v', 3: 'three'}");
    expect(item.Length(list)).toBe(4);
    expect(python.take(item.GetItem(list, python.get("1")))).toBe("20");
    expect(python.take(item.GetItem_i(list, -1))).toBe("40");
    expect(python.take(item.GetItem_i(dict, 1))).toBe("'one'");
    expect(python.take(item.GetItem_i(dict, 7))).toBe("null (KeyError(7))");
    expect(python.take(item.GetItem_s(dict, c("k")))).toBe("'v'");
    expect(item.Contains(list, python.get("20"))).toBe(1);
    expect(item.Contains(list, python.get("21"))).toBe(0);
    expect(item.SetItem(list, python.get("0"), python.get("'a'"))).toBe(0);
    expect(item.SetItem_i(list, -1, python.get("'d'"))).toBe(0);
    expect(item.SetItem_i(dict, 2, python.get("'two'"))).toBe(0);
    expect(item.SetItem_s(dict, c("s"), python.get("'t'"))).toBe(0);
    expect(python.repr(list)).toBe("['a', 20, 30, 'd']");
    expect(item.DelItem(dict, python.get("3"))).toBe(0);
    expect(item.DelItem_i(list, 0)).toBe(0);
    expect(item.DelItem_s(dict, c("k"))).toBe(0);
    expect(python.repr(list)).toBe("[20, 30, 'd']");
    expect(python.repr(dict)).toBe("{1: 'one', 2: 'two', 's': 't'}");
    expect(item.DelItem_i(list, 9)).toBe(-1);
    expect(python.takeError()).toMatch("IndexError");
  });

  it("HPy_GetItem_s() returns null and sets UnicodeDecodeError when the key is not UTF-8", () => {
    const { GetItem_s } = itemContext(interpreter);
    const bytes = interpreter.memory.alloc(2);
    interpreter.memory.u8()[bytes] = 0xff;
    expect(python.take(GetItem_s(python.get("{}"), bytes))).toMatch("UnicodeDecodeError");
    interpreter.memory.free(bytes);
  });

  it("are read, written and deleted by slice", () => {
    const item = itemContext(interpreter);
    const list = python.get("list(range(6))");
    expect(python.take(item.GetSlice(list, 1, 3))).toBe("[1, 2]");
    expect(item.SetSlice(list, 0, 2, python.get("'ab'"))).toBe(0);
    expect(item.DelSlice(list, 4, 100)).toBe(0);
    expect(python.repr(list)).toBe("['a', 'b', 2, 3]");
    expect(python.take(item.GetSlice(HPy_NULL, 0, 1))).toMatch("SystemError");
    expect(python.take(item.GetSlice(python.get("5"), 0, 1))).toMatch("TypeError");
  });
});

describe("containers", () => {
  it("lists are made, recognised and filled", () => {
    const list = listContext(interpreter);
    const made = list.List_New(0);
    expect(list.List_Append(made, python.get("1"))).toBe(0);
    expect(list.List_Insert(made, -100, python.get("0"))).toBe(0);
    expect(list.List_Check(made)).toBe(1);
    expect(list.List_Check(python.get("type('L', (list,), {})()"))).toBe(1);
    expect(list.List_Check(python.get("()"))).toBe(0);
    expect(python.take(made)).toBe("[0, 1]");
    expect(list.List_Append(python.get("()"), python.get("1"))).toBe(-1);
    expect(python.takeError()).toMatch("SystemError");
    expect(python.take(list.List_New(-1))).toMatch("SystemError");
    expect(python.take(list.List_New(2 ** 31 - 1))).toMatch("MemoryError");
  });

  it("dicts are made, recognised and copied", () => {
    const dict = dictContext(interpreter);
    expect(python.take(dict.Dict_New())).toBe("{}");
    expect(dict.Dict_Check(python.get("type('D', (dict,), {})()"))).toBe(1);
    expect(dict.Dict_Check(python.get("[]"))).toBe(0);
    expect(python.take(dict.Dict_Keys(python.get("{1: 2}")))).toBe("[1]");
    expect(python.take(dict.Dict_Copy(python.get("{1: 2}")))).toBe("{1: 2}");
    expect(python.take(dict.Dict_Keys(HPy_NULL))).toMatch("SystemError");
    expect(python.take(dict.Dict_Copy(python.get("[]")))).toMatch("SystemError");
  });

  it("tuples are recognised and made of arrays", () => {
    const tuple = tupleContext(interpreter);
    const item = python.get("['item']");
    const before = python.references(item);
    const made = tuple.Tuple_FromArray(array(item, item), 2);
    expect(tuple.Tuple_Check(made)).toBe(1);
    expect(tuple.Tuple_Check(item)).toBe(0);
    expect(python.references(item)).toBe(before + 2);
    expect(python.take(made)).toBe("(['item'], ['item'])");
    expect(python.references(item)).toBe(before);
    expect(python.take(tuple.Tuple_FromArray(NULL, 0))).toBe("()");
    expect(python.take(tuple.Tuple_FromArray(NULL, -1))).toMatch("SystemError");
  });

  it("HPyTuple_FromArray() returns null and sets SystemError when an item is null", () => {
    const { Tuple_FromArray } = tupleContext(interpreter);
    const item = python.get("['item']");
    const before = python.references(item);
    expect(python.take(Tuple_FromArray(array(item, HPy_NULL), 2))).toBe(
      "null (SystemError('HPyTuple_FromArray: item 1 is a null handle'))",
    );
    expect(python.references(item)).toBe(before);
  });

  it("slices are made and unpacked", () => {
    const slice = sliceContext(interpreter);
    const out = interpreter.scratch;
    const unpack = (h: Handle): number =>
      slice.Slice_Unpack(h, out, (out + 4) as Pointer, (out + 8) as Pointer);
    expect(python.take(slice.Slice_New(python.get("1"), HPy_NULL, python.get("3")))).toBe(
      "slice(1, None, 3)",
    );
    expect(unpack(python.get("slice(13, None, -1)"))).toBe(0);
    expect([...interpreter.memory.i32().subarray(out >>> 2, (out >>> 2) + 3)]).toEqual([13, -(2 ** 31), -1]);
    expect(unpack(python.get("slice(1, 2, 0)"))).toBe(-1);
    expect(python.takeError()).toMatch("ValueError");
    expect(unpack(python.get("(1, 2, 3)"))).toBe(-1);
    expect(python.takeError()).toBe("TypeError('HPySlice_Unpack requires a slice')");
    expect(unpack(HPy_NULL)).toBe(-1);
    expect(python.takeError()).toMatch("TypeError");
  });

  it("modules are imported by their dotted name", () => {
    const { Import_ImportModule } = importContext(interpreter);
    expect(python.take(Import_ImportModule(c("os.path")))).toMatch("<module 'posixpath'");
    expect(python.take(Import_ImportModule(c("no.such")))).toMatch("ModuleNotFoundError");
  });
});
