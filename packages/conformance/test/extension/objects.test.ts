import { type HPy, HPy_EQ, HPy_LT, HPyType } from "@hpyjs/extension";
import { beforeAll, describe, expect, it } from "vitest";
import { type OpenedContext, openContext } from "./open-context.ts";

const Holder = HPyType("test.Holder", {
  fields: ["item"],
  slots: { tp_call: () => "default" },
});

const Signed = HPyType("test.Signed", {
  methods: {
    nothing: { NOARGS: () => null },
    one: { O: () => null },
    declared: { KEYWORDS: () => null, parameters: ["a", "/", "*", "b=None"] },
    written: { VARARGS: () => null, doc: "written($self, a=(1, 2))\n--\n\nText." },
  },
});

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

describe("operators", () => {
  it("do what Python's do", () => {
    run((ctx) => {
      const [a, b] = [py("7"), py("2")];
      const binary: Record<string, [string, (left: HPy, right: HPy) => HPy]> = {
        "+": ["9", ctx.Add],
        "-": ["5", ctx.Subtract],
        "*": ["14", ctx.Multiply],
        "//": ["3", ctx.FloorDivide],
        "/": ["3.5", ctx.TrueDivide],
        "%": ["1", ctx.Remainder],
        divmod: ["(3, 1)", ctx.Divmod],
        "<<": ["28", ctx.Lshift],
        ">>": ["1", ctx.Rshift],
        "&": ["2", ctx.And],
        "^": ["5", ctx.Xor],
        "|": ["7", ctx.Or],
        "+=": ["9", ctx.InPlaceAdd],
        "-=": ["5", ctx.InPlaceSubtract],
        "*=": ["14", ctx.InPlaceMultiply],
        "//=": ["3", ctx.InPlaceFloorDivide],
        "/=": ["3.5", ctx.InPlaceTrueDivide],
        "%=": ["1", ctx.InPlaceRemainder],
        "<<=": ["28", ctx.InPlaceLshift],
        ">>=": ["1", ctx.InPlaceRshift],
        "&=": ["2", ctx.InPlaceAnd],
        "^=": ["5", ctx.InPlaceXor],
        "|=": ["7", ctx.InPlaceOr],
        "**": ["49", ctx.Power],
        "**=": ["49", ctx.InPlacePower],
      };
      for (const [result, operator] of Object.values(binary)) expect(text(operator(a, b))).toBe(result);
      expect(text(ctx.Power(a, b, py("5")))).toBe("4");
      expect(text(ctx.InPlacePower(a, b, ctx.h_None))).toBe("49");
      opened.exec(
        "class M:\n    def __matmul__(self, o): return 'mm'\n    def __imatmul__(self, o): return 'imm'",
      );
      expect(text(ctx.MatrixMultiply(py("M()"), a))).toBe("'mm'");
      expect(text(ctx.InPlaceMatrixMultiply(py("M()"), a))).toBe("'imm'");
      expect(text(ctx.Negative(a))).toBe("-7");
      expect(text(ctx.Positive(a))).toBe("7");
      expect(text(ctx.Absolute(py("-7")))).toBe("7");
      expect(text(ctx.Invert(a))).toBe("-8");
      expect(text(ctx.Index(py("True")))).toBe("1");
      expect(text(ctx.Long(py("7.9")))).toBe("7");
      expect(text(ctx.Float(a))).toBe("7.0");
      expect(ctx.Number_Check(a)).toBe(true);
      expect(ctx.Number_Check(py("''"))).toBe(false);
      expect(raised(() => ctx.Add(a, py("''")))).toMatch(/^TypeError/);
      expect(raised(() => ctx.FloorDivide(a, py("0")))).toMatch(/^ZeroDivisionError/);
    });
  });
});

describe("calls", () => {
  it("pass positional and keyword arguments", () => {
    run((ctx) => {
      const f = py("lambda *a, **k: (a, k)");
      const [one, two] = [py("1"), py("2")];
      const names = py("('b',)");
      expect(ctx.Callable_Check(f)).toBe(true);
      expect(ctx.Callable_Check(one)).toBe(false);
      expect(text(ctx.Call(f, []))).toBe("((), {})");
      expect(text(ctx.Call(f, [one, two]))).toBe("((1, 2), {})");
      expect(text(ctx.Call(f, [one, two], names))).toBe("((1,), {'b': 2})");
      expect(text(ctx.Call(f, [one, two], ["a", "b\u20ac"]))).toBe("((), {'a': 1, 'b\u20ac': 2})");
      expect(() => ctx.Call(f, [], names)).toThrow(RangeError);
      expect(text(ctx.CallTupleDict(f, py("(1, 2)"), py("{'k': 3}")))).toBe("((1, 2), {'k': 3})");
      expect(text(ctx.CallTupleDict(f, null))).toBe("((), {})");
      expect(raised(() => ctx.CallTupleDict(f, one, null))).toBe(
        "TypeError: HPy_CallTupleDict requires args to be a tuple or null handle",
      );
      expect(raised(() => ctx.CallTupleDict(f, null, one))).toBe(
        "TypeError: HPy_CallTupleDict requires kw to be a dict or null handle",
      );
      const s = py("'a-b-c'");
      expect(text(ctx.CallMethod("split", [s, py("'-'"), one], ["maxsplit"]))).toBe("['a', 'b-c']");
      expect(text(ctx.CallMethod(py("'upper'"), [s]))).toBe("'A-B-C'");
      expect(raised(() => ctx.CallMethod("nonsense", [s]))).toMatch(/^AttributeError/);
      expect(text(ctx.CallMethodTupleDict(py("'split'"), s, py("('-',)"), py("{'maxsplit': 1}")))).toBe(
        "['a', 'b-c']",
      );
      expect(text(ctx.CallMethodTupleDict_s("upper", s, py("()")))).toBe("'A-B-C'");
      expect(raised(() => ctx.CallMethodTupleDict_s("nonsense", s, null))).toMatch(/^AttributeError/);
    });
  });

  it("can be redirected for one instance", () => {
    run((ctx) => {
      const type = ctx.Type_FromSpec(Holder);
      const holder = ctx.New(type, Holder);
      expect(text(ctx.Call(holder, []))).toBe("'default'");
      ctx.SetCallFunction(holder, (_self, args, kwnames) => args.length * 10 + (kwnames === null ? 0 : 1));
      expect(text(ctx.Call(holder, [ctx.h_None, ctx.h_None], ["k"]))).toBe("21");
      expect(text(ctx.Call(ctx.New(type, Holder), []))).toBe("'default'");
      expect(raised(() => ctx.SetCallFunction(py("[]"), () => null))).toMatch(/^TypeError: type 'list/);
    });
  });
});

describe("iteration, attributes, items", () => {
  it("iterate to the end, and throw what the iterator raises", () => {
    run((ctx) => {
      const iterator = ctx.GetIter(py("[1, None]"));
      expect(ctx.Iter_Check(iterator)).toBe(true);
      expect(ctx.Iter_Check(py("[]"))).toBe(false);
      expect(
        [ctx.Iter_Next(iterator), ctx.Iter_Next(iterator)].map((h) => (h === null ? "end" : text(h))),
      ).toEqual(["1", "None"]);
      expect(ctx.Iter_Next(iterator)).toBe(null);
      expect(raised(() => ctx.GetIter(py("1")))).toMatch(/^TypeError/);
      expect(raised(() => ctx.Iter_Next(py("(1 / 0 for _ in [1])")))).toMatch(/^ZeroDivisionError/);
    });
  });

  it("read, write and delete attributes", () => {
    run((ctx) => {
      opened.exec("class O: pass");
      const o = py("O()");
      ctx.SetAttr_s(o, "a", py("1"));
      ctx.SetAttr(o, py("'b'"), py("2"));
      expect(text(ctx.GetAttr_s(o, "a"))).toBe("1");
      expect(text(ctx.GetAttr(o, py("'b'")))).toBe("2");
      expect([ctx.HasAttr_s(o, "a"), ctx.HasAttr(o, py("'b'"))]).toEqual([true, true]);
      ctx.DelAttr_s(o, "a");
      ctx.DelAttr(o, py("'b'"));
      expect([ctx.HasAttr_s(o, "a"), ctx.HasAttr(o, py("'b'"))]).toEqual([false, false]);
      ctx.SetAttr_s(o, "c", py("3"));
      ctx.SetAttr_s(o, "c", null);
      expect(raised(() => ctx.GetAttr_s(o, "c"))).toMatch(/^AttributeError/);
      expect(raised(() => ctx.DelAttr_s(o, "c"))).toMatch(/^AttributeError/);
      expect(raised(() => ctx.GetAttr_s(o, "a\0b"))).toBe("ValueError: embedded null character");
      expect(raised(() => ctx.GetAttr_s(o, "a\ud800"))).toMatch(/^UnicodeEncodeError/);
      const long = `n${"\u00e9".repeat(2000)}`;
      ctx.SetAttr_s(o, long, py("4"));
      expect(text(ctx.GetAttr_s(o, long))).toBe("4");
    });
  });

  it("read, write and delete items and slices", () => {
    run((ctx) => {
      const list = py("[0, 1, 2, 3]");
      const dict = py("{'k': 1, 3: 2}");
      expect(ctx.Length(list)).toBe(4);
      expect(text(ctx.GetItem(dict, py("'k'")))).toBe("1");
      expect(text(ctx.GetItem_i(list, -1))).toBe("3");
      expect(text(ctx.GetItem_i(dict, 3))).toBe("2");
      expect(text(ctx.GetItem_s(dict, "k"))).toBe("1");
      expect(raised(() => ctx.GetItem_s(dict, "nothing"))).toBe("KeyError: 'nothing'");
      expect(raised(() => ctx.GetItem_i(list, 9))).toMatch(/^IndexError/);
      expect(raised(() => ctx.GetItem_i(list, 2 ** 32))).toMatch(/^OverflowError/);
      expect(ctx.Contains(list, py("2"))).toBe(true);
      expect(ctx.Contains(list, py("9"))).toBe(false);
      ctx.SetItem(dict, py("'k'"), py("5"));
      ctx.SetItem_s(dict, "s", py("6"));
      ctx.SetItem_i(dict, 3, py("7"));
      expect(text(dict)).toBe("{'k': 5, 3: 7, 's': 6}");
      ctx.DelItem(dict, py("'k'"));
      ctx.DelItem_s(dict, "s");
      ctx.DelItem_i(dict, 3);
      expect(text(dict)).toBe("{}");
      expect(raised(() => ctx.DelItem_s(dict, "s"))).toBe("KeyError: 's'");
      expect(text(ctx.GetSlice(list, 1, 3))).toBe("[1, 2]");
      ctx.SetSlice(list, 1, 3, py("['x']"));
      expect(text(list)).toBe("[0, 'x', 3]");
      ctx.DelSlice(list, 0, 2);
      expect(text(list)).toBe("[3]");
      expect(raised(() => ctx.GetSlice(py("1"), 0, 1))).toMatch(/^TypeError/);
    });
  });
});

describe("any object", () => {
  it("is shown, compared, hashed and asked for its type", () => {
    run((ctx) => {
      const [s, b] = [py("'\\u00e9'"), py("b'x'")];
      expect(text(ctx.Str(py("1.5")))).toBe("'1.5'");
      expect(text(ctx.Repr(s))).toBe("\"'\u00e9'\"");
      expect(text(ctx.ASCII(s))).toBe(`"'\\\\xe9'"`);
      expect(text(ctx.Bytes(py("[1, 2]")))).toBe("b'\\x01\\x02'");
      expect(text(ctx.RichCompare(py("1"), py("2"), HPy_LT))).toBe("True");
      expect(ctx.RichCompareBool(py("1"), py("2"), HPy_EQ)).toBe(false);
      expect(raised(() => ctx.RichCompareBool(py("1"), s, HPy_LT))).toMatch(/^TypeError/);
      expect(ctx.Hash(py("12"))).toBe(12);
      expect(raised(() => ctx.Hash(py("[]")))).toMatch(/^TypeError/);
      expect([ctx.IsTrue(s), ctx.IsTrue(py("''"))]).toEqual([true, false]);
      expect(ctx.Is(ctx.Type(b), ctx.h_BytesType)).toBe(true);
      expect(ctx.TypeCheck(py("True"), ctx.h_LongType)).toBe(true);
      expect(ctx.TypeCheck(b, ctx.h_LongType)).toBe(false);
      expect(ctx.Type_GetName(ctx.h_LongType)).toBe("int");
      expect(ctx.Type_IsSubtype(ctx.h_BoolType, ctx.h_LongType)).toBe(true);
      expect(ctx.Type_IsSubtype(ctx.h_LongType, ctx.h_BoolType)).toBe(false);
      expect(ctx.Type_GetBuiltinShape(ctx.h_LongType)).toBe("Legacy");
      expect(ctx.Type_GetBuiltinShape(ctx.Type_FromSpec(Holder))).toBe("Object");
      expect(text(ctx.Type_GenericNew(ctx.h_BaseObjectType))).toMatch(/^<object object/);
      expect(raised(() => ctx.Type_GenericNew(b, [b], null))).toMatch(/^TypeError/);
      ctx.Dump(b);
    });
  });
});

describe("containers", () => {
  it("are made and asked", () => {
    run((ctx) => {
      const list = ctx.List_New();
      ctx.List_Append(list, py("1"));
      ctx.List_Insert(list, -5, py("0"));
      expect(text(list)).toBe("[0, 1]");
      expect(text(ctx.List_New(3))).toBe("[None, None, None]");
      expect(raised(() => ctx.List_New(-1))).toMatch(/^SystemError/);
      expect(raised(() => ctx.List_New(2 ** 31 - 1))).toMatch(/^MemoryError/);
      expect(raised(() => ctx.List_Append(py("()"), list))).toMatch(/^SystemError/);
      expect(raised(() => ctx.List_Insert(py("()"), 0, list))).toMatch(/^SystemError/);
      const tuple = ctx.Tuple_Pack(list, ctx.h_None);
      expect(text(tuple)).toBe("([0, 1], None)");
      expect(text(ctx.Tuple_FromArray([]))).toBe("()");
      expect(() => ctx.Tuple_FromArray([null as never])).toThrow("A handle is needed here");
      const dict = ctx.Dict_New();
      ctx.SetItem_s(dict, "k", list);
      expect(text(ctx.Dict_Keys(dict))).toBe("['k']");
      const copy = ctx.Dict_Copy(dict);
      ctx.DelItem_s(dict, "k");
      expect(text(copy)).toBe("{'k': [0, 1]}");
      expect(raised(() => ctx.Dict_Keys(list))).toMatch(/^SystemError/);
      expect(raised(() => ctx.Dict_Copy(list))).toMatch(/^SystemError/);
      expect([ctx.List_Check(list), ctx.List_Check(tuple)]).toEqual([true, false]);
      expect([ctx.Tuple_Check(tuple), ctx.Tuple_Check(list)]).toEqual([true, false]);
      expect([ctx.Dict_Check(dict), ctx.Dict_Check(list)]).toEqual([true, false]);
    });
  });

  it("can be sliced", () => {
    run((ctx) => {
      expect(ctx.Slice_Unpack(py("slice(1, 5, 2)"))).toEqual([1, 5, 2]);
      expect(ctx.Slice_Unpack(py("slice(None, None, -1)"))).toEqual([2 ** 31 - 1, -(2 ** 31), -1]);
      expect(raised(() => ctx.Slice_Unpack(py("slice(0, 1, 0)")))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Slice_Unpack(py("slice('x')")))).toMatch(/^TypeError/);
      expect(raised(() => ctx.Slice_Unpack(py("5")))).toMatch(/^TypeError/);
      expect(text(ctx.Slice_New(py("1"), null, py("2")))).toBe("slice(1, None, 2)");
      const [start, stop, step] = ctx.Slice_Unpack(py("slice(None, None, -2)"));
      expect(ctx.Slice_AdjustIndices(5, start, stop, step)).toEqual([3, 4, -1]);
    });
  });

  it.each(["List", "Tuple"] as const)("are built by a %sBuilder", (kind) => {
    run((ctx) => {
      const create = (size: number) => ctx[`${kind}Builder_New`](size);
      const shown = (...items: string[]): string =>
        kind === "List" ? `[${items.join(", ")}]` : `(${items.join(", ")})`;
      const builder = create(3);
      ctx[`${kind}Builder_Set`](builder, 2, py("2"));
      ctx[`${kind}Builder_Set`](builder, 0, py("0"));
      expect(raised(() => builder.set(3, ctx.h_None))).toMatch(/^IndexError: .* builder index out of range$/);
      expect(raised(() => builder.set(-1, ctx.h_None))).toMatch(/^IndexError/);
      expect(text(ctx[`${kind}Builder_Build`](builder))).toBe(shown("0", "None", "2"));
      expect(() => builder.set(0, ctx.h_None)).toThrow("built already");
      expect(() => builder.build()).toThrow("built already");
      expect(text(create(0).build())).toBe(shown());
      const cancelled = create(1);
      ctx[`${kind}Builder_Cancel`](cancelled);
      expect(() => cancelled.build()).toThrow("cancelled already");
      expect(raised(() => create(-1).build())).toMatch(/^(MemoryError|SystemError|ValueError)/);
    });
  });

  it("are given up when the scope ends", () => {
    const item = run((ctx) => ctx.keep(py("['item']")));
    const references = (): string => run(() => show("__import__('sys').getrefcount(x)", { x: item }));
    const before = references();
    run((ctx) => {
      ctx.ListBuilder_New(1).set(0, item);
      ctx.TupleBuilder_New(2).set(1, item);
      const tracker = ctx.Tracker_New();
      tracker.add(ctx.Dup(item));
      using builder = ctx.ListBuilder_New(1);
      builder.set(0, item);
    });
    expect(references()).toBe(before);
    run(() => item.close());
  });
});

describe("trackers", () => {
  it("close what was added, or forget it", () => {
    run((ctx) => {
      const [a, b] = [py("['a']"), py("['b']")];
      const tracker = ctx.Tracker_New(1);
      ctx.Tracker_Add(tracker, a);
      ctx.Tracker_Add(tracker, b);
      ctx.Tracker_Add(tracker, ctx.h_None);
      ctx.Tracker_ForgetAll(tracker);
      ctx.Tracker_Add(tracker, b);
      ctx.Tracker_Close(tracker);
      expect([a.isOpen, b.isOpen]).toEqual([true, false]);
      expect(() => tracker.add(a)).toThrow("closed already");
      expect(() => tracker.close()).toThrow("closed already");
      expect(raised(() => ctx.Tracker_New(-1))).toMatch(/^MemoryError/);
    });
  });
});

describe("capsules", () => {
  it("hold JavaScript values until they die", () => {
    const died: unknown[] = [];
    run((ctx) => {
      const value = { answer: 42 };
      const capsule = ctx.Capsule_New(value, "test.value", (...args) => died.push(args));
      expect(ctx.Capsule_GetPointer(capsule, "test.value")).toBe(value);
      expect(ctx.Capsule_GetName(capsule)).toBe("test.value");
      expect(ctx.Capsule_IsValid(capsule, "test.value")).toBe(true);
      expect(ctx.Capsule_IsValid(capsule, "other")).toBe(false);
      expect(ctx.Capsule_IsValid(py("1"), "other")).toBe(false);
      expect(ctx.Capsule_GetContext(capsule)).toBe(0);
      ctx.Capsule_SetContext(capsule, "context");
      ctx.Capsule_SetContext(capsule, ["context"]);
      expect(ctx.Capsule_Get(capsule, "Context")).toEqual(["context"]);
      ctx.Capsule_SetName(capsule, "renamed");
      ctx.Capsule_SetPointer(capsule, "another");
      expect(ctx.Capsule_Get(capsule, "Pointer", "renamed")).toBe("another");
      expect(raised(() => ctx.Capsule_GetPointer(capsule, "test.value"))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_GetPointer(py("1"), "x"))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_GetName(py("1")))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_SetPointer(py("1"), 1))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_SetContext(py("1"), 1))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_SetName(py("1"), "x"))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_SetDestructor(py("1"), null))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_Get(capsule, "Destructor"))).toBe(
        "ValueError: Invalid operation: get HPyCapsule_key_Destructor",
      );
      expect(died).toEqual([]);
    });
    expect(died).toEqual([["another", "renamed", ["context"]]]);
  });

  it("hold addresses", () => {
    run((ctx) => {
      const capsule = ctx.Capsule_New(1234, null);
      expect(ctx.Capsule_GetPointer(capsule, null)).toBe(1234);
      expect(ctx.Capsule_GetName(capsule)).toBe(null);
      ctx.Capsule_Set(capsule, "Pointer", 99);
      ctx.Capsule_Set(capsule, "Context", 98);
      ctx.Capsule_Set(capsule, "Name", "n");
      ctx.Capsule_Set(capsule, "Destructor", () => {});
      ctx.Capsule_Set(capsule, "Destructor", null);
      expect([ctx.Capsule_GetPointer(capsule, "n"), ctx.Capsule_GetContext(capsule)]).toEqual([99, 98]);
      expect(() => ctx.Capsule_SetPointer(capsule, {})).toThrow(TypeError);
      expect(() => ctx.Capsule_SetContext(capsule, {})).toThrow(TypeError);
      expect(() => ctx.Capsule_Set(capsule, "Name", 5)).toThrow(TypeError);
      expect(raised(() => ctx.Capsule_New(0, "n"))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_SetPointer(capsule, 0))).toMatch(/^ValueError/);
      expect(raised(() => ctx.Capsule_New(-1, "n"))).toMatch(/^OverflowError/);
    });
  });
});

describe("modules, source, context variables, globals, fields", () => {
  it("work", () => {
    run((ctx) => {
      expect(text(ctx.GetAttr_s(ctx.Import_ImportModule("collections.abc"), "__name__"))).toBe(
        "'collections.abc'",
      );
      expect(raised(() => ctx.Import_ImportModule("no_such_module"))).toMatch(/^ModuleNotFoundError/);
      const globals = py("{'x': 1}");
      expect(text(ctx.EvalCode(ctx.Compile_s("x + y", "f", "Expr"), globals, py("{'y': 2}")))).toBe("3");
      expect(text(ctx.EvalCode(ctx.Compile_s("y = x", "f", 1), globals))).toBe("None");
      expect(text(ctx.GetItem_s(globals, "y"))).toBe("1");
      expect(raised(() => ctx.Compile_s("1 +", "f", "Expr"))).toMatch(/^SyntaxError/);
      expect(raised(() => ctx.Compile_s("1", "f", 7))).toBe("SystemError: invalid source kind");
      expect(raised(() => ctx.EvalCode(ctx.Compile_s("1/0", "f", "Expr"), globals))).toMatch(
        /^ZeroDivisionError/,
      );

      const variable = ctx.ContextVar_New("v", py("'default'"));
      const bare = ctx.ContextVar_New("w");
      expect(ctx.ContextVar_Get(bare)).toBe(null);
      expect(text(ctx.ContextVar_Get(bare, py("1")) ?? ctx.h_None)).toBe("1");
      expect(text(ctx.ContextVar_Get(variable) ?? ctx.h_None)).toBe("'default'");
      const token = ctx.ContextVar_Set(variable, py("2"));
      expect(text(ctx.ContextVar_Get(variable, py("1")) ?? ctx.h_None)).toBe("2");
      ctx.CallMethod("reset", [variable, token]);
      expect(text(ctx.ContextVar_Get(variable) ?? ctx.h_None)).toBe("'default'");
      expect(raised(() => ctx.ContextVar_Get(py("1")))).toMatch(/^TypeError/);
      expect(raised(() => ctx.ContextVar_Set(py("1"), variable))).toMatch(/^TypeError/);

      expect(ctx.Global_Load("cache")).toBe(null);
      ctx.Global_Store("cache", py("[1]"));
      expect(text(ctx.Global_Load("cache") ?? ctx.h_None)).toBe("[1]");
      ctx.Global_Store("cache", null);
      expect(ctx.Global_Load("cache")).toBe(null);
      expect(() => ctx.Global_Load("nothing")).toThrow(TypeError);

      const holder = ctx.New(ctx.Type_FromSpec(Holder), Holder);
      expect(ctx.Field_Load(holder, "item")).toBe(null);
      ctx.Field_Store(holder, "item", py("[2]"));
      expect(text(ctx.Field_Load(holder, "item") ?? ctx.h_None)).toBe("[2]");
      ctx.Field_Store(holder, "item", null);
      expect(ctx.Field_Load(holder, "item")).toBe(null);
      expect(() => ctx.Field_Load(holder, "nothing")).toThrow(TypeError);
    });
  });

  it("leave Python and come back", () => {
    run((ctx) => {
      expect(ctx.LeavePython(() => 5)).toBe(5);
      expect(() =>
        ctx.LeavePython(() => {
          throw new Error("inside");
        }),
      ).toThrow("inside");
      const state = ctx.LeavePythonExecution();
      ctx.ReenterPythonExecution(state);
      expect(text(py("1"))).toBe("1");
    });
  });
});

describe("types", () => {
  it("are made and added to an object at once", () => {
    run((ctx) => {
      opened.exec("class Module: pass");
      const module = py("Module()");
      ctx.Helpers_AddType(module, "Holder", Holder);
      ctx.Helpers_AddType(module, "Derived", Holder, { bases: [ctx.GetAttr_s(module, "Holder")] });
      expect(show("(x.Holder.__name__, x.Derived.__bases__ == (x.Holder,))", { x: module })).toBe(
        "('Holder', True)",
      );
      expect(raised(() => ctx.Helpers_AddType(py("5"), "Holder", Holder))).toMatch(/^AttributeError/);
      const holder = ctx.New(ctx.GetAttr_s(module, "Holder"), Holder);
      expect(ctx.AsStruct_Object(holder)).toBeGreaterThan(0);
      expect(ctx.AsStruct_Legacy(module)).toBeGreaterThan(0);
    });
  });

  it("have methods with signatures", () => {
    run((ctx) => {
      const type = ctx.Type_FromSpec(Signed);
      const signature = (name: string): string =>
        show(`str(__import__('inspect').signature(x.${name}))`, { x: type });
      expect(signature("nothing")).toBe("'(self, /)'");
      expect(signature("one")).toBe("'(self, object, /)'");
      expect(signature("declared")).toBe("'(self, a, /, *, b=None)'");
      expect(signature("written")).toBe("'(self, /, a=(1, 2))'");
      expect(show("(x.one.__doc__, x.written.__doc__)", { x: type })).toBe("(None, 'Text.')");
    });
  });
});

describe("errors", () => {
  it("are thrown by what sets them in C", () => {
    run((ctx) => {
      const value = ctx.h_ValueError;
      expect(raised(() => ctx.Err_SetString(value, "no\u20ac"))).toBe("ValueError: no\u20ac");
      expect(raised(() => ctx.Err_SetString(value, "a\0\ud800"))).toBe("ValueError: a\0\ud800");
      expect(raised(() => ctx.Err_SetString(py("1"), "x"))).toMatch(/^SystemError/);
      expect(raised(() => ctx.Err_SetObject(value, py("(1, 2)")))).toBe("ValueError: (1, 2)");
      expect(raised(() => ctx.Err_SetObject(value, null))).toBe("ValueError: ");
      expect(raised(() => ctx.Err_NoMemory())).toMatch(/^MemoryError/);
      for (const body of [
        () => ctx.Err_SetFromErrno(ctx.h_OSError),
        () => ctx.Err_SetFromErrnoWithFilename(ctx.h_OSError, "name"),
        () => ctx.Err_SetFromErrnoWithFilename(ctx.h_OSError, null),
        () => ctx.Err_SetFromErrnoWithFilenameObject(ctx.h_OSError, py("'name'")),
        () => ctx.Err_SetFromErrnoWithFilenameObjects(ctx.h_OSError, py("'a'"), py("'b'")),
      ]) {
        expect(raised(body)).toMatch(/Error: /);
      }
    });
  });

  it("can be put into the indicator", () => {
    run((ctx) => {
      const error = ctx.error(ctx.h_KeyError, "k");
      expect(ctx.Err_Occurred()).toBe(false);
      ctx.Err_SetRaised(error);
      expect(ctx.Err_Occurred()).toBe(true);
      expect(ctx.Err_ExceptionMatches(ctx.h_LookupError)).toBe(true);
      expect(ctx.Err_ExceptionMatches(ctx.h_TypeError)).toBe(false);
      expect(ctx.Err_GetRaised()?.type).toBe("KeyError");
      expect(ctx.Err_GetRaised()).toBe(null);
      ctx.Err_SetRaised(error);
      ctx.Err_Clear();
      expect(ctx.Err_Occurred()).toBe(false);
      expect(ctx.Err_ExceptionMatches(py("(TypeError, KeyError)"), error)).toBe(true);
      expect(ctx.Err_ExceptionMatches(ctx.h_TypeError, error)).toBe(false);
      expect(ctx.Err_Occurred()).toBe(false);
    });
  });

  it("go to sys.unraisablehook", () => {
    run((ctx) => {
      opened.exec(
        "import sys\nseen = []\nsys.unraisablehook = lambda u: seen.append((u.exc_type, u.object))",
      );
      const error = ctx.error(ctx.h_KeyError, "k");
      ctx.Err_WriteUnraisable(py("5"), error);
      ctx.Err_SetRaised(error);
      ctx.Err_WriteUnraisable(null);
      expect(ctx.Err_Occurred()).toBe(false);
      expect(show("seen")).toBe("[(<class 'KeyError'>, 5), (<class 'KeyError'>, None)]");
      opened.exec("sys.unraisablehook = sys.__unraisablehook__");
    });
  });

  it("have classes that can be made, and warnings", () => {
    run((ctx) => {
      const plain = ctx.Err_NewException("test.Plain");
      const rich = ctx.Err_NewExceptionWithDoc("test.Rich", "Rich.", ctx.h_KeyError, py("{'x': 1}"));
      expect(show("(x.__name__, x.__module__, x.__bases__)", { x: plain })).toBe(
        "('Plain', 'test', (<class 'Exception'>,))",
      );
      expect(show("(x.__doc__, x.__bases__, x.x)", { x: rich })).toBe("('Rich.', (<class 'KeyError'>,), 1)");
      expect(show("x.__doc__", { x: ctx.Err_NewExceptionWithDoc("test.None", null) })).toBe("None");
      expect(raised(() => ctx.Err_NewException("nodot"))).toMatch(/^SystemError/);
      expect(raised(() => ctx.Err_SetString(rich, "m"))).toBe("Rich: 'm'");
      opened.exec("import warnings\nwarnings.simplefilter('error')");
      expect(raised(() => ctx.Err_WarnEx(null, "careful"))).toBe("RuntimeWarning: careful");
      expect(raised(() => ctx.Err_WarnEx(ctx.h_UserWarning, "careful", 1))).toBe("UserWarning: careful");
      opened.exec("warnings.simplefilter('ignore')");
      expect(raised(() => ctx.Err_WarnEx(ctx.h_UserWarning, "careful"))).toBe("nothing");
    });
  });
});
